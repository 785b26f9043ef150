"""Attendance: which processes work on a shared database, so that who moves it has it alone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from secrets import token_hex

import structlog
from sqlalchemy import ColumnElement, Connection, delete, literal, select, update

from bot.clock import Clock
from bot.database.engine import Database
from bot.database.leases import LENGTH, RENEWED, Leases
from bot.database.migrations import current, revisions
from bot.database.tables.columns import UtcDateTime
from bot.database.tables.replicas import leases
from bot.errors import BotError, UsageError

MOVING = "moving"
"""The lease of who copies the database to another."""

PRESENT = "present "
"""What the lease of each process that works on it begins with."""

log = structlog.get_logger(__name__)

Leave = Callable[[BotError], None]
"""Told why this process has to end."""


class MustLeave(BotError):
    """This process may work on the database no longer."""


class Attendance:
    """Who works on *database*, by leases that each renews until its end."""

    def __init__(self, database: Database, clock: Clock, *, length: timedelta = LENGTH) -> None:
        self._database = database
        self._clock = clock
        self._leases = Leases(database, clock, length=length)
        self._length = length
        self._pause = length.total_seconds() / RENEWED
        self._name = f"{PRESENT}{token_hex(8)}"
        self._moves = 0

    @asynccontextmanager
    async def present(self, leave: Leave) -> AsyncIterator[None]:
        """Work on it while the context lasts; raises UsageError while it's being moved.

        *leave* is called where this process mustn't go on: another version has changed the schema,
        or it stood still for so long that the database was moved without it.
        """
        self._moves = await self._database.consult(_moves)
        await self._come()
        watching = asyncio.create_task(self._watch(leave))
        try:
            await self.check()
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await self._go()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Nobody works on it, nor begins to, while the context lasts; UsageError where some do."""
        async with self._leases.hold_if_free(MOVING) as lease:
            # Both say that they're there and look for the other then: one of them sees it at least.
            if lease is None:
                raise UsageError(_BEING_MOVED)
            if there := await self._database.fenced(self._counted):
                raise UsageError(
                    f"the bot works on the PostgreSQL database, in {_processes(there)}: end them "
                    f"first (one that was killed counts for {LENGTH.seconds} seconds longer)"
                )
            yield

    async def check(self) -> None:
        """Raise UsageError while it's being moved."""
        if await self._database.consult(self._is_moving):
            raise UsageError(_BEING_MOVED)

    async def _come(self) -> None:
        await self._leases.take(self._name)
        await self._database.fenced(self._clear)

    async def _go(self) -> None:
        try:
            await self._database.fenced(
                lambda db: db.execute(delete(leases).where(leases.c.name == self._name))
            )
        except BotError as trouble:  # then we count as present until the lease ends
            log.warning("attendance not ended", reason=str(trouble))

    async def _watch(self, leave: Leave) -> None:
        """Say again and again that we're there, and see to it that we may be."""
        while True:
            await asyncio.sleep(self._pause)
            try:
                there, moves = await self._database.fenced(self._stay)
                if there:
                    self._moves = moves  # who began to move it meanwhile was refused
                else:
                    await self._come()
                await self._database.consult(self._look, there)
            except MustLeave as reason:
                leave(reason)
                return
            except BotError as trouble:  # it passes, and we come back then
                log.warning("attendance not noted", reason=str(trouble))
            except Exception:  # the edge of a task: the same
                log.exception("attendance not noted")

    def _look(self, db: Connection, there: bool) -> None:  # noqa: FBT001 - passed on by `consult`
        """Raise MustLeave where we can't stay, given whether we were *there* all the time."""
        if current(db) != revisions()[-1]:
            raise MustLeave(
                "another version of Broadsheet has changed the database's schema, so this one "
                "ends: install that version here too"
            )
        if not there and _moves(db) != self._moves:
            raise MustLeave(
                "the database was moved to another while this bot stood still, so it ends: name "
            )

    def _stay(self, db: Connection) -> tuple[bool, int]:
        """Be there for longer: whether we still were, and how often it was moved until then.

        Both at one time: what is counted later may be of a move while we stood still.
        """
        until = self._instant(self._length)
        still = leases.c.name == self._name, leases.c.until >= self._instant()
        there = bool(db.execute(update(leases).where(*still).values(until=until)).rowcount)
        return there, _moves(db)

    def _is_moving(self, db: Connection) -> bool:
        moving = leases.c.name == MOVING, leases.c.until >= self._instant()
        return db.scalar(select(literal(1)).where(*moving)) is not None

    def _counted(self, db: Connection) -> int:
        """How many are there; whoever is about to stay for longer has done so before."""
        there = select(leases.c.until >= self._instant()).where(leases.c.name.startswith(PRESENT))
        return sum(db.scalars(there.with_for_update()))

    def _clear(self, db: Connection) -> None:
        """Forget those that died."""
        dead = leases.c.name.startswith(PRESENT), leases.c.until < self._instant()
        db.execute(delete(leases).where(*dead))

    def _instant(self, ahead: timedelta = timedelta(0)) -> ColumnElement[datetime]:
        """So far from now, by the database's clock."""
        now = self._clock.now()
        then, here = literal(now + ahead, UtcDateTime), literal(now, UtcDateTime)
        return self._database.moved(then, here)


_BEING_MOVED = (
    "`broadsheet migrate` copies this database to another just now: wait for it, and name the new "
    "one in BROADSHEET_DATABASE"
)


def _moves(db: Connection) -> int:
    """How often the database was moved, or was about to be."""
    return db.scalar(select(leases.c.fence).where(leases.c.name == MOVING)) or 0


def _processes(count: int) -> str:
    return "1 process" if count == 1 else f"{count} processes"
