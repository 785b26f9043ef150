"""Serving one channel: its parts in their order, for whoever is told that it has some."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.chat import Limit, Platform
from bot.clock import Clock
from bot.database.claim import Claim
from bot.database.claims import Claims
from bot.publishing.gates import Gate, Shut, limits_of
from bot.publishing.pace import Pace
from bot.publishing.posting import Posting
from bot.publishing.read_back import ReadBack

WORTH_WAITING = timedelta(seconds=3)
"""For a gate; who would have to wait for longer comes back later, and leaves the slot to others."""

SUSPECT_AGAIN = timedelta(seconds=5)
"""When a part that failed before comes again, where such ones have their share of the slots."""


class ChannelServer:
    """Posts what a channel of one of *platforms* has ready, one part after the other.

    Parts that failed before have half the slots of their platform: so that channels which hang
    can't take all from those that don't.
    """

    def __init__(
        self,
        platforms: Mapping[str, Platform],
        claims: Claims,
        gate: Gate,
        clock: Clock,
        pace: Pace,
    ) -> None:
        self._platforms = platforms
        self._claims = claims
        self._gate = gate
        self._clock = clock
        self._most_suspects = max(1, pace.slots // 2)
        self._suspects: defaultdict[str, set[int]] = defaultdict(set)
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._queueing: Counter[str] = Counter()
        self._posting = {
            name: Posting(platform, claims, gate, clock, pace)
            for name, platform in platforms.items()
        }
        self._read_back = {
            name: ReadBack(platform, claims, gate, clock, pace)
            for name, platform in platforms.items()
        }

    async def serve(self, platform: str, channel: str) -> None:
        """Return when *channel* has nothing that could be posted now; others may serve it too."""
        while True:
            now = self._clock.now()
            claimed = await self._claims.claim(platform, now=now, most=1, channel=channel)
            if not claimed or not await self._advanced(*claimed):
                return

    async def _advanced(self, claim: Claim) -> bool:
        """Whether *claim* had its turn, and perhaps more of its channel may have theirs."""
        platform = claim.channel.platform
        suspects = self._suspects[platform]
        if claim.attempts:
            if len(suspects) >= self._most_suspects:
                await self._claims.put_off([(claim, self._clock.now() + SUSPECT_AGAIN)])
                return False
            suspects.add(claim.number)
        try:
            leaves = await self._admitted(claim)
            if leaves is None:
                return False
            if claim.unclear:
                await self._read_back[platform].settle(claim)
            else:
                await self._posting[platform].post(claim, leaves=leaves)
        finally:
            suspects.discard(claim.number)
        return True

    async def _admitted(self, claim: Claim) -> datetime | None:
        """When *claim* leaves; None where that takes too long, and then it's given back."""
        while isinstance(shut := await self._asked(claim), Shut):
            if not self._soon(shut) or not claim.lasts(10 * WORTH_WAITING):
                await self._claims.put_off([(claim, shut.until)])
                return None
            await self._clock_shows(shut.until)
        return shut

    async def _asked(self, claim: Claim) -> datetime | Shut:
        """What the gate says, once the widest limit lets *claim* through, if that's soon.

        Who waits for it stands in a queue, and the first alone asks: the others would do so in
        vain, and keep the gate so busy that nobody gets through in time.
        """
        limits = limits_of(claim, self._platforms[claim.channel.platform])
        if not limits:
            return self._clock.now()
        widest = limits[0]
        every = widest.per / widest.most
        queueing = self._queueing[widest.key] * every
        if queueing > WORTH_WAITING:
            return Shut(key=widest.key, until=self._clock.now() + queueing, every=every)
        self._queueing[widest.key] += 1
        try:
            async with self._queues[widest.key]:
                return await self._next(limits)
        finally:
            self._queueing[widest.key] -= 1

    async def _next(self, limits: Sequence[Limit]) -> datetime | Shut:
        while True:
            shut = await self._gate.admit(limits, now=self._clock.now())
            if not isinstance(shut, Shut) or shut.key != limits[0].key or not self._soon(shut):
                return shut
            await self._clock_shows(shut.until)

    def _soon(self, shut: Shut) -> bool:
        return shut.until - self._clock.now() <= WORTH_WAITING

    async def _clock_shows(self, then: datetime) -> None:
        await asyncio.sleep(max(0.0, (then - self._clock.now()).total_seconds()))
