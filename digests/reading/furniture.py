"""Furniture by recurrence: the lines that a publisher puts around each of its articles.

Rules (see `cleaning`) know what every site says; this learns what one site says. NEWSROOM,
Cleaning: both together find .92 of the furniture after 20 articles of a publisher, rules alone .44.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from digests.text import normalise

LONGEST_FURNITURE = 160
"""Characters; a line that long or longer is an article's own (NEWSROOM, as the figures below)."""
LEAST_ARTICLES = 3
LEAST_SHARE = 0.05
LONGEST_PREFIX = 20
LEAST_PREFIXED = 4

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
    article: str
    lines: frozenset[str]
    prefixes: frozenset[str]


class Row(NamedTuple):
    """One count, for a table: *key* was seen in so many *articles* of *publisher*."""

    publisher: str
    kind: Literal["article", "line", "prefix"]
    key: str
    articles: int


def sighting(publisher: str, lines: Iterable[str]) -> Sighting:
    lines = tuple(lines)
    longest = sorted(map(normalise, lines), key=lambda line: (-len(line), line))[:3]
    short = [line for line in lines if len(line) < LONGEST_FURNITURE]
    return Sighting(
        publisher=publisher,
        article=_digest("\n".join(longest)),
        lines=frozenset(map(_line_key, short)),
        prefixes=frozenset(key for line in short if (key := _prefix_key(line))),
    )


class Furniture:
    """How often each publisher's lines recur. Not thread-safe; give it to whoever reads."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._articles: dict[str, set[str]] = {}
        self._counts: Counter[tuple[str, str, str]] = Counter()
        for publisher, kind, key, articles in rows:
            if kind == "article":
                self._articles.setdefault(publisher, set()).add(key)
            else:
                self._counts[publisher, kind, key] = articles

    def learn(self, seen: Sighting) -> list[Row]:
        """Count an article in; give the rows that changed, none if it was counted before."""
        known = self._articles.setdefault(seen.publisher, set())
        if seen.article in known:
            return []
        known.add(seen.article)
        keys = [("line", key) for key in sorted(seen.lines)]
        keys += [("prefix", key) for key in sorted(seen.prefixes)]
        self._counts.update((seen.publisher, kind, key) for kind, key in keys)
        changed = [Row(seen.publisher, "article", seen.article, 1)]
        return changed + [self._row(seen.publisher, kind, key) for kind, key in keys]

    def is_furniture(self, publisher: str, line: str) -> bool:
        """Whether *line* recurs in enough articles of *publisher*, whole or by its prefix."""
        articles = len(self._articles.get(publisher, ()))
        if articles < LEAST_ARTICLES or len(line) >= LONGEST_FURNITURE:
            return False
        enough = max(LEAST_ARTICLES, articles * LEAST_SHARE)
        if self._counts[publisher, "line", _line_key(line)] >= enough:
            return True
        prefix = _prefix_key(line)
        enough = max(LEAST_PREFIXED, articles * LEAST_SHARE)
        return prefix is not None and self._counts[publisher, "prefix", prefix] >= enough

    def rows(self) -> Iterator[Row]:
        """All counts, in a fixed order; `Furniture(rows)` is equal to this one."""
        for publisher in sorted(self._articles):
            for article in sorted(self._articles[publisher]):
                yield Row(publisher, "article", article, 1)
        for publisher, kind, key in sorted(self._counts):
            yield self._row(publisher, kind, key)

    def _row(self, publisher: str, kind: str, key: str) -> Row:
        count = self._counts[publisher, kind, key]
        return Row(publisher, "line" if kind == "line" else "prefix", key, count)


def _line_key(line: str) -> str:
    return _digest(_DIGIT.sub("0", normalise(line)))


def _prefix_key(line: str) -> str | None:
    """The key of "READ ALSO:"; None where a sentence follows, as after a name or a dateline."""
    prefix = _PREFIX.match(line)
    if prefix is None or line.endswith(_ENDS_A_SENTENCE):
        return None
    return normalise(prefix[1])


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()
