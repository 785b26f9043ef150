"""A folder source: what is new, changed or gone in it is taken up, document by document."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import structlog

from bot.clock import Clock
from bot.collecting.ahead import ahead
from bot.collecting.documents import Found, documents_in
from bot.collecting.pieces import documents_together
from bot.collecting.reader import Reader
from bot.database.documents import Documents, ReadDocument
from bot.settings import Source
from digests.reading.outcome import Reading
from digests.reading.remarks import Remarks

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a look at a folder, or at all, came to: documents there are, articles new or changed.

    *removed* are documents that are gone.
    """

    documents: int = 0
    articles: int = 0
    removed: int = 0

    def __add__(self, other: "Collected") -> "Collected":
        return Collected(
            documents=self.documents + other.documents,
            articles=self.articles + other.articles,
            removed=self.removed + other.removed,
        )


class FolderCollector:
    """Looks at one folder and brings the archive up to date with it."""

    def __init__(self, source: Source, reader: Reader, documents: Documents, clock: Clock) -> None:
        self._source = source
        self._reader = reader
        self._documents = documents
        self._clock = clock
        self._refused: dict[str, str] = {}

    @property
    def name(self) -> str:
        """The source's name."""
        return self._source.name

    async def collect(self) -> Collected:
        """Take up what is new, changed or gone; one line in the log for each unreadable document.

        A document that can't be read leaves what it once said as it was, and is looked at again
        when it changes. Raises OSError where the folder itself can't be listed.
        """
        there = await asyncio.to_thread(lambda: list(documents_in(self._source.folder)))
        known = await self._documents.fingerprints(self._source.name)
        changed = [d for d in there if self._is_new(d, known.get(d.ref))]
        articles = 0
        async with aclosing(ahead(self._readings(changed))) as readings:
            async for batch in readings:
                articles += await self._take(batch)
        gone = known.keys() - {d.ref for d in there}
        if gone:
            await self._documents.remove(self._source.name, gone)
        return Collected(documents=len(there), articles=articles, removed=len(gone))

    def _is_new(self, document: Found, known: str | None) -> bool:
        seen = self._refused.get(document.ref) or known
        return seen != document.fingerprint

    async def _readings(
        self, changed: Sequence[Found]
    ) -> AsyncGenerator[Sequence[tuple[Found, Reading]]]:
        """Each of *changed* with what it says, a piece of work at a time."""
        for batch in documents_together(changed):
            readings = await self._reader.read(
                batch,
                source=self._source.name,
                first_seen=self._clock.now(),
                only_published=self._source.only_published,
            )
            yield list(zip(batch, readings, strict=True))

    async def _take(self, batch: Sequence[tuple[Found, Reading]]) -> int:
        read = [
            ReadDocument(
                path=document.ref, fingerprint=document.fingerprint, articles=reading.articles
            )
            for document, reading in batch
            if self._was_read(document, reading)
        ]
        stored = await self._documents.take_all(self._source.name, read)
        return len(stored.new) + len(stored.changed)

    def _was_read(self, document: Found, reading: Reading) -> bool:
        """Whether it says anything; if not, it's remembered so that the log says it only once."""
        for problem in reading.problems:
            log.warning("document not read", source=self._source.name, problem=str(problem))
        remarks = Remarks()
        remarks.note(reading.remarks)
        for remark in remarks.told():
            log.warning("document not understood", source=self._source.name, remark=str(remark))
        if reading.problems and not reading.articles:
            self._refused[document.ref] = document.fingerprint
            return False
        self._refused.pop(document.ref, None)
        return True
