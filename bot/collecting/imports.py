"""What `import` takes in: folders, documents, JSON Lines; again and again with the same outcome."""

import asyncio
import gzip
import os
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Protocol

from bot.clock import Clock
from bot.collecting.batches import Batch, Rows
from bot.collecting.documents import ENDINGS, Found, documents_in, found
from bot.collecting.reader import Reader
from bot.database.archive import Archive
from bot.settings import Source
from digests.reading.lines import lines_in
from digests.reading.outcome import Problem

IMPORT = "import"
"""The source of whatever lies in no configured folder (DESIGN D10)."""

BATCH = 20
"""Documents read in one piece of work."""

ROWS = 300
"""Rows of JSON Lines read in one piece of work and stored in one transaction (some 120 ms): the
more at once, the fewer words come twice."""

ROWS_BYTES = 1_000_000
"""A piece ends with the row that makes it so long."""


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
        reader: Reader,
        sources: Sequence[Source],
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._reader = reader
        self._sources = sources
        self._clock = clock

    async def take(self, paths: Sequence[Path], progress: Progress) -> Imported:
        """Take in *paths*, in order; what can't be read is refused, and the others go on."""
        imported = Imported()
        for path in paths:
            async with aclosing(_ahead(self._readings(path))) as readings:
                async for rows in readings:
                    await self._store(rows, imported)
                    progress.read(imported.new + imported.changed + imported.repeated)
        return imported

    async def _store(self, rows: Rows, imported: Imported) -> None:
        imported.refused += rows.problems
        stored = await self._archive.store(rows.articles)
        imported.new += len(stored.new)
        imported.changed += len(stored.changed)
        imported.repeated += len(stored.repeated)

    async def _readings(self, path: Path) -> AsyncGenerator[Rows]:
        shape, documents = await asyncio.to_thread(_look, path)
        match shape:
            case Shape.DOCUMENTS:
                for batch in _batches(documents):
                    yield await self._documents(batch)
            case Shape.ROWS:
                async for rows in self._rows(path):
                    yield rows
            case Shape.NEITHER:
                kinds = ", ".join(sorted(ENDINGS))
                reason = f"not read; import takes folders, documents ({kinds}) and .jsonl"
                yield Rows(problems=(Problem(place=str(path), reason=reason),))

    async def _documents(self, batch: Sequence[Found]) -> Rows:
        """The readings of *batch*, in order; successive ones of one source in one piece."""
        now = self._clock.now()
        named = [(source, replace(d, ref=ref)) for d in batch for source, ref in [self._belongs(d)]]
        readings = [
            reading
            for source, some in groupby(named, key=itemgetter(0))
            for reading in await self._reader.read(
                [document for _, document in some], source=source, first_seen=now
            )
        ]
        return Rows(
            articles=tuple(article for reading in readings for article in reading.articles),
            problems=tuple(problem for reading in readings for problem in reading.problems),
        )

    def _belongs(self, document: Found) -> tuple[str, str]:
        """The source and reference of *document*: a configured folder's where it lies in one."""
        whole = Path(os.path.realpath(document.path))
        for source in self._sources:
            folder = Path(os.path.realpath(source.folder))
            if whole.is_relative_to(folder):
                return source.name, whole.relative_to(folder).as_posix()
        return IMPORT, document.ref

    async def _rows(self, path: Path) -> AsyncGenerator[Rows]:
        now = self._clock.now()
        try:
            with await asyncio.to_thread(_opened, path) as file:
                pieces = _pieces(file, str(path))
                while batch := await asyncio.to_thread(next, pieces, None):
                    yield await self._reader.rows(batch, source=IMPORT, first_seen=now)
        except (OSError, EOFError) as error:
            yield Rows(problems=(Problem(place=str(path), reason=f"can't be read: {error}"),))


async def _ahead(readings: AsyncGenerator[Rows]) -> AsyncGenerator[Rows]:
    """*readings*, each begun while the one before it is made use of."""
    async with aclosing(readings):
        coming = asyncio.create_task(_next(readings))
        try:
            while (rows := await coming) is not None:
                coming = asyncio.create_task(_next(readings))
                yield rows
        finally:
            coming.cancel()
            await asyncio.wait([coming])


async def _next(readings: AsyncGenerator[Rows]) -> Rows | None:
    return await anext(readings, None)


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


def _pieces(file: BinaryIO, name: str) -> Iterator[Batch]:
    """The lines of *file* in pieces of ROWS or of ROWS_BYTES; a longer line is a piece."""
    lines: list[bytes] = []
    first, size = 1, 0
    for number, line in enumerate(lines_in(file), 1):
        lines.append(line)
        size += len(line)
        if len(lines) == ROWS or size >= ROWS_BYTES:
            yield Batch(name=name, first=first, lines=lines)
            lines, first, size = [], number + 1, 0
    if lines:
        yield Batch(name=name, first=first, lines=lines)


def _batches(documents: Sequence[Found]) -> Iterator[Sequence[Found]]:
    for start in range(0, len(documents), BATCH):
        yield documents[start : start + BATCH]
