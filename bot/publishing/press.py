"""The press: turns schedules that are due into editions, and editions into parts in the outbox."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import structlog

from bot.chat import Renderer
from bot.clock import Clock
from bot.commands.replies import EditionOrdered, Progress
from bot.database.engine import Database
from bot.database.ledger import Ledger
from bot.database.outbox import Announce, Outbox
from bot.database.rows import chunks
from bot.database.schedules import Schedules
from bot.database.told import Memory
from bot.errors import worded
from bot.publishing import previews
from bot.publishing.rounds import Candidates, Made, Round, assembled, oldest
from bot.ticker import Ticker
from digests.digest import Digest
from digests.schedule.edition import Edition
from digests.schedule.schedule import Schedule
from digests.topics import Topic

log = structlog.get_logger(__name__)

AT_ONCE = 500
"""Editions in memory at a time."""

TOGETHER = 50
"""Editions that go into the outbox in one transaction, at a millisecond each (DESIGN D2)."""


class Press:
    """Issues what is due, once, whoever wakes it; assembles it, and starts over where that failed.

    *renderers* are by platform name. Only one press *assembles*, the running bot's or, of several,
    that of the one on duty; any other writes orders down, and that one assembles them (DESIGN D2).
    """

    def __init__(
        self,
        database: Database,
        newsroom: Candidates,
        renderers: Mapping[str, Renderer],
        topics: Sequence[Topic],
        ticker: Ticker,
        clock: Clock,
        *,
        assembles: bool = True,
        announce: Announce | None = None,
    ) -> None:
        self.assembles = assembles
        self._newsroom = newsroom
        self._renderers = renderers
        self._topics = tuple(topics)
        self._ticker = ticker
        self._clock = clock
        self._schedules = Schedules(database)
        self._ledger = Ledger(database)
        self._outbox = Outbox(database, announce)
        self._memory = Memory(database)
        self._issuing = asyncio.Lock()
        self._assembling = asyncio.Lock()

    async def use(self, topics: Sequence[Topic]) -> None:
        """Assemble under these topics from now on, as after a reload.

        What is live is filed under them first; what comes due meanwhile waits for that.
        """
        async with self._assembling:
            await self._newsroom.file_under(topics)
            self._topics = tuple(topics)

    async def arm(self) -> None:
        """Wake up when the next schedule is due; to be called again after each change of one."""
        if self.assembles:
            self._arm(await self._schedules.next_due())

    async def issue_due(self) -> None:
        """Issue and assemble what is due by now, and what an earlier process left planned."""
        if not self.assembles:
            return
        async with self._issuing:
            now, through = self._clock.now(), await self._newsroom.through()
            found = await self._ledger.look(now=now, through=through)
            is_due = found.next_due is not None and found.next_due <= now
            issued = await self._ledger.issue(now=now, through=through) if is_due else ()
        for few in chunks(issued, TOGETHER):
            for edition in few:
                log.info("edition issued", **_named(edition))
            await asyncio.sleep(0)  # ten thousand lines take a while, and others wait
        if is_due:
            await self.arm()
        else:
            self._arm(found.next_due)
        if issued or found.planned:
            await self.assemble_planned()

    async def assemble_planned(self) -> None:
        """Assemble what was issued and isn't in the outbox yet; one that fails stops no other."""
        async with self._assembling:
            now = self._clock.now
            while self.assembles and (some := await self._ledger.planned(now=now(), most=AT_ONCE)):
                round_ = self._round()
                for few in chunks(some, TOGETHER):
                    if self.assembles:
                        await self._try_all(round_, few)

    async def run(self, schedule: Schedule, *, who: str) -> EditionOrdered:
        """Order an extra edition of *schedule*, and assemble it if that's for this press to do.

        The audit remembers *who* asked for it.
        """
        before = await self._ledger.under_way(schedule.id)
        edition = await self._ledger.order(
            schedule.id, now=self._clock.now(), through=await self._newsroom.through(), who=who
        )
        log.info("edition ordered", **_named(edition))
        if self.assembles:
            async with self._assembling:
                progress = await self._try(edition)
        else:
            progress = Progress.PLANNED
        return EditionOrdered(schedule, str(edition.key), progress, before)

    async def preview(self, schedule: Schedule, on: date | None = None) -> Digest:
        """What *schedule* would say now, or says *on* a local date; nothing is written down.

        An edition that was published is made again as it was. Raises NoEdition where the schedule
        has none on that date.
        """
        through = await self._newsroom.through()
        edition = await previews.edition_for(
            self._ledger, schedule, on, now=self._clock.now(), through=through
        )
        known = (await self._memory.carried(schedule.id, since=oldest(edition))).alive
        carried = [article for spoken in known for article in spoken.articles]
        again = await self._memory.told_in(str(edition.key))
        candidates = await self._newsroom.candidates(edition, again or carried)
        articles = {article for c in candidates for article in c.story.articles}
        told = await self._memory.told(schedule.id, articles, but=str(edition.key))
        return (await assembled(edition, candidates, self._topics, told)).digest

    def _arm(self, soon: datetime | None) -> None:
        if soon is None:
            self._ticker.forget("issue")
        else:
            self._ticker.wake_at(soon, self.issue_due, name="issue")

    async def _try_all(self, round_: Round, some: Sequence[Edition]) -> None:
        """Assemble *some*; where that fails, each of them alone, so that no one loses another."""
        try:
            made = await round_.make(some)
            enqueued = await self._outbox.enqueue_all(
                [(one.edition, one.rendering) for one in made], now=self._clock.now()
            )
        except Exception:  # noqa: BLE001 - one of them; it's found which, and said then
            for edition in some:
                await self._try(edition)
            return
        for one, is_new in zip(made, enqueued, strict=True):
            if is_new:
                _say(one)

    async def _try(self, edition: Edition) -> Progress:
        """Assemble *edition*, or set it aside to be tried again."""
        try:
            (made,) = await self._round().make([edition])
            if await self._outbox.enqueue(edition, made.rendering, now=self._clock.now()):
                _say(made)
        except Exception as problem:  # the edge of an edition
            log.exception("edition set aside", **_named(edition))
            await self._set_aside(edition, problem)
            return Progress.PUT_OFF
        return Progress.ENQUEUED if made.stories else Progress.EMPTY

    def _round(self) -> Round:
        return Round(self._newsroom, self._memory, self._renderers, self._topics)

    async def _set_aside(self, edition: Edition, problem: Exception) -> None:
        await self._ledger.set_aside(edition.key, worded(problem), now=self._clock.now())


def _say(made: Made) -> None:
    told = {**_named(made.edition), "stories": made.stories, "left_out": made.left_out}
    if made.rendering.messages:
        log.info("edition enqueued", **told)
    else:
        log.info("edition empty", **told)


def _named(edition: Edition) -> dict[str, str]:
    """The fields that tell an edition in a line of the log."""
    return {"edition": str(edition.key), "schedule": edition.schedule.name}
