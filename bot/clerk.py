"""The clerk: files what the live window makes of articles, while the window works on."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from bot.database.archive import Archive
from digests.article import ArticleId
from digests.changes import Changes

WAITING = 12
"""Pieces that may wait for the database before the window has to."""


class Clerk:
    """Files pieces in their order, a few behind the window, so that both can work at once."""

    def __init__(self, archive: Archive, progress: Callable[[int], None] | None) -> None:
        self._archive = archive
        self._progress = progress
        self._waiting: deque[asyncio.Task[None]] = deque()
        self.filed = 0

    async def file(self, changes: Changes, taken: Sequence[ArticleId]) -> None:
        """Have a piece filed; waits only where many are waiting, raises what an earlier raised."""
        before = self._waiting[-1] if self._waiting else None
        self._waiting.append(asyncio.create_task(self._file(before, changes, taken)))
        while len(self._waiting) > WAITING:
            await self._waiting[0]
            self._waiting.popleft()

    async def done(self) -> None:
        """Return when all pieces are filed; raises what one of them raised."""
        waiting, self._waiting = list(self._waiting), deque()
        for outcome in await asyncio.gather(*waiting, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    async def _file(
        self, before: asyncio.Task[None] | None, changes: Changes, taken: Sequence[ArticleId]
    ) -> None:
        if before is not None:
            await before
        await self._archive.file(changes, taken)
        self.filed += len(taken)
        if self._progress and taken:
            self._progress(self.filed)
