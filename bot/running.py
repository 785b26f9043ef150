"""The running bot: it collects, wakes up in time, posts, answers, and ends in order."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from bot.chat import Platform
from bot.clock import Clock
from bot.collecting.collector import Collector
from bot.database.archive import Archive
from bot.database.ledger import Ledger
from bot.database.schedules import Schedules
from bot.desk import Desk
from bot.newsroom import Newsroom
from bot.platforms.console.adapter import Console
from bot.platforms.console.greeting import nothing_to_read, standing
from bot.platforms.console.lines import payload
from bot.publishing.delivery import Delivery
from bot.publishing.locating import located, needs_place
from bot.publishing.press import Press
from bot.settings import Settings
from bot.ticker import Ticker
from digests.digest import topics_gone

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
    ledger: Ledger
    newsroom: Newsroom
    collector: Collector
    press: Press
    desk: Desk
    delivery: Delivery
    ticker: Ticker
    console: Console
    platforms: Mapping[str, Platform]
    clock: Clock
    adrift: bool = False
    """Whether channels of the settings file have no workspace yet."""

    async def run(
        self, typed: AsyncGenerator[str] | None, *, stop: asyncio.Event, serve: bool = False
    ) -> None:
        """Work until told to *stop*, or until the end of what is *typed* unless told to *serve*.

        What is pending then is finished first. A start that is cut short leaves nothing half done:
        the next one goes on from the database.
        """
        stopping = asyncio.create_task(stop.wait())
        known = bool(await self.ledger.editions())
        if await _unless(stopping, self._prepare()):
            await self.delivery.drained()
            await self._greet(known=known)
            await self._keep_watch()
            await self._talk(typed, stopping)
            if serve:
                await stopping
        log.info("ending")
        await _over(stopping)
        await self.delivery.drained()

    async def use(self, settings: Settings) -> None:
        """Go on with other settings, as after a reload; what is under way keeps its own."""
        await self._synchronise(settings)
        self.settings = settings
        self.collector.use(settings.sources)
        await self.press.use(settings.topics)
        self.desk.use(settings)
        await self.press.arm()
        log.info("settings reloaded", file=str(settings.file))

    async def _synchronise(self, settings: Settings) -> None:
        wanted = await located(settings.schedules, self.platforms, await self.schedules.all())
        await self.schedules.synchronise(wanted, now=self.clock.now(), renamed=settings.renamed)
        self.adrift = any(needs_place(schedule.channel) for schedule in wanted)
        known = [topic.name for topic in settings.topics]
        for schedule in (state.schedule for state in await self.schedules.all()):
            if gone := topics_gone(schedule, known):
                log.warning("schedule topics unknown", schedule=schedule.name, topics=list(gone))

    async def _prepare(self) -> None:
        """Read what there is before the first edition is made of it."""
        await self._synchronise(self.settings)
        await self.press.use(self.settings.topics)
        await self.collector.collect()
        await self.press.issue_due()

    async def _greet(self, *, known: bool) -> None:
        """Say where there's nothing to read, or to who has *known* a digest how things stand."""
        if not await self.newsroom.through():
            folders = [str(s.folder) for s in self.settings.sources]
            await self.console.say(payload([nothing_to_read(folders)]))
        elif known:
            states = await self.schedules.all()
            await self.console.say(payload([standing(states, await self.ledger.editions())]))

    async def _talk(self, typed: AsyncGenerator[str] | None, stopping: asyncio.Task[Any]) -> None:
        """Answer what is *typed* until its end or until *stopping*."""
        if typed is None:
            await stopping
        else:
            await _unless(stopping, self.console.converse(typed))

    async def _keep_watch(self) -> None:
        self.ticker.every(LOOK_AT_SOURCES, self._collect, name="collect")
        self.ticker.every(LOOK_AT_DATABASE, self._notice, name="notice")
        self.ticker.every(SWEEP, self._sweep, name="sweep")
        self.ticker.every(FORGET, self._forget, name="forget")
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
        """Let go of what is too old, in memory and in the database (DESIGN D18, D19)."""
        await self.newsroom.forget()
        now, kept = self.clock.now(), self.settings.retention
        articles = await self.archive.forget(now - kept.articles)
        editions = await self.ledger.forget(now - kept.ledger)
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
