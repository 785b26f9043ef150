"""The live window at work: what is stored becomes stories, regrouped and filed after each batch."""

import asyncio
import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.database.archive import Archive
from bot.workers import WorkLost
from digests.article import Article, ArticleId
from digests.digest import Candidate
from digests.live import Changes
from digests.schedule.edition import Edition
from digests.stories.ranking import score
from digests.stories.story import Membership
from digests.topics import Topic

log = structlog.get_logger()

LIVE = timedelta(days=14)
"""How long an article can still be joined by another (DESIGN D18)."""

BATCH = 100
"""Articles filed in one transaction: at the slowest measured 330 a second, a third of one."""

DEADLINE = timedelta(seconds=120)
"""For one batch; a poisonous article is found by halving the batch that overran it."""


class Window(Protocol):
    """The live window, wherever it lives: a `digests.live.LiveWindow` spoken to by method name."""

    async def call(self, method: str, *args: object, deadline: timedelta) -> Changes:
        """What the window's *method* gives; raises WorkLost when the window was lost."""
        ...


class Newsroom:
    """Files what the archive holds unfiled, one batch after another, never two at once."""

    def __init__(self, archive: Archive, window: Window, clock: Clock) -> None:
        self._archive = archive
        self._window = window
        self._clock = clock
        self._filing = asyncio.Lock()
        self._warm = False

    async def catch_up(self, progress: Callable[[int], None] | None = None) -> int:
        """File everything stored so far; gives how many articles it took.

        *progress* is told how many there are so far, after each batch.
        """
        async with self._filing:
            taken = 0
            while batch := await self._archive.unfiled(BATCH):
                await self._take(batch)
                taken += len(batch)
                if progress:
                    progress(taken)
            taken += await self._take_back()
            if taken:
                await self._archive.file(await self._ask("regroup"), ())
                log.info("articles filed", articles=taken)
            return taken

    async def caught_up(self, through: int) -> None:
        """Return when everything up to the archive's sequence number *through* is filed."""
        if await self._archive.filed_through() < through:
            await self.catch_up()

    async def file_under(self, topics: Sequence[Topic]) -> None:
        """File every live story anew, if it was filed under other topics than these."""
        checksum = zlib.crc32(repr(tuple(topics)).encode())
        if await self._archive.filed_under() == checksum:
            return
        async with self._filing:
            await self._archive.file(await self._ask("refile", tuple(topics)), ())
            await self._archive.note_filed_under(checksum)

    async def forget(self) -> None:
        """Let go of articles that nothing new can join any more."""
        async with self._filing:
            await self._ask("forget", self._clock.now() - LIVE)

    async def through(self) -> int:
        """The archive's highest sequence number."""
        return await self._archive.through()

    async def candidates(
        self, edition: Edition, carried: Iterable[ArticleId] = ()
    ) -> Sequence[Candidate]:
        """What *edition* could tell: its window's stories and the carried ones, weighed."""
        window = edition.window
        filed = await self._archive.candidates(window.after, window.through, tuple(carried))
        length = edition.schedule.rhythm.length
        return [
            Candidate(
                story=f.story,
                filings=f.filings,
                score=score(f.story, now=edition.due, length=length),
            )
            for f in filed
        ]

    async def _take(self, batch: Sequence[Article]) -> None:
        """File *batch*; one that kills the window is halved until the culprit stands alone."""
        try:
            changes = await self._ask("take", tuple(batch))
        except WorkLost as loss:
            if len(batch) == 1:
                await self._set_aside(batch[0], loss)
                return
            middle = len(batch) // 2
            await self._take(batch[:middle])
            await self._take(batch[middle:])
            return
        await self._archive.file(changes, tuple(a.id for a in batch))

    async def _set_aside(self, article: Article, loss: WorkLost) -> None:
        """An article that can't be worked on is left out, said in one line, and tried no more."""
        log.error("article set aside", article=article.source_ref, reason=str(loss))
        await self._archive.set_aside(article.id)

    async def _take_back(self) -> int:
        withdrawn = await self._archive.withdrawn_unnoticed()
        if withdrawn:
            changes = await self._ask("withdraw", tuple(withdrawn))
            await self._archive.file(changes, tuple(withdrawn))
        return len(withdrawn)

    async def _ask(self, method: str, *args: object) -> Changes:
        """Ask the window, warmed up first: it starts empty, and again after it was lost."""
        if not self._warm:
            await self._warm_up()
        try:
            return await self._window.call(method, *args, deadline=DEADLINE)
        except WorkLost:
            self._warm = False
            raise

    async def _warm_up(self) -> None:
        """Give the window what is live, a little at a time, so that no piece stalls the loop."""
        some: list[tuple[Article, Membership]] = []
        async for pair in self._archive.live(self._clock.now() - LIVE):
            some.append(pair)
            if len(some) == BATCH:
                await self._window.call("restore", some, deadline=DEADLINE)
                some = []
        await self._window.call("restore", some, deadline=DEADLINE)
        self._warm = True
