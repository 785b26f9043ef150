"""The gate of several processes that post for the same apps: what they count is in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat import Limit
from bot.clock import Clock
from bot.database.gates import Allowance, Gates
from bot.publishing.gates import Shut, closed, weigh

AHEAD = timedelta(milliseconds=250)
"""How long before it leaves a post is let through.

So what else is written down meanwhile, here sooner and there later, puts none off: it would meet
others', of which its own process knows nothing.
"""


class SharedGate:
    """Keeps all processes together within the limits; a `bot.publishing.gates.Gate`."""

    def __init__(self, gates: Gates, clock: Clock) -> None:
        self._gates = gates
        self._clock = clock

    async def admit(self, limits: Sequence[Limit], *, now: datetime) -> datetime | Shut:
        """As the gate promises, by our clock; but what is counted is by the database's."""
        if not limits:
            return now

        def by(
            allowances: Mapping[str, Allowance], there: datetime
        ) -> tuple[datetime | Shut, Mapping[str, Allowance]]:
            leaves, here = there + AHEAD, self._clock.now() + AHEAD
            shut, counted = weigh(limits, allowances, leaves)
            if shut is None:
                return here, counted
            return replace(shut, until=here - AHEAD + (shut.until - leaves)), {}

        return await self._gates.judge([limit.key for limit in limits], by)

    async def close(self, key: str, *, until: datetime) -> None:
        """As the gate promises; *until* is by the database's clock, a second more or less."""

        def by(
            allowances: Mapping[str, Allowance], _there: datetime
        ) -> tuple[None, Mapping[str, Allowance]]:
            return None, {key: closed(allowances[key], until)}

        await self._gates.judge([key], by)
