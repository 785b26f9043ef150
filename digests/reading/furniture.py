"""Furniture by recurrence: the lines that a publisher puts around each of its articles.

Rules (see `cleaning`) know what every site says; this learns what one site says. NEWSROOM,
Cleaning: both together find .92 of the furniture after 20 articles of a publisher, rules alone .44.
"""

import hashlib
import json
import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from digests.text import line_form

LONGEST_FURNITURE = 160
"""Characters; a line that long or longer is an article's own (NEWSROOM, as the figures below)."""
LEAST_ARTICLES = 3
LEAST_SHARE = 0.05
LONGEST_PREFIX = 20
LEAST_PREFIXED = 4
GENERATION = 200
"""Articles; then another generation begins, and the one before the last is forgotten. So what a
redesigned site repeats is learnt, and what it no longer does is forgotten."""
LOOKED_THROUGH = 20
"""Articles after which rare lines are let go: most short lines are an article's own."""
MOST_PUBLISHERS = 1_000
"""Those learnt from last are kept."""
OFTEN_SAID = 10
"""Up to so many articles a publisher is reported after each, then after every tenth."""

_DIGIT = re.compile(r"\d")
# Three letters at least: "Q:" and "A:" open the lines of an interview.
_PREFIX = re.compile(rf"([^\W\d_][^:.!?]{{1,{LONGEST_PREFIX - 3}}}[^\W_])\s?:(?=\s|$)")
_ENDS_A_SENTENCE = (".", "!", "”", '"', "。", "’")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What an article of *publisher* showed: the keys of its short lines and of their prefixes.

    *article* tells articles apart by their longest lines, so that versions and reprints of one
    count once.
    """

    publisher: str
    article: int
    lines: frozenset[int]
    prefixes: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What is known of *publisher*, as text for a table; None where it was forgotten."""

    publisher: str
    known: str | None


def sighting(publisher: str, lines: Iterable[str]) -> Sighting:
    lines = tuple(lines)
    longest = sorted(map(line_form, lines), key=lambda line: (-len(line), line))[:3]
    short = [line for line in lines if len(line) < LONGEST_FURNITURE]
    return Sighting(
        publisher=publisher,
        article=_digest("\n".join(longest)),
        lines=frozenset(map(_line_key, short)),
        prefixes=frozenset(key for line in short if (key := _prefix_key(line))),
    )


@dataclass(slots=True)
class _Generation:
    """Some successive articles of a publisher: which, and how many of them show what."""

    articles: set[int] = field(default_factory=set)
    lines: Counter[int] = field(default_factory=Counter)
    prefixes: Counter[int] = field(default_factory=Counter)

    def learn(self, seen: Sighting) -> None:
        self.articles.add(seen.article)
        self.lines.update(seen.lines)
        self.prefixes.update(seen.prefixes)
        if len(self.articles) % LOOKED_THROUGH == 0:
            enough = len(self.articles) * LEAST_SHARE
            for counts in (self.lines, self.prefixes):
                for key in [key for key, count in counts.items() if count < enough]:
                    del counts[key]

    def shows(self, line: int, prefix: int | None) -> bool:
        """Whether *line* recurs, or its *prefix*."""
        articles = len(self.articles)
        if articles < LEAST_ARTICLES:
            return False
        if self.lines[line] >= max(LEAST_ARTICLES, articles * LEAST_SHARE):
            return True
        enough = max(LEAST_PREFIXED, articles * LEAST_SHARE)
        return prefix is not None and self.prefixes[prefix] >= enough

    def as_lists(self) -> list[Any]:
        counts = (sorted(self.lines.items()), sorted(self.prefixes.items()))
        return [sorted(self.articles), *([list(pair) for pair in pairs] for pairs in counts)]


class Furniture:
    """How often each publisher's lines recur. Not thread-safe; give it to whoever reads.

    Bounded, however much is read: MOST_PUBLISHERS with two generations each.
    """

    def __init__(self, learnt: Iterable[Learnt] = ()) -> None:
        self._known: OrderedDict[str, list[_Generation]] = OrderedDict()
        self._unsaid: dict[str, None] = {}
        self.recall(learnt)

    def recall(self, learnt: Iterable[Learnt]) -> None:
        """Take in what was learnt before, in place of what is known of those publishers."""
        for one in learnt:
            if one.known is not None:
                self._known[one.publisher] = [_generation(g) for g in json.loads(one.known)]
        self._forget()

    def learn(self, seen: Sighting) -> bool:
        """Count an article in; False where it was counted before."""
        generations = self._known.setdefault(seen.publisher, [_Generation()])
        self._known.move_to_end(seen.publisher)
        if any(seen.article in generation.articles for generation in generations):
            return False
        if len(generations[-1].articles) >= GENERATION:
            generations[:] = [generations[-1], _Generation()]
        generations[-1].learn(seen)
        articles = len(generations[-1].articles)
        if articles <= OFTEN_SAID or articles % OFTEN_SAID == 0:
            self._unsaid[seen.publisher] = None
        self._forget()
        return True

    def is_furniture(self, publisher: str, line: str) -> bool:
        """Whether *line* recurs in enough articles of *publisher*, whole or by its prefix."""
        generations = self._known.get(publisher)
        if generations is None or len(line) >= LONGEST_FURNITURE:
            return False
        if all(len(generation.articles) < LEAST_ARTICLES for generation in generations):
            return False
        key, prefix = _line_key(line), _prefix_key(line)
        return any(generation.shows(key, prefix) for generation in generations)

    def news(self) -> list[Learnt]:
        """The publishers of which more is known than when this was last asked, or nothing more."""
        said, self._unsaid = self._unsaid, {}
        return [self._learnt(publisher) for publisher in said]

    def learnt(self) -> Iterator[Learnt]:
        """All that is known, the publisher last learnt from last."""
        return map(self._learnt, self._known)

    def _learnt(self, publisher: str) -> Learnt:
        known = self._known.get(publisher)
        lists = [generation.as_lists() for generation in known or ()]
        text = json.dumps(lists, separators=(",", ":")) if lists else None
        return Learnt(publisher=publisher, known=text)

    def _forget(self) -> None:
        while len(self._known) > MOST_PUBLISHERS:
            publisher, _ = self._known.popitem(last=False)
            self._unsaid[publisher] = None


def _generation(lists: list[Any]) -> _Generation:
    articles, lines, prefixes = lists
    return _Generation(set(articles), Counter(dict(lines)), Counter(dict(prefixes)))


def _line_key(line: str) -> int:
    return _digest(_DIGIT.sub("0", line_form(line)))


def _prefix_key(line: str) -> int | None:
    """The key of "READ ALSO:"; None where a sentence follows, as after a name or a dateline."""
    prefix = _PREFIX.match(line)
    if prefix is None or line.endswith(_ENDS_A_SENTENCE):
        return None
    return _digest(line_form(prefix[1]))


def _digest(text: str) -> int:
    digest = hashlib.blake2b(text.encode(errors="replace"), digest_size=7).digest()
    return int.from_bytes(digest, "big")
