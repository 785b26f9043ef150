"""The dispatcher that is told by jobs where to look, and sweeps up what none told of."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.clock import Clock
from bot.database.claims import Claims
from bot.database.engine import DatabaseUnusable
from bot.database.jobs import Jobs
from bot.errors import worded
from bot.publishing.channel_server import ChannelServer

AT_ONCE = 200
"""Late channels that one sweep makes jobs for."""

AGAIN = 2.0
"""Seconds after which a worker that broke off begins again."""

CALM = 30
"""Sweeps without trouble after which it has passed: a worker notices late, and breaks off then."""

log = structlog.get_logger(__name__)


class JobDispatcher:
    """Works on the jobs of *platforms*, beside other processes that do."""

    def __init__(
        self,
        jobs: Jobs,
        server: ChannelServer,
        claims: Claims,
        clock: Clock,
        platforms: Sequence[str],
    ) -> None:
        self._jobs = jobs
        self._server = server
        self._claims = claims
        self._clock = clock
        self._platforms = platforms
        self._stopped = asyncio.Event()
        self._in_trouble: set[str] = set()
        self._calm = 0

    def stop(self) -> None:
        """Begin nothing more; what is under way is finished."""
        self._stopped.set()

    async def run(self, *, slots: int) -> None:
        """Do jobs, of each platform so many at a time, until stopped.

        Whatever becomes of the database meanwhile.
        """
        await asyncio.gather(*(self._serve(name, slots) for name in self._platforms))

    async def _serve(self, platform: str, slots: int) -> None:
        while not self._stopped.is_set():
            work = self._jobs.work(self._deliver, platform=platform, slots=slots)
            working = asyncio.create_task(work)
            stopping = asyncio.create_task(self._stopped.wait())
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            working.cancel()
            (outcome,) = await asyncio.gather(working, return_exceptions=True)
            if isinstance(outcome, Exception):  # the edge of a task: trouble with the database
                self._complain(platform, outcome.__cause__ or outcome)
                await asyncio.sleep(AGAIN)

    async def _deliver(self, platform: str, channel: str) -> None:
        try:
            await self._server.serve(platform, channel)
        except DatabaseUnusable as trouble:  # the next sweep finds what it left
            self._complain(platform, trouble)

    def _complain(self, platform: str, trouble: BaseException) -> None:
        """Say it once, however many channels and sweeps meet it, until all has been calm again."""
        self._calm = 0
        if platform not in self._in_trouble:
            log.error("delivery interrupted", platform=platform, reason=worded(trouble))
        self._in_trouble.add(platform)

    async def sweep(self) -> None:
        """Make jobs for what is ready and nobody works on: put off, given back, or left by dead."""
        try:
            await self._jobs.rescue()
            for platform in self._platforms:
                now = self._clock.now()
                late = await self._claims.ready_channels(platform, now=now, most=AT_ONCE)
                await self._jobs.announce_late(platform, late)
        except DatabaseUnusable as trouble:
            for platform in self._platforms:
                self._complain(platform, trouble)
        else:
            self._calm += 1
            if self._calm >= CALM:
                self._in_trouble.clear()
