"""The admin's words: where a story has them, however they're inflected, and what that counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import NamedTuple

from digests.article import Article
from digests.stories.terms import BODY, BODY_WORDS, LEAD, LEAD_WORDS, TITLE, Words
from digests.text import words

MOST_REASONS = 3
"""Words named in a reason: more is no reason any more."""

SHORTEST_STEMMED = 4
"""Letters; "use" would become "us"."""

_SPACE = 12
"""Characters of a text that are looked at for each telling word that's wanted."""

_VOWELS = frozenset("aeiouy")

_BEGINNING = 2
"""Letters that a word and its stem have in common: most words are told from keywords by them."""

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


class Hit(NamedTuple):
    """A keyword's occurrences in an article or a story, weighted, and where they are."""

    weight: float = 0.0
    in_title: bool = False
    in_text: bool = False


Hits = Mapping[Phrase, Hit]


class Rules:
    """The words and phrases of all topics, ready to be looked for in one walk through a text."""

    def __init__(self, match: Mapping[str, Sequence[str]]) -> None:
        self._phrases: dict[str, dict[Phrase, str]] = {topic: {} for topic in match}
        self._starting: dict[str, set[Phrase]] = {}
        for topic, keyword in ((topic, k) for topic, keywords in match.items() for k in keywords):
            if phrase := tuple(map(stem, words(keyword))):
                self._phrases[topic].setdefault(phrase, keyword)
                self._starting.setdefault(phrase[0], set()).add(phrase)
        self._beginnings = {first[:_BEGINNING] for first in self._starting}

    def hits(self, article: Words) -> Hits:
        """The keywords in *article*, weighted as its words are for stories."""
        found: dict[Phrase, Hit] = {}
        for _, phrase in self._within(article.title):
            weight, _, _ = found.get(phrase, Hit())
            found[phrase] = Hit(weight + TITLE, in_title=True)
        for at, phrase in self._within(article.body[:BODY_WORDS]):
            weight, in_title, _ = found.get(phrase, Hit())
            more = LEAD if at < LEAD_WORDS else BODY
            found[phrase] = Hit(weight + more, in_title=in_title, in_text=True)
        return found

    def found(self, articles: Sequence[Hits]) -> Mapping[str, Rule]:
        """What counts for each topic; what only some of *articles* have counts by their share."""
        hits: dict[Phrase, Hit] = {}
        for phrase, hit in (pair for article in articles for pair in article.items()):
            weight, in_title, in_text = hits.get(phrase, Hit())
            hits[phrase] = Hit(
                weight + hit.weight / len(articles),
                in_title or hit.in_title,
                in_text or hit.in_text,
            )
        if not hits:
            return {}
        ruled = {
            topic: _rule({keyword: hits[p] for p, keyword in phrases.items() if p in hits})
            for topic, phrases in self._phrases.items()
        }
        return {topic: rule for topic, rule in ruled.items() if rule.score > 0}

    def terms(self, articles: Sequence[Article]) -> Mapping[str, float]:
        """How often *articles* have each word, and each keyword of several, in title and lead."""
        counts: defaultdict[str, float] = defaultdict(float)
        for article in articles:
            lead = (article.text or article.excerpt)[: LEAD_WORDS * _SPACE]
            for part, weight in ((words(article.title), TITLE), (words(lead)[:LEAD_WORDS], LEAD)):
                for word in part:
                    counts[word] += weight / len(articles)
                for _, phrase in self._within(part):
                    if len(phrase) > 1:
                        counts[_term(phrase)] += weight / len(articles)
        return counts

    def keywords(self, terms: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Those of *terms* that are keywords of each topic, in any inflection."""
        inflected: dict[str, list[str]] = {
            _term(phrase): [] for phrases in self._phrases.values() for phrase in phrases
        }
        for term in terms:
            if term[:_BEGINNING] in self._beginnings:
                inflected.get(stem(term), []).append(term)
        return {
            topic: frozenset(t for p in phrases for t in inflected[_term(p)])
            for topic, phrases in self._phrases.items()
        }

    def _within(self, part: list[str]) -> Iterator[tuple[int, Phrase]]:
        """Each occurrence of a keyword, and at which word it begins."""
        for at, word in enumerate(part):
            if word[:_BEGINNING] in self._beginnings:
                for phrase in self._starting.get(stem(word), ()):
                    rest = part[at + 1 : at + len(phrase)]
                    if phrase[1:] == tuple(map(stem, rest)):
                        yield at, phrase


@lru_cache(maxsize=1 << 13)
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


def _rule(hits: Mapping[str, Hit]) -> Rule:
    """A word that only a minority of the articles has counts less, down to nothing."""
    counts = {keyword: 1 + log(hit.weight) for keyword, hit in hits.items()}
    best = sorted((k for k in counts if counts[k] > 0), key=lambda k: (-counts[k], k))
    named = best[:MOST_REASONS]
    return Rule(
        score=sum(counts[k] for k in best),
        words=len(best),
        reason=f"{quoted(named)} in {_where(hits[k] for k in named)}" if named else "",
    )


def _where(hits: Iterable[Hit]) -> str:
    named = list(hits)
    places = {
        "the title": any(hit.in_title for hit in named),
        "the text": any(hit.in_text for hit in named),
    }
    return " and ".join(place for place, holds in places.items() if holds)
