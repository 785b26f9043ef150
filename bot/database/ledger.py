"""The ledger: every edition, issued once under its key, and what became of it (D5, D6, D9)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

import structlog
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.definitions import defined
from bot.database.edition_rows import PLANNED, edition_of, pass_over, plan
from bot.database.engine import Database
from bot.database.outcomes import EditionRecord, records
from bot.database.patience import back_off
from bot.database.schedule_rows import Row, newest
from bot.database.schedules import due_at
from bot.database.tables.archive import articles
from bot.database.tables.publishing import audit, editions, schedules, told
from digests.schedule.due import Decision, Standing, decide
from digests.schedule.edition import (
    Edition,
    EditionKey,
    Window,
    extra_key,
    first_key,
    key_for,
)
from digests.schedule.schedule import Schedule

MISSED = "missed; a later edition came instead"
TOO_LATE = "missed by too much, and the schedule doesn't catch up"

BATCH = 40
"""Schedules decided in one transaction, at 4 ms each on a slow machine: under 200 ms (D2)."""

log = structlog.get_logger(__name__)


class Ledger:
    """Issues editions and says what became of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def issue(self, *, now: datetime, through: int) -> tuple[Edition, ...]:
        """Turn every schedule that is due at *now* into a planned edition, a batch a transaction.

        *through* is the archive's last sequence number: there the windows end, and the next ones
        begin. While that's 0, there's nothing to tell, and the edition of a schedule's birth waits.
        A schedule that can't be decided is set aside for a while; the others go on.
        """
        issued: list[Edition] = []
        while True:
            async with self._database.write() as db:
                rows = (await db.execute(due_at(now, through).limit(BATCH))).all()
                for row in rows:
                    issued += await _take(db, row, now=now, through=through)
            if len(rows) < BATCH:
                return tuple(issued)

    async def order(self, schedule: str, *, now: datetime, through: int) -> Edition:
        """Plan an edition of the schedule of that id: it tells, and moves no window (D5)."""
        async with self._database.write() as db:
            row = await _schedule(db, schedule)
            number = row.extras + 1
            await _set(db, row, extras=number)
            asked = defined(row.id, row.definition)
            edition = Edition(
                key=extra_key(asked, number),
                schedule=asked,
                due=now,
                window=await _window(db, row, now=now, through=through),
                next_due=None if row.paused_at else row.next_run_at,
            )
            await plan(db, edition, now=now)
        return edition

    async def planned(self, *, now: datetime) -> tuple[Edition, ...]:
        """The editions that were issued and not assembled yet, the longest due first.

        One that was set aside isn't among them before its time.
        """
        query = (
            select(editions)
            .where(
                editions.c.state == PLANNED,
                or_(editions.c.retry_at.is_(None), editions.c.retry_at <= now),
            )
            .order_by(editions.c.due, editions.c.issued_at, editions.c.key)
        )
        async with self._database.read() as db:
            return tuple(edition_of(row) for row in (await db.execute(query)).all())

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

    async def window(self, schedule: str, *, now: datetime, through: int) -> Window:
        """What an edition of the schedule of that id would cover now; nothing is written down."""
        async with self._database.read() as db:
            return await _window(db, await _schedule(db, schedule), now=now, through=through)

    async def window_between(self, since: datetime, until: datetime) -> Window:
        """What was first seen from *since* on and before *until* (UTC)."""
        async with self._database.read() as db:
            return Window(
                after=await _stored_before(db, since),
                through=await _stored_before(db, until),
                since=since,
                until=until,
            )

    async def editions(
        self, schedule: str | None = None, *, since: datetime | None = None
    ) -> tuple[EditionRecord, ...]:
        """Every edition, of the schedule of that id and due at *since* or later, oldest first."""
        async with self._database.read() as db:
            return await records(db, schedule, since)

    async def forget(self, before: datetime) -> int:
        """Forget editions due before then, with parts and told, and audit (D19); gives how many."""
        old = select(editions.c.key).where(editions.c.due < before, editions.c.state != PLANNED)
        async with self._database.write() as db:
            await db.execute(delete(told).where(told.c.edition.in_(old)))
            forgotten = await db.execute(delete(editions).where(editions.c.key.in_(old)))
            await db.execute(delete(audit).where(audit.c.at < before))
        return forgotten.rowcount


