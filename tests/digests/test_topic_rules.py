import pytest

from digests.stories.terms import read
from digests.topic_rules import Rules, stem
from tests.builders import article


def found(match, *articles):
    rules = Rules({"Money": match})
    return rules.found([rules.hits(read(one)) for one in articles]).get("Money")


@pytest.mark.parametrize(
    "family",
    [
        "raise raises raised raising",
        "stop stopped stopping",
        "invest invested investing",
        "study studies studied studying",
        "agree agreed agreeing",
        "resign resigned resigning",
        "backer backers backer's",
        "sell selling",
    ],
)
def test_one_word_has_one_stem(family):
    rules = Rules({"Money": family.split()[:1]})
    for inflected in family.split():
        assert rules.hits(read(article(f"They {inflected}"))), inflected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("use", "us"),
        ("need", "ne"),
        ("spring", "spr"),
        ("seed", "se"),
        ("fund", "funny"),
        ("red", "r"),
    ],
)
def test_words_that_only_look_alike_stay_apart(one, other):
    assert stem(one) != stem(other)


def test_a_word_counts_once_and_the_logarithm_of_its_weight():
    assert found(["yuan"], article("No", text="A yuan")).score == pytest.approx(1.405, abs=0.001)
    assert found(["yuan"], article("The yuan")).score == pytest.approx(2.099, abs=0.001)
    twice = article("The yuan", text="A yuan")
    assert found(["yuan"], twice).score == pytest.approx(2.504, abs=0.001)


def test_different_words_add_up_and_spellings_of_one_dont():
    told = article("No", text="A yuan raised")
    assert found(["yuan", "raise"], told).words == 2
    assert found(["yuan", "Yuan", "yuans"], told) == found(["yuan"], told)


def test_a_phrase_is_found_in_its_order_only():
    assert found(["funding round"], article("Their funding rounds"))
    assert not found(["funding round"], article("A round of funding"))
    assert not found(["funding round"], article("Funding. More", text="A round table"))


def test_a_phrase_does_not_run_from_the_title_into_the_text():
    assert not found(["funding round"], article("The funding", text="Round tables"))


def test_the_reason_names_the_admins_words_and_where_they_stand():
    told = article("Backers found", text="The backers invested. One investor left.")
    reason = found(["Investors", "backers", "valuation"], told).reason
    assert reason == "“backers”, “Investors” in the title and the text"
    assert found(["invested"], told).reason == "“invested” in the text"


def test_a_reason_names_three_words_at_most():
    told = article("Alpha beta gamma delta")
    assert found(["alpha", "beta", "gamma", "delta"], told).reason.count("“") == 3


def test_an_excerpt_stands_in_for_a_missing_text():
    assert found(["yuan"], article("No", excerpt="A yuan"))


def test_what_one_of_many_articles_says_counts_for_little():
    one, others = article("No", text="A yuan"), [article("No") for _ in range(4)]
    assert not found(["yuan"], one, *others)
    assert found(["yuan"], one, one, *others)


def test_many_articles_count_no_more_than_one():
    told = article("The yuan")
    assert found(["yuan"], told, told, told).score == pytest.approx(found(["yuan"], told).score)


@pytest.mark.parametrize("keyword", ["", "the", "C", "😀"])
def test_a_keyword_without_a_telling_word_is_never_found(keyword):
    assert not found([keyword], article("The C 😀 of it"))


def test_a_keyword_in_chinese_is_found():
    assert found(["人工智能"], article("中国人工智能公司"))
