"""The running bot: it collects, wakes up in time, posts, answers, and ends in order."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

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
    clock: Clock

    async def run(
        self, typed: AsyncGenerator[str] | None, *, stop: asyncio.Event, serve: bool = False
    ) -> None:
        """Work until told to *stop*, or until the end of what is *typed* unless told to *serve*.

        What is pending then is finished first.
        """
        await self._begin()
        conversation = self.console.converse(typed) if typed else stop.wait()
        talking = asyncio.create_task(conversation)
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({talking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if serve:
            await stopping
        log.info("ending")
        await _over(talking, stopping)
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
        await self.schedules.synchronise(
            settings.schedules, now=self.clock.now(), renamed=settings.renamed
        )
        known = [topic.name for topic in settings.topics]
        for schedule in (state.schedule for state in await self.schedules.all()):
            if gone := topics_gone(schedule, known):
                log.warning("schedule topics unknown", schedule=schedule.name, topics=list(gone))

    async def _begin(self) -> None:
        """Read what there is before the first edition is made of it, then keep watch."""
        await self._synchronise(self.settings)
        await self.press.use(self.settings.topics)
        before = await self.ledger.editions()
        found = await self.collector.collect()
        await self.press.issue_due()
        await self.delivery.drained()
        if not found.documents and not await self.newsroom.through():
            folders = [str(s.folder) for s in self.settings.sources]
            await self.console.say(payload([nothing_to_read(folders)]))
        elif before:
            states = await self.schedules.all()
            await self.console.say(payload([standing(states, await self.ledger.editions())]))
        await self._keep_watch()

    async def _keep_watch(self) -> None:
        self.ticker.every(LOOK_AT_SOURCES, self.collector.collect, name="collect")
        self.ticker.every(LOOK_AT_DATABASE, self._notice, name="notice")
        self.ticker.every(SWEEP, self.press.issue_due, name="sweep")
        self.ticker.every(FORGET, self._forget, name="forget")
        await self.press.arm()

    async def _notice(self) -> None:
        """Take up what other commands wrote: imports to file, schedules, editions to decide."""
        await self.newsroom.catch_up()
        await self.press.arm()

    async def _forget(self) -> None:
        """Let go of what is too old, in memory and in the database (DESIGN D18, D19)."""
        await self.newsroom.forget()
        now, kept = self.clock.now(), self.settings.retention
        articles = await self.archive.forget(now - kept.articles)
        editions = await self.ledger.forget(now - kept.ledger)
        if articles or editions:
            log.info("old entries deleted", articles=articles, editions=editions)


async def _over(*tasks: asyncio.Task[Any]) -> None:
    """End *tasks*; what went wrong in one that had ended by itself is raised."""
    ended = [task for task in tasks if task.done()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in ended:
        task.result()


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
