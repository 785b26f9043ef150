"""The admin's words: where a story has them, however they're inflected, and what that counts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from digests.article import Article
from digests.text import words

TITLE = 3.0
LEAD = 1.5
BODY = 1.0
"""What one occurrence counts, by where it stands (NEWSROOM)."""

LEAD_WORDS = 60
READ_WORDS = 400
"""The words of the text that are its lead, and those that are read at all (NEWSROOM)."""

MOST_REASONS = 3
"""Words named in a reason: more is no reason any more."""

SHORTEST_STEMMED = 4
"""Letters; "use" would become "us"."""

_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the words of one topic count in a story: Σ (1 + ln tf), and a reason for people."""

    score: float = 0.0
    reason: str = ""


@dataclass(slots=True)
class _Hits:
    """One keyword's occurrences in a story, weighted, and whether title and text have it."""

    weight: float = 0.0
    places: set[str] = field(default_factory=set)


class Rules:
    """The words and phrases of all topics, ready to be looked for in one walk through a text."""

    def __init__(self, match: Mapping[str, Sequence[str]]) -> None:
        self._topics = tuple(match)
        self._starting: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        for topic, keywords in match.items():
            for keyword in dict.fromkeys(keywords):
                if stems := tuple(map(stem, words(keyword))):
                    self._starting.setdefault(stems[0], []).append((stems, topic, keyword))

    def found(self, articles: Sequence[Article]) -> Mapping[str, Rule]:
        """What counts for each topic; an occurrence counts by the share of *articles* that have it."""
        hits: dict[str, dict[str, _Hits]] = {topic: {} for topic in self._topics}
        for article in articles:
            for place, weight, topic, keyword in self._hits(article):
                hit = hits[topic].setdefault(keyword, _Hits())
                hit.weight += weight / len(articles)
                hit.places.add(place)
        ruled = {topic: _rule(found) for topic, found in hits.items()}
        return {topic: rule for topic, rule in ruled.items() if rule.score > 0}

    def _hits(self, article: Article) -> Iterator[tuple[str, float, str, str]]:
        for place, stems, weights in weighted(article):
            for at, first in enumerate(stems):
                for phrase, topic, keyword in self._starting.get(first, ()):
                    if tuple(stems[at : at + len(phrase)]) == phrase:
                        yield place, weights[at], topic, keyword


def weighted(article: Article) -> Iterator[tuple[str, list[str], list[float]]]:
    """Title and text of *article* as stems, each with what it counts."""
    title = [stem(word) for word in words(article.title)]
    yield "title", title, [TITLE] * len(title)
    text = [stem(word) for word in words(article.text or article.excerpt)[:READ_WORDS]]
    yield "text", text, [LEAD if at < LEAD_WORDS else BODY for at in range(len(text))]


def frequencies(articles: Sequence[Article]) -> Mapping[str, float]:
    """How often *articles* have each stem, on average, weighted by where it stands."""
    counts: Counter[str] = Counter()
    for article in articles:
        for _, stems, weights in weighted(article):
            for word, weight in zip(stems, weights, strict=True):
                counts[word] += weight / len(articles)
    return counts


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """*word* without its verb ending, so that "raised" finds "raise", "raises" and "raising".

    Not a linguist's stem: it only has to be the same for what an admin would call the same word.
    """
    if not (word.isascii() and word.isalpha()) or len(word) < SHORTEST_STEMMED:
        return word
    word = _without_ending(word).rstrip("e")
    if len(word) < SHORTEST_STEMMED:
        return word
    if word[-1] == word[-2]:
        return word[:-1]
    return f"{word[:-1]}i" if word.endswith("y") else word


def _without_ending(word: str) -> str:
    """*word* without -ing and -ed where a vowel is left before it: "bring" and "need" stay."""
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        shortest = SHORTEST_STEMMED - (not root.endswith("e"))
        if root != word and len(root) >= shortest and _VOWELS.intersection(root[:-1]):
            return _without_ending(root)
    return word


def _rule(hits: Mapping[str, _Hits]) -> Rule:
    """A word that only a minority of the articles has counts less, down to nothing."""
    counts = {keyword: max(0.0, 1 + log(hit.weight)) for keyword, hit in hits.items()}
    best = sorted((k for k in counts if counts[k] > 0), key=lambda k: (-counts[k], k))
    named = best[:MOST_REASONS]
    return Rule(
        score=sum(counts.values()),
        reason=f"{quoted(named)} in {_where(hits[k] for k in named)}" if named else "",
    )


def quoted(terms: Iterable[str]) -> str:
    """ "“investors”, “backers”"."""
    return ", ".join(f"“{term}”" for term in terms)


def _where(hits: Iterable[_Hits]) -> str:
    places = {place for hit in hits for place in hit.places}
    return " and ".join(["the title"] * ("title" in places) + ["the text"] * ("text" in places))
