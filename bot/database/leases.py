"""Leases: what only one process does at a time, and another takes over when that one dies."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex

import structlog
from sqlalchemy import ColumnElement, Connection, and_, literal, select, update

from bot.clock import Clock
from bot.database.claim import ticks
from bot.database.dialects import insert
from bot.database.engine import Database
from bot.database.tables.columns import EPOCH, UtcDateTime
from bot.database.tables.replicas import leases
from bot.errors import BotError

LENGTH = timedelta(seconds=15)
"""How long a lease lasts without being renewed."""

RENEWED = 3
"""How often it is renewed in that time, and asked for by others: one has it after 20 s at most."""

log = structlog.get_logger(__name__)


class LeaseLost(BotError):
    """Another process may do by now what this one has taken on; it was told to write no more."""


@dataclass(eq=False, slots=True, kw_only=True)
class Lease:
    """What *owner* does alone, until it's *lost*: then it's to stop at once.

    *fence* tells it from any other lease of that *name*; *ends* is by the clock of `ticks`.
    """

    name: str
    owner: str
    fence: int
    ends: float
    lost: asyncio.Event = field(default_factory=asyncio.Event)

    def lasts(self, time: timedelta = timedelta(0)) -> bool:
        """Whether it's ours for so long: false at once where the process has stood still."""
        return not self.lost.is_set() and ticks() + time.total_seconds() <= self.ends

    def check(self, db: Connection) -> None:
        """Raise LeaseLost if another has it; until the end of this transaction no other gets it."""
        if db.scalar(select(leases.c.fence).where(_is(self)).with_for_update(read=True)) is None:
            self.lost.set()
            raise LeaseLost(f"another process has taken over {self.name}")


class Leases:
    """What this process takes on, by name; all it holds is under one *owner*."""

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
        self._length = length

    @asynccontextmanager
    async def hold(
        self, name: str, *, waiting: Callable[[], None] | None = None
    ) -> AsyncIterator[Lease]:
        """Wait until *name* is ours, and keep it until the context ends or the lease is *lost*.

        Whoever waits elsewhere has it within 30 seconds of our death, and soon after our end. Where
        somebody else has it, *waiting* is called.
        """
        while (lease := await self._try(name)) is None:
            if waiting is not None:
                waiting()
            await asyncio.sleep(self._length.total_seconds() / RENEWED)
        async with self.kept(lease):
            yield lease

    @asynccontextmanager
    async def hold_if_free(self, name: str) -> AsyncIterator[Lease | None]:
        """As `hold`, but where somebody else has *name*, it's theirs: None."""
        lease = await self.take(name)
        if lease is None:
            yield None
        else:
            async with self.kept(lease):
                yield lease

    @asynccontextmanager
    async def kept(self, lease: Lease) -> AsyncIterator[None]:
        """Keep *lease*, which was taken, until the context ends or it's *lost*."""
        log.info("lease taken", name=lease.name, fence=lease.fence)
        keeping = asyncio.create_task(self._keep(lease))
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await self._give_up(lease)

    async def take(self, name: str) -> Lease | None:
        """The lease of that *name*, if nobody holds it; on it goes by `renew`."""
        begun = ticks()
        fence = await self._database.fenced(self._taken, name)
        if fence is None:
            return None
        ends = begun + self._length.total_seconds()
        return Lease(name=name, owner=self._owner, fence=fence, ends=ends)

    async def renew(self, lease: Lease) -> bool:
        """Keep *lease* for another length; False, and it's lost, where another has it."""
        begun = ticks()
        if lease.lost.is_set() or not await self._database.fenced(self._renewed, lease):
            lease.lost.set()
            return False
        lease.ends = begun + self._length.total_seconds()
        return True

    async def release(self, lease: Lease) -> None:
        """Let others have *lease* at once."""
        lease.lost.set()
        await self._database.fenced(_released, lease)

    async def _try(self, name: str) -> Lease | None:
        try:
            return await self.take(name)
        except BotError as trouble:  # it passes, and there's nothing to do until then
            log.warning("lease not asked for", name=name, reason=str(trouble))
            return None

    async def _keep(self, lease: Lease) -> None:
        """Renew *lease* again and again; say that it's lost as soon as it may be."""
        loop = asyncio.get_running_loop()
        while not lease.lost.is_set():
            end = loop.call_later(max(0.0, lease.ends - ticks()), lease.lost.set)
            try:
                await asyncio.sleep(self._length.total_seconds() / RENEWED)
                await self.renew(lease)
            except BotError as trouble:  # the lease ends by itself, unless it passes before
                log.warning("lease not renewed", name=lease.name, reason=str(trouble))
            except Exception:  # the edge of a task: whatever it was, the lease ends by itself
                log.exception("lease not renewed", name=lease.name)
            finally:
                end.cancel()
            if not lease.lasts():
                lease.lost.set()
        log.warning("lease lost", name=lease.name, fence=lease.fence)

    async def _give_up(self, lease: Lease) -> None:
        try:
            await self.release(lease)
        except BotError as trouble:  # then others wait until it ends
            log.warning("lease not given up", name=lease.name, reason=str(trouble))
        except Exception:  # the same, and it mustn't hide what ended the work
            log.exception("lease not given up", name=lease.name)

    def _taken(self, db: Connection, name: str) -> int | None:
        now = literal(self._clock.now(), UtcDateTime)
        until = self._database.moved(literal(self._clock.now() + self._length, UtcDateTime), now)
        first = insert(db, leases).values(name=name, owner=self._owner, fence=1, until=until)
        over = leases.c.until < self._database.moved(now, now) if self._database.shared else None
        taken = first.on_conflict_do_update(
            index_elements=[leases.c.name],
            set_={"owner": self._owner, "fence": leases.c.fence + 1, "until": until},
            where=over,  # where one process runs at a time, whoever had it is dead
        )
        fence: int | None = db.scalar(taken.returning(leases.c.fence))
        return fence

    def _renewed(self, db: Connection, lease: Lease) -> bool:
        now = literal(self._clock.now(), UtcDateTime)
        until = self._database.moved(literal(self._clock.now() + self._length, UtcDateTime), now)
        return bool(db.execute(update(leases).where(_is(lease)).values(until=until)).rowcount)


def _released(db: Connection, lease: Lease) -> None:
    db.execute(update(leases).where(_is(lease)).values(until=EPOCH))


def _is(lease: Lease) -> ColumnElement[bool]:
    return and_(
        leases.c.name == lease.name,
        leases.c.owner == lease.owner,
        leases.c.fence == lease.fence,
    )
