"""Rows on their way to the process that reads them, and what they said on their way back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digests.article import Article
from digests.reading.outcome import Problem, Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Lines of the file *name*, the first of which is number *first* (from 1) there."""

    name: str
    first: int
    lines: Sequence[bytes]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(map(len, self.lines))

    def halves(self) -> tuple["Batch", "Batch"]:
        """The first lines and the others."""
        middle = len(self.lines) // 2
        return (
            replace(self, lines=self.lines[:middle]),
            replace(self, first=self.first + middle, lines=self.lines[middle:]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a batch said: articles, a problem for each bad row, and what was not understood.

    *places* are the file and line of each of *articles*, where they come from rows.
    """

    articles: tuple[Article, ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Remark, ...] = ()
