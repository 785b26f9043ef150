"""What reading a document came to: articles, and problems for people."""

from dataclasses import dataclass
from typing import Literal

from digests.article import Article
from digests.quoting import legible
from digests.reading.furniture import Sighting


class Unreadable(ValueError):
    """A document can't be read; the message says why, *line* (from 1) where."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something wasn't read; as text, one line such as `a.txt:3: …`, with lines from 1."""

    place: str
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        place = legible(self.place)
        where = place if self.line is None else f"{place}:{self.line}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """*words* that nobody understood, in something that is read all the same.

    *about* is "date", or "keys" for the names of fields; lines count from 1.
    """

    place: str
    about: Literal["date", "keys"]
    words: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The articles of a document, its own first, then those it names; and what went wrong.

    *sightings* are for `Furniture.learn`: reading a document learns nothing by itself.
    """

    articles: tuple[Article, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Remark, ...] = ()
    sightings: tuple[Sighting, ...] = ()
