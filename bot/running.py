"""The running bot: it collects, wakes up in time, posts, answers, and ends in order."""

import asyncio
import signal
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Collection,
    Coroutine,
    Iterator,
    Mapping,
)
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from bot.chat import Platform
from bot.clock import Clock
from bot.collecting.collector import Collector
from bot.database.archive import Archive
from bot.database.leases import Lease, Leases
from bot.database.ledger import Ledger
from bot.database.overview import Overview
from bot.database.schedules import Schedules
from bot.desk import Desk
from bot.duties import ALL_ROLES, Role, keep_up
from bot.newsroom import Newsroom
from bot.platforms.console.adapter import Console
from bot.platforms.console.greeting import SHOWN, nothing_to_read, standing
from bot.platforms.console.lines import payload
from bot.publishing.delivery import Delivery
from bot.publishing.locating import Locator, needs_place
from bot.publishing.press import Press
from bot.settings import Settings
from bot.ticker import Ticker

log = structlog.get_logger(__name__)

LOOK_AT_SOURCES = timedelta(seconds=30)
"""A change in a folder is taken up within a minute, reading and filing included."""

LOOK_AT_DATABASE = timedelta(seconds=2)
"""What other commands wrote is noticed within seconds (DESIGN D2)."""

SWEEP = timedelta(minutes=1)
"""A wake-up that was lost costs a digest no more than this."""

FORGET = timedelta(hours=6)
"""How often what is too old is let go."""


