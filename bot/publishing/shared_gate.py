"""The gate of several processes that post for the same apps: what they count is in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.chat import Limit
from bot.database.gates import Allowance, Gates
from bot.publishing.gates import Shut, closed, weigh


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
            shut, counted = weigh(limits, allowances, there)
            if shut is not None:
                shut = replace(shut, until=now + (shut.until - there))
            return shut, counted

        return await self._gates.judge([limit.key for limit in limits], by)

    async def close(self, key: str, *, until: datetime) -> None:
        """As the gate promises; *until* is by the database's clock, a second more or less."""

        def by(
            allowances: Mapping[str, Allowance], _there: datetime
        ) -> tuple[None, Mapping[str, Allowance]]:
            return None, {key: closed(allowances[key], until)}

        await self._gates.judge([key], by)
