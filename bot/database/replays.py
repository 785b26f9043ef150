"""What a replay asks of the database that it works on: one that it alone uses, and throws away."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from bot.chat import Payload
from bot.database.due_schedules import RUNNING
from bot.database.engine import Database
from bot.database.schedule_rows import make_as_is
from bot.database.tables.columns import UtcDateTime
from bot.database.tables.publishing import editions, parts, schedules
from digests.schedule.schedule import Schedule

STUCK = (RUNNING, schedules.c.retry_at.is_not(None))
"""Schedules that couldn't be decided."""


async def copy(database: Database, some: Iterable[Schedule], *, now: datetime) -> None:
    """Make *some* schedules of another database, born *now*, under their own ids.

    So what is told of them has the same keys each time, and those of the ledger there.
    """
    async with database.write() as db:
        for schedule in some:
            await make_as_is(db, schedule, from_file=False, who="a replay", now=now)


def look_on(db: Connection, now: datetime) -> tuple[datetime | None, Mapping[str, str]]:
    """When the first occurrence later than *now* is due, and the names of what is stuck, with why.

    Never *now* itself, whatever may have been left undone: so whoever goes by it gets to an end.
    """
    soon = db.scalar(_NEXT, {"now": now})
    return soon, {row.name: row.problem for row in db.execute(_STUCK)}


def leave_out(db: Connection, now: datetime) -> None:
    """Take those out for good: what might heal them doesn't come while a clock runs ahead."""
    db.execute(update(schedules).where(*STUCK).values(removed_at=now))


def payloads_since(db: Connection, due: datetime) -> Mapping[str, tuple[Payload, ...]]:
    """What the editions due at *due* or later say, by their keys, in the order of their parts."""
    found: dict[str, tuple[Payload, ...]] = {}
    for edition, payload in db.execute(_PAYLOADS.where(editions.c.due >= due)):
        found[edition] = (*found.get(edition, ()), payload)
    return found


_NEXT = select(func.min(schedules.c.next_run_at)).where(
    RUNNING, schedules.c.next_run_at > bindparam("now", type_=UtcDateTime)
)
_STUCK = select(schedules.c.name, schedules.c.problem).where(*STUCK)

_PAYLOADS = (
    select(parts.c.edition, parts.c.payload)
    .join(editions, editions.c.key == parts.c.edition)
    .order_by(parts.c.edition, parts.c.seq)
)
