"""Turns: whose part of a platform's is next, as far as gates allow and without favour."""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.chat import Platform
from bot.clock import Clock
from bot.database.claim import Claim
from bot.database.claims import Claims
from bot.publishing.gates import Gate, Shut, limits_of
from bot.publishing.line import Line

MOST_IN_HAND = 4_000
"""Claimed parts in memory, at some five kB each."""

LOOK_AGAIN = timedelta(milliseconds=250)
"""While parts wait at a gate, the database is looked into no more often for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A part to begin with, and when it *leaves* (UTC) if it's posted."""

    claim: Claim
    leaves: datetime


class Turns:
    """The parts of *platform* that are claimed and not at work yet; *most* are claimed at once.

    A part that has to wait long, since its channel's limit or its workspace's is used up, goes back
    to the database with its time. One that failed before has its turn only where such ones may
    (*suspects*): so that channels which hang can't take all the slots from those that don't.
    """

    def __init__(
        self, platform: Platform, claims: Claims, gate: Gate, clock: Clock, *, most: int
    ) -> None:
        self._platform = platform
        self._claims = claims
        self._gate = gate
        self._clock = clock
        self._most = most
        self._ahead: deque[Claim] = deque()
        self._suspected: deque[Claim] = deque()
        self._line = Line()
        self._elsewhere: list[tuple[Claim, datetime | None]] = []
        self._look_again = datetime.min.replace(tzinfo=UTC)
        self._nothing_more = False

    def begin(self) -> None:
        """Something has happened: there may be more in the database than at the last look."""
        self._nothing_more = False

    async def next(self, *, at_work: Collection[int], suspects: bool) -> Turn | None:
        """The part to begin with now, which the gate has let through; None if there's none."""
        while (claim := await self._candidate(at_work, suspects=suspects)) is not None:
            if claim.attempts and not suspects:
                self._suspected.append(claim)
            elif leaves := await self._admitted(claim):
                return Turn(claim=claim, leaves=leaves)
        return None

    async def next_at(self) -> datetime | None:
        """When to ask again, if nothing else happens; None if nothing waits for a time."""
        opens = self._line.next_open()
        ready = await self._claims.next_ready(self._platform.name)
        if opens is not None and ready is not None:
            ready = max(ready, self._look_again)
        return min(filter(None, (opens, ready)), default=None)

    def next_open(self) -> datetime | None:
        """When the first that waits at the gate may be asked for again."""
        return self._line.next_open()

    async def put_off(self) -> None:
        """Write down when those come back that have to wait long."""
        elsewhere, self._elsewhere = self._elsewhere, []
        if elsewhere:
            await self._claims.put_off(elsewhere)

    async def give_back(self) -> None:
        """Leave all to whoever comes next."""
        left = [*self._ahead, *self._suspected, *self._line.dissolve()]
        self._ahead.clear()
        self._suspected.clear()
        self._elsewhere += [(claim, None) for claim in left]
        await self.put_off()

    async def _candidate(self, at_work: Collection[int], *, suspects: bool) -> Claim | None:
        now = self._clock.now()
        if suspects and self._suspected:
            return self._suspected.popleft()
        if (claim := self._line.take(now)) is not None:
            return claim
        if not self._ahead and self._worth_a_look(now):
            claims = await self._claims.claim(
                self._platform.name, now=now, most=self._most, in_hand=at_work
            )
            self._ahead.extend(claims)
            if len(claims) < self._most:
                self._nothing_more = True
                self._look_again = now + LOOK_AGAIN
        return self._ahead.popleft() if self._ahead else None

    def _worth_a_look(self, now: datetime) -> bool:
        waiting = len(self._line)
        room = waiting + len(self._suspected) < MOST_IN_HAND
        return room and not self._nothing_more and (not waiting or now >= self._look_again)

    async def _admitted(self, claim: Claim) -> datetime | None:
        """When *claim* leaves; None if the gate is shut, and then it waits, here or elsewhere."""
        now = self._clock.now()
        limits = limits_of(claim, self._platform)
        shut: datetime | Shut | None = self._line.shut([limit.key for limit in limits], now=now)
        if shut is None:
            shut = await self._gate.admit(limits, now=now)
        if not isinstance(shut, Shut):
            return shut
        later = self._line.put_off_until(claim, shut, now=now)
        if later is None:
            self._line.add(claim, shut)
        else:
            self._elsewhere.append((claim, later))
        return None
