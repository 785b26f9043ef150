"""The ledger: every edition, issued once under its key, and what became of it (D5, D6, D9)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Select, bindparam, delete, literal, or_, select, update

from bot.database.audit import Change, entry
from bot.database.definitions import defined
from bot.database.due_schedules import due_at, first_due
from bot.database.edition_rows import PLANNED, edition_of, plan
from bot.database.engine import Database, DatabaseUnusable
from bot.database.issuing import Windows, issue
from bot.database.outcomes import EditionRecord, records
from bot.database.patience import back_off
from bot.database.schedule_rows import Row
from bot.database.tables.publishing import audit, editions, schedules, told
from bot.errors import worded
from digests.schedule.edition import Edition, EditionKey, Kind, Window, extra_key
from digests.schedule.schedule import Schedule

BATCH = 200
"""Schedules decided in one transaction, at half a millisecond each on a slow machine (D2)."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What there is to do: *next_due* is when the first schedule comes due (UTC), maybe long ago.

    *planned*: some editions were issued and aren't assembled yet.
    """

    next_due: datetime | None
    planned: bool


class Ledger:
    """Issues editions and says what became of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, *, now: datetime, through: int) -> Look:
        """What there is to do at *now*, in one glance: a tick with nothing due costs no more."""
        return await self._database.consult(_look, now, through)

    async def issue(self, *, now: datetime, through: int) -> tuple[Edition, ...]:
        """Turn every schedule that is due at *now* into a planned edition, a batch a transaction.

        *through* is the archive's last sequence number: there the windows end, and the next ones
        begin. While that's 0, there's nothing to tell, and the edition of a schedule's birth waits.
        A schedule that can't be decided is set aside for a while; the others go on.
        """
        issued: list[Edition] = []
        while True:
            seen, taken = await self._batch(now=now, through=through)
            issued += taken
            if seen < BATCH:
                return tuple(issued)

    async def _batch(self, *, now: datetime, through: int) -> tuple[int, list[Edition]]:
        """How many schedules a batch had, and what was issued; where that fails, a few at a time.

        To be ready for a failure takes a while, and few ticks meet one: so it's begun again.
        """
        try:
            return await self._database.settle(_issue, now=now, through=through)
        except DatabaseUnusable:
            raise
        except Exception:  # noqa: BLE001 - it's found whose it is, and said then
            return await self._database.settle(_issue_apart, now=now, through=through)

    async def order(
        self, schedule: str, *, now: datetime, through: int, who: str | None = None
    ) -> Edition:
        """Plan an edition of the schedule of that id: it tells, and moves no window (D5).

        The audit remembers *who* asked for it.
        """
        return await self._database.settle(_order, schedule, who, now=now, through=through)

    async def under_way(self, schedule: str) -> str | None:
        """The key of the last edition that was ordered of the schedule of that id and isn't made.

        None where each that was ordered is in the outbox, or had nothing to tell.
        """
        async with self._database.read() as db:
            return await db.scalar(_UNDER_WAY, {"id": schedule})

    async def planned(self, *, now: datetime, most: int | None = None) -> tuple[Edition, ...]:
        """The editions that were issued and not assembled yet, the longest due first.

        One that was set aside isn't among them before its time.
        """
        return await self._database.consult(_planned, now, most)

    async def issued(self, key: EditionKey) -> Edition | None:
        """The edition of that key as it was issued; None if it wasn't, or was passed over."""
        query = select(editions).where(
            editions.c.key == str(key), editions.c.window_through.is_not(None)
        )
        async with self._database.read() as db:
            row = (await db.execute(query)).one_or_none()
        return None if row is None else edition_of(row)

    async def set_aside(self, key: EditionKey, problem: str, *, now: datetime) -> None:
        """Note that an edition couldn't be assembled; it's tried again, later and later."""
        mine = editions.c.key == str(key)
        async with self._database.write() as db:
            failures = 1 + (await db.execute(select(editions.c.failures).where(mine))).scalar_one()
            await db.execute(
                update(editions)
                .where(mine, editions.c.state == PLANNED)
                .values(failures=failures, retry_at=now + back_off(failures), problem=problem)
            )

    async def window(self, schedule: Schedule, *, now: datetime, through: int) -> Window:
        """What an edition of *schedule* would cover now; nothing is written down.

        Of one that isn't stored yet, its first.
        """
        return await self._database.consult(_window, schedule, now=now, through=through)

    async def window_between(self, since: datetime, until: datetime) -> Window:
        """What was first seen from *since* on and before *until* (UTC)."""
        return await self._database.consult(_between, since, until)

    async def began(self) -> bool:
        """Whether there ever was an edition."""
        async with self._database.read() as db:
            return await db.scalar(select(editions.c.key).limit(1)) is not None

    async def editions(
        self, *schedules: str, since: datetime | None = None
    ) -> tuple[EditionRecord, ...]:
        """Every edition due at *since* or later, oldest first.

        Of the *schedules* of those ids, if any is given.
        """
        async with self._database.read() as db:
            return await records(db, schedules, since)

    async def forget(self, before: datetime) -> int:
        """Forget editions due before then, with parts and told, and audit (D19); gives how many."""
        old = select(editions.c.key).where(editions.c.due < before, editions.c.state != PLANNED)
        async with self._database.write() as db:
            await db.execute(delete(told).where(told.c.edition.in_(old)))
            forgotten = await db.execute(delete(editions).where(editions.c.key.in_(old)))
            await db.execute(delete(audit).where(audit.c.at < before))
        return forgotten.rowcount


