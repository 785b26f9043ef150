"""Delivery: what is in the outbox reaches its channels, once, whatever dies on the way."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from secrets import token_hex
from typing import Self

import structlog

from bot.chat import Platform
from bot.clock import Clock
from bot.database.claims import Claims
from bot.database.engine import Database
from bot.database.jobs import Jobs
from bot.publishing.channel_server import ChannelServer
from bot.publishing.dispatcher import Dispatcher
from bot.publishing.gates import Gate, LocalGate
from bot.publishing.job_dispatcher import JobDispatcher
from bot.publishing.pace import Pace
from bot.ticker import Ticker

POLL = timedelta(seconds=2)
"""How soon what other processes wrote is noticed: released editions, say."""

log = structlog.get_logger(__name__)


class Delivery:
    """Posts through *platforms*, by name, while its context lasts, as fast as *gate* lets it.

    On SQLite only one may run: what others had begun is taken for a dead process's. With *jobs*
    it's told by those where to look.
    """

    def __init__(
        self,
        database: Database,
        platforms: Mapping[str, Platform],
        ticker: Ticker,
        clock: Clock,
        *,
        pace: Pace | None = None,
        gate: Gate | None = None,
        jobs: Jobs | None = None,
    ) -> None:
        pace, gate = pace or Pace(), gate or LocalGate()
        self._ticker = ticker
        self._claims = Claims(database, owner=token_hex(8), lease=pace.lease)
        self._ending = pace.ending
        self._dispatchers = tuple(
            Dispatcher(platform, self._claims, gate, ticker, clock, pace)
            for platform in platforms.values()
        )
        server = ChannelServer(platforms, self._claims, gate, clock, pace)
        self._jobs = (
            None
            if jobs is None or not platforms
            else JobDispatcher(jobs, server, self._claims, clock, tuple(platforms))
        )
        self._slots = pace.slots
        self._running: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        if adopted := await self._claims.adopt():
            log.info("parts adopted", parts=adopted)
        if self._jobs is None:
            self._running = {asyncio.create_task(d.run()) for d in self._dispatchers}
        else:
            self._running = {asyncio.create_task(self._jobs.run(slots=self._slots))}
        self._ticker.every(POLL, self.stir, name="deliver")
        return self

    async def __aexit__(self, *_: object) -> None:
        for dispatcher in self._dispatchers:
            dispatcher.stop()
        if self._jobs is not None:
            self._jobs.stop()
        if self._running:
            _done, late = await asyncio.wait(self._running, timeout=self._ending.total_seconds())
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    async def stir(self) -> None:
        """There may be something new to post."""
        if self._jobs is not None:
            await self._jobs.sweep()
            return
        for dispatcher in self._dispatchers:
            dispatcher.stir()

    async def drained(self, only: str | None = None) -> None:
        """Return when nothing is left that could be posted now, *only* on that platform if named.

        While a platform hangs that may take for ever: wait only where nothing else can hang.
        """
        mine = (d for d in self._dispatchers if only is None or d.platform == only)
        await asyncio.gather(*(dispatcher.work() for dispatcher in mine))
