"""The admin's words: where a story has them, however they're inflected, and what that counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from digests.article import Article
from digests.stories.terms import BODY, BODY_WORDS, LEAD, LEAD_WORDS, TITLE
from digests.text import words

MOST_REASONS = 3
"""Words named in a reason: more is no reason any more."""

SHORTEST_STEMMED = 4
"""Letters; "use" would become "us"."""

_SPACE = 12
"""Characters of a text that are looked at for each telling word that's wanted."""

_VOWELS = frozenset("aeiouy")

Phrase = tuple[str, ...]
"""A keyword as stems, one for each of its words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the words of one topic count in a story: Σ (1 + ln tf), and a reason for people.

    *words* says how many different ones were found.
    """

    score: float = 0.0
    words: int = 0
    reason: str = ""


@dataclass(slots=True)
class _Hits:
    """A keyword's occurrences in a story, weighted, and whether title and text have it."""

    weight: float = 0.0
    places: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """The words of an article's title or text, and what each counts."""

    place: str
    words: list[str]
    weights: list[float]


class Rules:
    """The words and phrases of all topics, ready to be looked for in one walk through a text."""

    def __init__(self, match: Mapping[str, Sequence[str]]) -> None:
        self._phrases: dict[str, dict[Phrase, str]] = {topic: {} for topic in match}
        self._starting: dict[str, set[Phrase]] = {}
        for topic, keyword in ((topic, k) for topic, keywords in match.items() for k in keywords):
            if phrase := tuple(map(stem, words(keyword))):
                self._phrases[topic].setdefault(phrase, keyword)
                self._starting.setdefault(phrase[0], set()).add(phrase)

    def found(self, articles: Sequence[Article]) -> Mapping[str, Rule]:
        """What counts for each topic; what only some of *articles* have counts by their share."""
        hits: dict[Phrase, _Hits] = {}
        for part in (part for article in articles for part in _parts(article, read=BODY_WORDS)):
            for at, phrase in self._within(part):
                hit = hits.setdefault(phrase, _Hits())
                hit.weight += part.weights[at] / len(articles)
                hit.places.add(part.place)
        ruled = {
            topic: _rule({keyword: hits[p] for p, keyword in phrases.items() if p in hits})
            for topic, phrases in self._phrases.items()
        }
        return {topic: rule for topic, rule in ruled.items() if rule.score > 0}

    def terms(self, articles: Sequence[Article]) -> Mapping[str, float]:
        """How often *articles* have each word, and each keyword of several, in title and lead."""
        counts: defaultdict[str, float] = defaultdict(float)
        for article in articles:
            for part in _parts(article, read=LEAD_WORDS):
                for word, weight in zip(part.words, part.weights, strict=True):
                    counts[word] += weight / len(articles)
                for at, phrase in self._within(part):
                    if len(phrase) > 1:
                        counts[_term(phrase)] += part.weights[at] / len(articles)
        return counts

    def keywords(self, terms: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Those of *terms* that are keywords of each topic, in any inflection."""
        inflected: dict[str, set[str]] = {}
        for term in terms:
            inflected.setdefault(stem(term), set()).add(term)
        return {
            topic: frozenset(t for p in phrases for t in inflected.get(_term(p), ()))
            for topic, phrases in self._phrases.items()
        }

    def _within(self, part: _Part) -> Iterator[tuple[int, Phrase]]:
        """Each occurrence of a keyword, and at which word it begins."""
        stems = [stem(word) for word in part.words]
        for at, first in enumerate(stems):
            for phrase in self._starting.get(first, ()):
                if tuple(stems[at : at + len(phrase)]) == phrase:
                    yield at, phrase


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """*word* without its verb ending, so that "raised" finds "raise", "raises" and "raising".

    Not a linguist's stem: it only has to be the same for what an admin would call the same word.
    """
    if not (word.isascii() and word.isalpha()) or len(word) < SHORTEST_STEMMED:
        return word
    bare = _without_ending(word).rstrip("e")
    if len(bare) < SHORTEST_STEMMED:
        return bare or word
    if bare[-1] == bare[-2]:
        return bare[:-1]
    return f"{bare[:-1]}i" if bare.endswith("y") else bare


def quoted(terms: Iterable[str]) -> str:
    """ "“investors”, “backers”"."""
    return ", ".join(f"“{term}”" for term in terms)


def _parts(article: Article, *, read: int) -> Iterator[_Part]:
    """Title and text of *article*; of the latter at most *read* words."""
    title = words(article.title)
    yield _Part(place="title", words=title, weights=[TITLE] * len(title))
    text = words((article.text or article.excerpt)[: read * _SPACE])[:read]
    weights = [LEAD if at < LEAD_WORDS else BODY for at in range(len(text))]
    yield _Part(place="text", words=text, weights=weights)


def _without_ending(word: str) -> str:
    """*word* without -ing and -ed where a vowel is left before it: "bring" and "need" stay."""
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        shortest = SHORTEST_STEMMED - (not root.endswith("e"))
        if root != word and len(root) >= shortest and _VOWELS.intersection(root[:-1]):
            return _without_ending(root)
    return word


def _term(phrase: Phrase) -> str:
    """A keyword of several words as one term."""
    return " ".join(phrase)


def _rule(hits: Mapping[str, _Hits]) -> Rule:
    """A word that only a minority of the articles has counts less, down to nothing."""
    counts = {keyword: 1 + log(hit.weight) for keyword, hit in hits.items()}
    best = sorted((k for k in counts if counts[k] > 0), key=lambda k: (-counts[k], k))
    named = best[:MOST_REASONS]
    return Rule(
        score=sum(counts[k] for k in best),
        words=len(best),
        reason=f"{quoted(named)} in {_where(hits[k] for k in named)}" if named else "",
    )


def _where(hits: Iterable[_Hits]) -> str:
    places = {place for hit in hits for place in hit.places}
    return " and ".join(f"the {place}" for place in ("title", "text") if place in places)