async def _take(db: AsyncConnection, row: Row, *, now: datetime, through: int) -> Sequence[Edition]:
    """Issue what a schedule has due, or set it aside: one bad schedule doesn't lose the batch."""
    try:
        async with db.begin_nested():
            schedule = defined(row.id, row.definition)
            decision = decide(schedule, Standing(next_due=row.next_run_at), now=now)
            return await _issue(db, row, schedule, decision, now=now, through=through)
    except Exception as problem:  # whatever it is, it's this schedule's own
        log.exception("schedule set aside", schedule=row.name)
        await _set_aside(db, row, problem, now=now)
        return ()


async def _issue(
    db: AsyncConnection,
    row: Row,
    schedule: Schedule,
    decision: Decision,
    *,
    now: datetime,
    through: int,
) -> Sequence[Edition]:
    """Claim the keys that are due; the schedule goes on from there."""
    why = MISSED if decision.post else TOO_LATE
    await pass_over(db, schedule, decision.passed_over, why=why, now=now, older=decision.older)
    window = await _window(db, row, now=now, through=through)
    issued = []
    born = row.birth and through > 0
    for key, due in _due(schedule, decision, born=born, now=now):
        edition = Edition(
            key=key, schedule=schedule, due=due, window=window, next_due=decision.next_due
        )
        if await plan(db, edition, now=now):
            issued.append(edition)
            window = Window(after=window.through, through=window.through, since=now, until=now)
    day, wall_time = newest(decision) or (row.last_day, row.last_wall)
    await _set(
        db,
        row,
        next_run_at=decision.next_due,
        birth=row.birth and not born,
        last_day=day,
        last_wall=wall_time,
        window_after=window.through if issued else row.window_after,
        window_since=now if issued else row.window_since,
        failures=0,
        retry_at=None,
        problem=None,
    )
    return issued


def _due(
    schedule: Schedule, decision: Decision, *, born: bool, now: datetime
) -> Iterator[tuple[EditionKey, datetime]]:
    """The key of its birth, if it's to have an edition then, and that of the regular one.

    The first may have waited long for something to tell: it's an edition of *now*.
    """
    if born:
        yield first_key(schedule), min(now, decision.post.due) if decision.post else now
    if decision.post:
        yield key_for(schedule, decision.post), decision.post.due


async def _window(db: AsyncConnection, row: Row, *, now: datetime, through: int) -> Window:
    """From where the last edition ended; a schedule's first goes back to `window_since` (D6)."""
    after = row.window_after
    if after is None:
        after = await _stored_before(db, row.window_since)
    return Window(after=after, through=max(after, through), since=row.window_since, until=now)


async def _stored_before(db: AsyncConnection, moment: datetime) -> int:
    """The highest sequence number of what was first seen before then, 0 if nothing was."""
    last = select(func.max(articles.c.seq)).where(articles.c.first_seen < moment)
    return (await db.execute(last)).scalar() or 0


async def _schedule(db: AsyncConnection, id_: str) -> Row:
    return (await db.execute(select(schedules).where(schedules.c.id == id_))).one()


async def _set_aside(db: AsyncConnection, row: Row, problem: Exception, *, now: datetime) -> None:
    await _set(
        db,
        row,
        failures=row.failures + 1,
        retry_at=now + back_off(row.failures + 1),
        problem=str(problem) or type(problem).__name__,
    )


async def _set(
    db: AsyncConnection, row: Row, **values: str | int | bool | date | time | None
) -> None:
    await db.execute(update(schedules).where(schedules.c.id == row.id).values(values))
