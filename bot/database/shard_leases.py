"""Leases of shards: of each, one process keeps the connection, however the others are set up."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from secrets import token_hex

import structlog
from sqlalchemy import Connection, literal, select

from bot.clock import Clock
from bot.database.engine import Database
from bot.database.leases import LENGTH, RENEWED, Lease, Leases
from bot.database.tables.columns import UtcDateTime
from bot.database.tables.replicas import leases
from bot.errors import BotError

ALL = "discord"
"""The lease of all shards, however many Discord advises."""

log = structlog.get_logger(__name__)


class ShardLeases:
    """What this process takes on of an app's shards."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        owner: str | None = None,
        length: timedelta = LENGTH,
    ) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner or token_hex(8)
        self._leases = Leases(database, clock, owner=self._owner, length=length)
        # Each at a pace of its own, so that two don't get in each other's way again and again.
        self._pause = length.total_seconds() / RENEWED * (1 + sum(self._owner.encode()) % 16 / 16)

    @asynccontextmanager
    async def hold(self, ids: Sequence[int], count: int | None) -> AsyncIterator[Sequence[Lease]]:
        """Wait until each of the shards *ids* of *count* is ours, or all without ids; keep them.

        Where another process has one of them, or counts shards otherwise, that one is waited for:
        the same server would be listened to twice.
        """
        names = [f"{ALL} shard {one} of {count}" for one in sorted(ids)] or [ALL]
        said = False
        while (held := await self._taken(names)) is None:
            if not said:
                log.info("shards are another's", shards=names)
            said = True
            await asyncio.sleep(self._pause)
        async with AsyncExitStack() as stack:
            for lease in held:
                await stack.enter_async_context(self._leases.kept(lease))
            yield held

    async def _taken(self, names: Sequence[str]) -> Sequence[Lease] | None:
        """All that bear *names*, or none of them."""
        held: list[Lease] = []
        try:
            while len(held) < len(names):
                lease = await self._leases.take(names[len(held)])
                if lease is None:
                    break
                held.append(lease)
            else:
                # Both say what they have and look at the other's then: one sees it at least.
                if not await self._database.consult(self._are_rivals, names):
                    return held
            for lease in held:
                await self._leases.release(lease)
        except BotError as trouble:  # it passes; what we have by now ends by itself
            log.warning("shards not asked for", reason=str(trouble))
        return None

    def _are_rivals(self, db: Connection, names: Sequence[str]) -> bool:
        """Whether others have shards that may be the same as those of *names*."""
        now = literal(self._clock.now(), UtcDateTime)
        others = db.scalars(
            select(leases.c.name).where(
                leases.c.name.startswith(ALL),
                leases.c.owner != self._owner,
                leases.c.until >= self._database.moved(now, now),
            )
        )
        return any(_counted(other) != _counted(names[0]) for other in others)


def _counted(name: str) -> str:
    """How many shards there are for whoever holds the lease of that *name*; "" for all."""
    return name.partition(" of ")[2]
