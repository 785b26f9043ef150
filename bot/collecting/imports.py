"""What `import` takes in: folders, documents, JSON Lines; again and again with the same outcome."""

import asyncio
import gzip
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO, Protocol

from bot.clock import Clock
from bot.collecting.documents import ENDINGS, Found, documents_in, found
from bot.collecting.reader import Reader
from bot.database.archive import Archive
from bot.settings import Source
from bot.workers import Workers, WorkLost
from digests.article import Article
from digests.reading import Problem, read_rows

IMPORT = "import"
"""The source of whatever lies in no configured folder (DESIGN D10)."""

BATCH = 20
"""Documents read in one piece of work."""

ROWS = 500
"""Rows of JSON Lines read in one piece of work."""

ROWS_DEADLINE = timedelta(seconds=60)

LONGEST_ROW = 20_000_000
"""Bytes of a row that are read; the rest of a longer one is another row, and refused as such."""


class Progress(Protocol):
    """Is told how far an import is."""

    def read(self, done: int, total: int | None = None) -> None:
        """*done* articles are stored, of *total* where that's known."""
        ...

    def filed(self, done: int) -> None:
        """*done* of them stand in stories."""
        ...


class Shape(Enum):
    """What a path holds, for an import."""

    DOCUMENTS = auto()
    ROWS = auto()
    NEITHER = auto()


@dataclass(kw_only=True)
class Imported:
    """What an import came to, in articles; *refused* says why, one problem each.

    *filed* is false where a running bot makes the stories.
    """

    new: int = 0
    changed: int = 0
    repeated: int = 0
    refused: list[Problem] = field(default_factory=list)
    filed: bool = False


class Importer:
    """Reads beside the event loop, stores in short transactions, counts what became of it."""

    def __init__(
        self,
        archive: Archive,
        workers: Workers,
        sources: Sequence[Source],
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._workers = workers
        self._reader = Reader(workers)
        self._sources = sources
        self._clock = clock

    async def take(self, paths: Sequence[Path], progress: Progress) -> Imported:
        """Take in *paths*, in order; what can't be read is refused, and the others go on."""
        imported = Imported()
        for path in paths:
            async for articles, problems in self._readings(path):
                imported.refused += problems
                stored = await self._archive.store(articles)
                imported.new += len(stored.new)
                imported.changed += len(stored.changed)
                imported.repeated += len(stored.repeated)
                progress.read(imported.new + imported.changed + imported.repeated)
        return imported

    async def _readings(
        self, path: Path
    ) -> AsyncIterator[tuple[Sequence[Article], Sequence[Problem]]]:
        shape, documents = await asyncio.to_thread(_look, path)
        match shape:
            case Shape.DOCUMENTS:
                for batch in _batches(documents):
                    yield await self._documents(batch)
            case Shape.ROWS:
                async for readings in self._rows(path):
                    yield readings
            case Shape.NEITHER:
                kinds = ", ".join(sorted(ENDINGS))
                reason = f"not read; import takes folders, documents ({kinds}) and .jsonl"
                yield (), (Problem(place=str(path), reason=reason),)

    async def _documents(
        self, batch: Sequence[Found]
    ) -> tuple[Sequence[Article], Sequence[Problem]]:
        articles: list[Article] = []
        problems: list[Problem] = []
        for document in batch:
            source, ref = self._belongs(document)
            readings = await self._reader.read(
                [replace(document, ref=ref)], source=source, first_seen=self._clock.now()
            )
            for reading in readings:
                articles += reading.articles
                problems += reading.problems
        return articles, problems

    def _belongs(self, document: Found) -> tuple[str, str]:
        """The source and reference of *document*: a configured folder's where it lies in one."""
        whole = Path(os.path.realpath(document.path))
        for source in self._sources:
            folder = Path(os.path.realpath(source.folder))
            if whole.is_relative_to(folder):
                return source.name, whole.relative_to(folder).as_posix()
        return IMPORT, document.ref

    async def _rows(self, path: Path) -> AsyncIterator[tuple[Sequence[Article], Sequence[Problem]]]:
        now = self._clock.now()
        try:
            with _opened(path) as file:
                for first, lines in _chunks(file):
                    work = (lines, first, str(path), now)
                    yield await self._workers.run(rows_of, *work, deadline=ROWS_DEADLINE)
        except WorkLost as loss:
            yield (), (Problem(place=str(path), reason=f"given up: {loss}"),)
        except (OSError, EOFError) as error:
            yield (), (Problem(place=str(path), reason=f"can't be read: {error}"),)


def rows_of(
    lines: Sequence[bytes], first: int, name: str, first_seen: datetime
) -> tuple[list[Article], list[Problem]]:
    """What the worker does with *lines*, the first of which is number *first* of its file."""
    articles: list[Article] = []
    problems: list[Problem] = []
    for row in read_rows(lines, name=name, source=IMPORT, first_seen=first_seen):
        if isinstance(row, Problem):
            line = row.line + first - 1 if row.line is not None else None
            problems.append(replace(row, line=line))
        else:
            articles.append(row)
    return articles, problems


def _look(path: Path) -> tuple[Shape, list[Found]]:
    """What *path* is, and the documents there; each is named by the path as it was typed."""
    if path.is_dir():
        there = documents_in(path)
        return Shape.DOCUMENTS, [replace(d, ref=(path / d.ref).as_posix()) for d in there]
    if {".jsonl", ".ndjson"} & {s.lower() for s in path.suffixes[-2:]}:
        return Shape.ROWS, []
    if path.suffix.lower() in ENDINGS or not path.exists():
        return Shape.DOCUMENTS, [found(path, path.as_posix())]
    return Shape.NEITHER, []


def _opened(path: Path) -> BinaryIO:
    return gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def _chunks(file: BinaryIO) -> Iterator[tuple[int, list[bytes]]]:
    """ROWS lines at a time, with the number (from 1) of the first."""
    lines: list[bytes] = []
    first = 1
    while line := file.readline(LONGEST_ROW):
        lines.append(line)
        if len(lines) == ROWS:
            yield first, lines
            first, lines = first + ROWS, []
    if lines:
        yield first, lines


def _batches(documents: Sequence[Found]) -> Iterator[Sequence[Found]]:
    for start in range(0, len(documents), BATCH):
        yield documents[start : start + BATCH]
