"""How much a text speaks to its reader: adverts, courses and instructions do, news doesn't."""

import re

from digests.article import Article

_READ = 2_000
"""Characters; who speaks to a reader does so from the beginning."""

_FEWEST = 50
"""Words that a text counts as, at least: in an excerpt of thirty, one "you" isn't yet an advert."""

# Each way begins with a mark of its own, not a set: so what holds none is passed over quickly.
_QUOTED = re.compile(r'"[^"]{0,1000}"|“[^”“]{0,1000}[”“]|„[^”“]{0,1000}[”“]|«[^»]{0,1000}»')
_WORD = re.compile(r"[^\W_]+")

_SECOND_PERSON = {
    "de": "du dein deine deinen deinem deiner deines dich dir euch euer eure euren eurem",
    "en": "you your yours yourself yourselves",
    "es": "tú tus usted ustedes",
    "fr": "vous votre vos vôtre",
    "nl": "je jij jou jouw jullie uw",
    "pt": "você vocês",
}
_PRONOUNS = {language: frozenset(words.split()) for language, words in _SECOND_PERSON.items()}
"""By language, what means nobody but the reader: a few words of grammar, that no spam can avoid."""


def addressing(article: Article) -> float:
    """The share of an article's words, what is quoted left out, that mean its reader: 0 to 1.

    0 where the language has no words that mean nobody else, as the German *Sie* does.
    """
    pronouns = _PRONOUNS.get(article.language or "")
    if not pronouns:
        return 0.0
    said = (article.text or article.excerpt)[:_READ].lower()
    if not any(map(said.__contains__, pronouns)):  # as in most news: no word needs to be looked at
        return 0.0
    words = _WORD.findall(_QUOTED.sub(" ", said))
    return sum(map(pronouns.__contains__, words)) / max(_FEWEST, len(words))
