"""The gate of several processes that post for the same apps: what they count is in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat import Limit
from bot.clock import Clock
from bot.database.gates import Allowance, Gates
from bot.publishing.gates import Shut, closed, recounted, weigh

AHEAD = timedelta(milliseconds=250)
"""How long before it leaves a post is let through.

So what else is written down meanwhile, here sooner and there later, puts none off: it would meet
others', of which its own process knows nothing.
"""

LOOKS = 100
"""As many looks at both clocks are remembered: for a busy process some seconds, if one is set."""


class SharedGate:
    """Keeps all processes together within the limits; a `bot.publishing.gates.Gate`."""

    def __init__(self, gates: Gates, clock: Clock) -> None:
        self._gates = gates
        self._clock = clock
        self._differences: tuple[timedelta, ...] = ()

    async def admit(self, limits: Sequence[Limit], *, now: datetime) -> datetime | Shut:
        """As the gate promises, by our clock; but what is counted is by the database's."""
        if not limits:
            return now

        def by(
            allowances: Mapping[str, Allowance], there: datetime
        ) -> tuple[datetime | Shut, Mapping[str, Allowance]]:
            apart = self._apart(there)
            shut, counted = weigh(limits, allowances, there + AHEAD)
            if shut is None:
                return there + apart + AHEAD, counted
            return replace(shut, until=shut.until + apart - AHEAD), {}

        return await self._gates.judge([limit.key for limit in limits], by)

    async def left(self, limits: Sequence[Limit], *, leaves: datetime, now: datetime) -> None:
        """As the gate promises: all processes wait, but for who has been let through already."""
        if not limits:
            return

        def by(
            allowances: Mapping[str, Allowance], there: datetime
        ) -> tuple[None, Mapping[str, Allowance]]:
            apart = self._apart(there)
            return None, {
                one.key: recounted(one, allowances[one.key], leaves - apart, now - apart)
                for one in limits
            }

        await self._gates.judge([limit.key for limit in limits], by)

    async def close(self, key: str, *, until: datetime) -> None:
        """As the gate promises; *until* is by the database's clock, a second more or less."""

        def by(
            allowances: Mapping[str, Allowance], _there: datetime
        ) -> tuple[None, Mapping[str, Allowance]]:
            return None, {key: closed(allowances[key], until)}

        await self._gates.judge([key], by)

    def _apart(self, there: datetime) -> timedelta:
        """How far our clock is ahead of the database's, which showed *there* a moment ago.

        The least of the last looks: by how much it seems more, the answer was on its way, or waited
        for a lock or for its turn here, and a post that waited for that too would leave late.
        """
        self._differences = (*self._differences[1 - LOOKS :], self._clock.now() - there)
        return min(self._differences)
