"""The live window at work: what is stored becomes stories, regrouped and filed after each batch."""

import asyncio
import zlib
from collections.abc import Callable, Iterable, Sequence

import structlog

from bot.clerk import Clerk
from bot.clock import Clock
from bot.database.archive import Archive
from bot.database.patience import back_off
from bot.errors import BotError
from bot.window import HostedWindow, NotRestored, WarmWindow
from bot.workers import WorkLost
from digests.article import Article, ArticleId
from digests.changes import Changes
from digests.digest import Candidate
from digests.schedule.edition import Edition
from digests.stories.ranking import score
from digests.topics import Topic

log = structlog.get_logger()

BATCH = 100
"""Articles given to the window at a time."""

STRETCH = 4_000
"""Articles of a backlog that are put in before the stories are put together: a story is composed
once for all that a stretch brings it. Those articles are done anew if the process is killed."""

PIECE = 50
"""Stories in one piece of what a stretch changed: with their articles, less than 200 ms to file."""


class NotFiled(BotError):
    """What is stored can't be filed for now; it's kept, and tried again."""


class Newsroom:
    """Files what the archive holds unfiled, one batch after another, never two at once.

    Where another process does, it's told that this one doesn't: *files* is false.
    """

    def __init__(self, archive: Archive, window: HostedWindow, clock: Clock) -> None:
        self._archive = archive
        self._window = WarmWindow(archive, window, clock)
        self._clock = clock
        self._filing = asyncio.Lock()
        self._stretch = STRETCH
        self._checksum = 0
        self._lost: Exception | None = None
        self.files = True
        self._failures, self._not_before = 0, clock.now()

    async def catch_up(self, progress: Callable[[int], None] | None = None) -> int:
        """File everything stored so far, by date; gives how many articles it took.

        *progress* is told how many there are so far, after each piece. Where the window is lost and
        no article is to blame, it's put off, longer each time; meanwhile nothing is filed.
        """
        if not self.files:
            return 0
        async with self._filing:
            clerk = Clerk(self._archive, progress)
            if self._lost is None or self._clock.now() >= self._not_before:
                try:
                    await self._work_through(clerk)
                except (WorkLost, NotRestored) as loss:
                    self._put_off(loss)
                else:
                    self._lost, self._failures = None, 0
            return clerk.filed

    async def begin_anew(self) -> None:
        """Forget what is live: another process has filed meanwhile, so it's read again."""
        async with self._filing:
            await self._window.rest()

    async def warm_up(self) -> None:
        """Fill the window with what is live, unless that's done: else the first article waits."""
        async with self._filing:
            await self._window.warm_up()

    async def caught_up(self, through: int, progress: Callable[[int], None] | None = None) -> None:
        """Return when all up to the archive's number *through* is filed, under the topics in use.

        Raises NotFiled where that has to wait.
        """
        if await self._archive.filed_through() < through or await self._filed_otherwise():
            await self.catch_up(progress)
            if self._lost is not None:
                raise NotFiled(
                    f"what is stored can't be filed for now ({self._lost}); it's tried again soon"
                )

    async def file_under(self, topics: Sequence[Topic]) -> None:
        """File every live story anew, if it was filed under other topics than these.

        Where that has to be put off, `catch_up` does it as soon as it can.
        """
        self._window.topics = tuple(topics)
        self._checksum = zlib.crc32(repr(self._window.topics).encode())
        if await self._filed_otherwise():
            await self.catch_up()

    async def forget(self) -> None:
        """Let go of articles that nothing new can join any more."""
        async with self._filing:
            if self._window.warm:  # else it will be given none of them
                await self._window.let_go()

    async def through(self) -> int:
        """The archive's highest sequence number."""
        return await self._archive.through()

    async def candidates(
        self, edition: Edition, carried: Iterable[ArticleId] = ()
    ) -> Sequence[Candidate]:
        """What *edition* could tell: its window's stories and the carried ones, weighed."""
        window = edition.window
        filed = await self._archive.candidates(window.after, window.through, tuple(carried))
        return [
            Candidate(
                story=f.story,
                filings=f.filings,
                score=score(f.story, now=edition.due, length=edition.schedule.rhythm.length),
            )
            for f in filed
        ]

    async def _work_through(self, clerk: Clerk) -> None:
        await self._file_under_topics()
        while await self._stretches(clerk):
            pass
        await self._take_back(clerk)
        if clerk.filed:
            await self._renew(clerk)
            await self._window.ask("learn")
            await self._file_anew(clerk)
            log.info("articles filed", articles=clerk.filed)

    def _put_off(self, loss: Exception) -> None:
        self._lost, self._failures = loss, self._failures + 1
        wait = back_off(self._failures)
        self._not_before = self._clock.now() + wait
        log.error("filing put off", reason=str(loss), seconds=wait.total_seconds())

    async def _file_under_topics(self) -> None:
        """File what is live under the topics in use, unless it is; older stories leave others."""
        if self._window.topics is not None and await self._filed_otherwise():
            if await self._archive.filed_under() is not None:
                log.info("topics changed", topics=len(self._window.topics))
            await self._window.ask("refile", self._window.topics)
            await self._file_anew(Clerk(self._archive, None))
            await self._archive.keep_under([topic.name for topic in self._window.topics])
            await self._archive.note_filed_under(self._checksum)

    async def _filed_otherwise(self) -> bool:
        """Whether what is live may stand under other topics than those in use."""
        return (
            self._window.topics is not None and await self._archive.filed_under() != self._checksum
        )

    async def _stretches(self, clerk: Clerk) -> bool:
        """Work through what is unfiled, one stretch after another; False where nothing is.

        Where the window is lost in a stretch, its articles are taken a few at a time.
        """
        entered: list[ArticleId] = []
        last: ArticleId | None = None
        try:
            while await self._enter(entered, last):
                last = entered[-1]
                await self._report(clerk, entered)
                if len(entered) >= self._stretch:  # more may follow, and a person waits
                    log.info("articles filed", articles=clerk.filed, so_far=True)
                    await self._window.let_go()
                entered.clear()
        except WorkLost:
            await clerk.done()
            await self._take_carefully(len(entered) + BATCH, clerk)
            return True
        finally:
            await clerk.done()
        return last is not None

    async def _enter(self, entered: list[ArticleId], after: ArticleId | None) -> bool:
        """Put the articles of a stretch into the window, in order of date, and name them."""
        batch = await self._archive.unfiled(BATCH, after)
        while batch and len(entered) < self._stretch:
            reading = asyncio.create_task(self._archive.unfiled(BATCH, batch[-1].id))
            try:
                await self._window.ask("enter", tuple(batch))
            finally:
                following = await reading
            entered += [article.id for article in batch]
            batch = following
        return bool(entered)

    async def _report(self, clerk: Clerk, entered: Sequence[ArticleId]) -> None:
        """Have filed what *entered* made of the stories, while the window works on."""
        await self._window.ask("settle")
        left = dict.fromkeys(entered)
        await self._file_changes(clerk, left)
        await clerk.file(Changes(), list(left))

    async def _renew(self, clerk: Clerk) -> None:
        """Have the window look at all anew, where much has come and gone, and file what changed."""
        if await self._window.ask("renew"):
            await self._file_changes(clerk, {})
            await clerk.done()

    async def _file_changes(self, clerk: Clerk, left: dict[ArticleId, None]) -> None:
        """Have all filed that is other than was said, and take what's told from what's *left*."""
        changes = await self._window.ask("changes", PIECE)
        while changes.stories or changes.memberships or changes.gone:
            told = [a for f in changes.stories for a in f.story.articles if a in left]
            for article in told:
                left.pop(article, None)
            await clerk.file(changes, told)
            changes = await self._window.ask("changes", PIECE)

    async def _take_carefully(self, count: int, clerk: Clerk) -> None:
        """File the first *count* articles in batches, one of which is deadly."""
        while count > 0 and (batch := await self._archive.unfiled(BATCH)):
            await self._take(batch, clerk)
            await clerk.done()
            count -= len(batch)

    async def _take(self, batch: Sequence[Article], clerk: Clerk) -> None:
        """File *batch*; one that kills the window is halved until the culprit stands alone."""
        try:
            changes = await self._window.ask("take", tuple(batch))
        except WorkLost as loss:
            if len(batch) == 1:
                await self._set_aside(batch[0], loss)
                return
            middle = len(batch) // 2
            await self._take(batch[:middle], clerk)
            await self._take(batch[middle:], clerk)
            return
        await clerk.file(changes, [article.id for article in batch])

    async def _set_aside(self, article: Article, loss: WorkLost) -> None:
        """An article that can't be worked on is left out, said in one line, and tried no more."""
        log.error("article set aside", article=article.source_ref, reason=str(loss))
        await self._archive.set_aside(article.id)

    async def _take_back(self, clerk: Clerk) -> None:
        withdrawn = await self._archive.withdrawn_unnoticed()
        if withdrawn:
            changes = await self._window.ask("withdraw", tuple(withdrawn))
            await clerk.file(changes, withdrawn)
            await clerk.file(await self._window.ask("regroup"), ())
            await clerk.done()

    async def _file_anew(self, clerk: Clerk) -> None:
        """File the stories that stand elsewhere since topics, or what they taught, changed."""
        while (changes := await self._window.ask("refiled", PIECE)) is not None:
            await clerk.file(changes, ())
        await clerk.done()