@dataclass(kw_only=True)
class Running:
    """What works while the bot runs; *settings* are those in force."""

    settings: Settings
    archive: Archive
    schedules: Schedules
    overview: Overview
    ledger: Ledger
    newsroom: Newsroom
    collector: Collector
    press: Press
    desk: Desk
    delivery: Delivery
    ticker: Ticker
    console: Console
    platforms: Mapping[str, Platform]
    locator: Locator
    clock: Clock
    adrift: bool = False
    """Whether channels of the settings file have no workspace yet."""
    roles: Collection[Role] = ALL_ROLES
    leases: Leases | None = None
    """None where no other bot runs on the database: then all duties are ours."""

    async def run(
        self, typed: AsyncGenerator[str] | None, *, stop: asyncio.Event, serve: bool = False
    ) -> None:
        """Work until told to *stop*, or until the end of what is *typed* unless told to *serve*.

        At the end of what is typed, what is pending on the terminal is finished first. Told to
        stop, only what is being posted at that moment is: the next start goes on from the database.
        """
        stopping = asyncio.create_task(stop.wait())
        known = await self.ledger.began()
        async with self._on_duty() as begun:
            if await _unless(stopping, begun()):
                await _unless(stopping, self.delivery.drained(self.console.name))
                await self._greet(known=known)
                if self.leases is None:
                    await self._keep_watch()
                await self._talk(typed, stopping)
                if serve:
                    await stopping
            log.info("ending")
            await _over(stopping)
        if not stop.is_set():
            await self.delivery.drained(self.console.name)

    @asynccontextmanager
    async def _on_duty(self) -> AsyncIterator[Callable[[], Coroutine[Any, Any, None]]]:
        """Do our duties, or share them with others; gives what returns once they're begun."""
        if self.leases is None:
            yield self._prepare
            return
        tasks, settled = [], []
        self._stand_down()
        for duty, begin, end in (
            (Role.SCHEDULER, self._begin_scheduling, self._end_scheduling),
            (Role.COLLECTOR, self._begin_collecting, self._end_collecting),
        ):
            if duty in self.roles:
                settled.append(asyncio.Event())
                work = keep_up(self.leases, duty, begin=begin, end=end, settled=settled[-1])
                tasks.append(asyncio.create_task(work))

        async def begun() -> None:
            for event in settled:
                await event.wait()

        try:
            yield begun
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def use(self, settings: Settings) -> None:
        """Go on with other settings, as after a reload; what is under way keeps its own."""
        if self.press.assembles:
            await self._synchronise(settings)
        self.settings = settings
        if self.press.assembles:
            await self._look_over()
        self.collector.use(settings.sources)
        await self.press.use(settings.topics)
        self.desk.use(settings)
        await self.press.arm()
        log.info("settings reloaded", file=str(settings.file))
        if waiting := sorted(set(settings.platforms) - set(self.platforms)):
            log.warning("platforms not connected", platforms=waiting)

    async def _synchronise(self, settings: Settings) -> None:
        wanted = await self.locator.located(settings.schedules, await self.overview.placed())
        await self.schedules.synchronise(wanted, now=self.clock.now(), renamed=settings.renamed)
        self.adrift = any(needs_place(schedule.channel) for schedule in wanted)

    async def _look_over(self) -> None:
        """What asks for a look at all schedules: the bot works meanwhile."""
        if await self.overview.follow_new_rules(now=self.clock.now()):
            await self.press.arm()
        known = [topic.name for topic in self.settings.topics]
        for name, gone in await self.overview.naming_others(known):
            log.warning("schedule topics unknown", schedule=name, topics=gone)

    async def _prepare(self) -> None:
        """Read what there is before the first edition is made of it."""
        await self._synchronise(self.settings)
        await self.press.use(self.settings.topics)
        await self.collector.collect()
        await self.press.issue_due()

    async def _begin_scheduling(self, lease: Lease) -> None:
        """Be the newsroom and the press for all; what an earlier one knew is read again."""
        await self._synchronise(self.settings)
        await self.newsroom.begin_anew()
        self.archive.fence = lease.check
        self.newsroom.files = self.press.assembles = True
        await self.press.use(self.settings.topics)
        await self.newsroom.catch_up()
        await self.press.issue_due()
        await self._watch_schedules()

    async def _end_scheduling(self) -> None:
        self._stand_down()
        for name in ("notice", "sweep", "forget", "look over", "issue"):
            self.ticker.forget(name)

    def _stand_down(self) -> None:
        self.newsroom.files = self.press.assembles = False

    async def _begin_collecting(self, lease: Lease) -> None:
        """Look at the sources for all; who reads the same once more changes nothing."""
        del lease
        await self._collect()
        self.ticker.every(LOOK_AT_SOURCES, self._collect, name="collect")

    async def _end_collecting(self) -> None:
        self.ticker.forget("collect")

    async def _greet(self, *, known: bool) -> None:
        """Say where there's nothing to read, or to who has *known* a digest how things stand."""
        if not await self.newsroom.through():
            folders = [str(s.folder) for s in self.settings.sources]
            await self.console.say(payload([nothing_to_read(folders)]))
        elif known:
            soonest, count = await self.schedules.soonest(SHOWN)
            told = [e for s in soonest for e in await self.ledger.editions(s.schedule.id)]
            await self.console.say(payload([standing(soonest, told, count=count)]))

    async def _talk(self, typed: AsyncGenerator[str] | None, stopping: asyncio.Task[Any]) -> None:
        """Answer what is *typed* until its end or until *stopping*."""
        if typed is None:
            await stopping
        else:
            await _unless(stopping, self.console.converse(typed))

    async def _keep_watch(self) -> None:
        self.ticker.every(LOOK_AT_SOURCES, self._collect, name="collect")
        await self._watch_schedules()

    async def _watch_schedules(self) -> None:
        self.ticker.every(LOOK_AT_DATABASE, self._notice, name="notice")
        self.ticker.every(SWEEP, self._sweep, name="sweep")
        self.ticker.every(FORGET, self._forget, name="forget")
        self.ticker.wake_at(self.clock.now(), self._look_over, name="look over")
        await self.press.arm()

    async def _collect(self) -> None:
        """Look at the sources; what was waiting for articles comes out."""
        if (await self.collector.collect()).articles:
            await self.press.issue_due()

    async def _notice(self) -> None:
        """Take up what other commands wrote: imports to file, orders, changed schedules."""
        if await self.newsroom.catch_up():
            await self.press.issue_due()
        else:
            await self.press.assemble_planned()
            await self.press.arm()

    async def _sweep(self) -> None:
        """Issue what a lost wake-up left due; ask platforms that were down for their channels."""
        if self.adrift:
            await self._synchronise(self.settings)
        await self.press.issue_due()

    async def _forget(self) -> None:
        """Let go of what is too old (DESIGN D18, D19), and put what is left in order."""
        await self.newsroom.forget()
        now, kept = self.clock.now(), self.settings.retention
        articles = await self.archive.forget(now - kept.articles)
        editions = await self.ledger.forget(now - kept.ledger)
        await self.archive.tidy()
        if articles or editions:
            log.info("old entries deleted", articles=articles, editions=editions)


async def _unless(stopping: asyncio.Task[Any], work: Coroutine[Any, Any, None]) -> bool:
    """Do *work*, which is cancelled once *stopping*; whether it was done. Raises what it raises."""
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        done = task.done()
        await _over(task)
    return done


async def _over(task: asyncio.Task[Any]) -> None:
    """End *task*; if it had ended by itself, what went wrong in it is raised."""
    if task.done():
        task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@contextmanager
def signals(on: Mapping[signal.Signals, Callable[[], None]]) -> Iterator[None]:
    """Call what is given for each signal while the context lasts."""
    loop = asyncio.get_running_loop()
    for number, act in on.items():
        loop.add_signal_handler(number, act)
    try:
        yield
    finally:
        for number in on:
            loop.remove_signal_handler(number)
