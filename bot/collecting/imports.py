"""What `import` takes in: folders, documents, JSON Lines; again and again with the same outcome."""

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Protocol

from bot.clock import Clock
from bot.collecting.ahead import ahead
from bot.collecting.batches import Rows
from bot.collecting.documents import Found, reference
from bot.collecting.once import RowsOnce
from bot.collecting.pieces import pieces_of
from bot.collecting.reader import Reader
from bot.database.archive import Archive
from bot.settings import Source
from digests.reading.outcome import Problem
from digests.reading.remarks import Remarks

IMPORT = "import"
"""The source of whatever lies in no configured folder (DESIGN D10)."""


class Onlooker(Protocol):
    """Is told how far an import is."""

    def read(self, done: int, total: int | None = None) -> None:
        """*done* articles are stored, of *total* where that's known."""
        ...

    def filed(self, done: int) -> None:
        """*done* of them stand in stories."""
        ...


@dataclass(kw_only=True)
class Imported:
    """What an import came to, in articles; *refused* says why, one problem each.

    *repeated* counts what is said a second time in it too, as two rows of one address are: of these
    the last holds. *remarks* say what was taken and not understood. *filed* is false where a
    running bot makes the stories.
    """

    new: int = 0
    changed: int = 0
    repeated: int = 0
    refused: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
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

    async def take(self, paths: Sequence[Path], progress: Onlooker) -> Imported:
        """Take in *paths*, in order; what can't be read is refused, and the others go on."""
        imported, remarks, once = Imported(), Remarks(), RowsOnce()
        async with aclosing(ahead(self._readings(paths))) as readings:
            async for rows in readings:
                remarks.note(rows.remarks)
                await self._store(once.of(rows), imported)
                progress.read(imported.new + imported.changed + imported.repeated)
        imported.remarks = remarks.told()
        return imported

    async def _store(self, rows: Rows, imported: Imported) -> None:
        imported.refused += rows.problems
        stored = await self._archive.store(rows.articles)
        imported.new += len(stored.new)
        imported.changed += len(stored.changed)
        said_again = len(rows.articles) - len({article.id for article in rows.articles})
        imported.repeated += len(stored.repeated) + said_again

    async def _readings(self, paths: Sequence[Path]) -> AsyncGenerator[Rows]:
        pieces = pieces_of(paths)
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            if piece.problems:
                yield Rows(problems=piece.problems)
            if piece.documents:
                yield await self._documents(piece.documents)
            if piece.batches:
                now = self._clock.now()
                yield await self._reader.rows(piece.batches, source=IMPORT, first_seen=now)

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
            remarks=tuple(remark for reading in readings for remark in reading.remarks),
        )

    def _belongs(self, document: Found) -> tuple[str, str]:
        """The source and reference of *document*: a configured folder's where it lies in one."""
        whole = Path(os.path.realpath(document.path))
        for source in self._sources:
            folder = Path(os.path.realpath(source.folder))
            if whole.is_relative_to(folder):
                return source.name, reference(whole.relative_to(folder))
        return IMPORT, document.ref
