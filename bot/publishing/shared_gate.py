"""The gate of several processes that post for the same apps: what they count is in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.chat import Limit
from bot.database.gates import Allowance, Gates
from bot.publishing.gates import Shut, weigh


class SharedGate:
    """Keeps all processes together within the limits; a `bot.publishing.gates.Gate`."""

    def __init__(self, gates: Gates) -> None:
        self._gates = gates

    async def admit(self, limits: Sequence[Limit], *, now: datetime) -> Shut | None:
        """As the gate promises; *now* is ours, and what keeps us is told by our clock too."""
        if not limits:
            return None

        def by(
            allowances: Mapping[str, Allowance], there: datetime
        ) -> tuple[Shut | None, Mapping[str, Allowance]]:
            used = {key: one.used for key, one in allowances.items()}
            closed = {k: one.closed_until for k, one in allowances.items() if one.closed_until}
            shut, counted = weigh(limits, used, closed, there)
            if shut is not None:
                return replace(shut, until=now + (shut.until - there)), {}
            return None, {k: replace(allowances[k], used=after) for k, after in counted.items()}

        return await self._gates.judge([limit.key for limit in limits], by)

    async def left(self, limits: Sequence[Limit], *, now: datetime) -> None:
        """Not written down: it would cost each post a statement more, and saves few refusals."""

    async def close(self, key: str, *, until: datetime) -> None:
        """As the gate promises; *until* is by the database's clock, a second more or less."""

        def by(
            allowances: Mapping[str, Allowance], there: datetime
        ) -> tuple[None, Mapping[str, Allowance]]:
            before = allowances[key]
            later = max(until, before.closed_until or there)
            return None, {key: replace(before, closed_until=later)}

        await self._gates.judge([key], by)