def _look(db: Connection, now: datetime, through: int) -> Look:
    planned = db.scalar(_ready(select(editions.c.key), now).limit(1))
    return Look(next_due=first_due(db, through), planned=planned is not None)


def _planned(db: Connection, now: datetime, most: int | None) -> tuple[Edition, ...]:
    query = _ready(select(editions), now).order_by(
        editions.c.due, editions.c.issued_at, editions.c.key
    )
    return tuple(edition_of(row) for row in db.execute(query.limit(most)))


def _ready(query: Select[Any], now: datetime) -> Select[Any]:
    """*query* for the editions that can be assembled by *now*."""
    return query.where(
        editions.c.state == literal(PLANNED, literal_execute=True),  # so that its index is found
        or_(editions.c.retry_at.is_(None), editions.c.retry_at <= now),
    )


def _issue(db: Connection, /, *, now: datetime, through: int) -> tuple[int, list[Edition]]:
    rows = due_at(db, now, through, most=BATCH)
    return len(rows), issue(db, rows, now=now, through=through)


def _issue_apart(db: Connection, /, *, now: datetime, through: int) -> tuple[int, list[Edition]]:
    rows = due_at(db, now, through, most=BATCH)
    return len(rows), _take(db, rows, now=now, through=through)


def _take(db: Connection, rows: Sequence[Row], /, *, now: datetime, through: int) -> list[Edition]:
    """Issue what schedules have due; one that can't be is set aside, and loses no other."""
    try:
        with db.begin_nested():
            return issue(db, rows, now=now, through=through)
    except Exception as problem:  # whatever it is, it's one schedule's own
        if len(rows) == 1:
            log.exception("schedule set aside", schedule=rows[0].name)
            _set_aside(db, rows[0], problem, now=now)
            return []
    middle = len(rows) // 2
    halves = rows[:middle], rows[middle:]
    return [edition for half in halves for edition in _take(db, half, now=now, through=through)]


def _order(db: Connection, id_: str, who: str | None, /, *, now: datetime, through: int) -> Edition:
    row = _schedule(db, id_)
    number = row.extras + 1
    db.execute(update(schedules).where(schedules.c.id == row.id).values(extras=number))
    asked = defined(row.id, row.definition)
    edition = Edition(
        key=extra_key(asked, number),
        schedule=asked,
        due=now,
        window=Windows(db).now(row, now=now, through=through),
        next_due=None if row.paused_at else row.next_run_at,
    )
    plan(db, [edition], now=now)
    if who is not None:
        key = str(edition.key)
        ordered = Change(at=now, who=who, place=row.place, subject=key, what="ordered")
        db.execute(entry(ordered))
    return edition


_UNDER_WAY = (
    select(editions.c.key)
    .where(
        editions.c.schedule == bindparam("id"),
        editions.c.kind == Kind.EXTRA.value,
        editions.c.state == literal(PLANNED, literal_execute=True),
    )
    .order_by(editions.c.due.desc(), editions.c.key.desc())
    .limit(1)
)


def _window(db: Connection, schedule: Schedule, /, *, now: datetime, through: int) -> Window:
    row = db.execute(select(schedules).where(schedules.c.id == schedule.id)).one_or_none()
    if row is not None:
        return Windows(db).now(row, now=now, through=through)
    first = Windows(db).between(now - schedule.rhythm.length, now)
    after = 0 if schedule.first_now else first.after
    return replace(first, after=after, through=max(after, through))


def _between(db: Connection, since: datetime, until: datetime) -> Window:
    return Windows(db).between(since, until)


def _schedule(db: Connection, id_: str) -> Row:
    return db.execute(select(schedules).where(schedules.c.id == id_)).one()


def _set_aside(db: Connection, row: Row, problem: Exception, *, now: datetime) -> None:
    aside = {
        "failures": row.failures + 1,
        "retry_at": now + back_off(row.failures + 1),
        "problem": worded(problem),
    }
    db.execute(update(schedules).where(schedules.c.id == row.id).values(aside))
