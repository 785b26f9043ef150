import pytest

from digests.stories.addressing import addressing
from tests.builders import article

REPORT = (
    "The city council closed the northern bridge on Friday after engineers had found cracks in two "
    "of its steel girders. Repairs are to cost four million crowns and to last until the autumn, a "
    "spokeswoman said. Drivers will be sent over the southern bridge, which adds twenty minutes to "
    "the trip."
)
ADVERT = (
    "Are you afraid of your exam? With our dumps you will pass it at once, and if you don't, you "
    "get your money back. Order yours today and save 95 percent on your first bundle of questions."
)


def share(text, language="en"):
    return addressing(article(text=text, language=language))


def test_an_advert_speaks_to_its_reader_and_a_report_does_not():
    assert share(REPORT) == 0.0
    assert share(ADVERT) > 0.1


def test_an_excerpt_counts_where_there_is_no_text():
    assert addressing(article(excerpt=ADVERT, language="en")) == share(ADVERT)


@pytest.mark.parametrize(("opened", "closed"), ['""', "“”", "„“", "«»"])
def test_what_somebody_is_quoted_with_was_said_to_somebody_else(opened, closed):
    said = f"{opened}You see the cracks yourself, and you know your bridge,{closed} she told him. "
    assert share(said + REPORT) == 0.0


def test_a_word_that_only_holds_such_a_word_means_nobody():
    assert share("The Young brothers, both youths, closed the bridge in Guyot.") == 0.0


def test_one_word_of_a_short_excerpt_makes_no_advert():
    assert share("The bridge closes on Friday: what you should know.") == 0.02


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Hol dir dein Angebot: Du sparst bei uns 95 Prozent auf deinen ersten Kurs."),
        ("fr", "Réussissez votre examen avec nos questions, et vous serez remboursé sinon."),
    ],
)
def test_other_languages_have_words_of_their_own(language, text):
    assert share(text, language) > share(text, "en") == 0.0


@pytest.mark.parametrize("language", [None, "ja"])
def test_a_language_without_such_words_is_given_the_benefit_of_the_doubt(language):
    assert share(ADVERT, language) == 0.0
