"""What is due: schedules by the clock that each goes by, read off an index."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, union_all

from bot.database import articles
from bot.database.schedule_rows import Row
from bot.database.tables.publishing import schedules

LIVING = schedules.c.removed_at.is_(None)

RUNNING = and_(LIVING, schedules.c.paused_at.is_(None))

IN_TIME = and_(RUNNING, schedules.c.retry_at.is_(None))

CLOCKS = (
    (IN_TIME, schedules.c.next_run_at),
    (and_(RUNNING, schedules.c.retry_at.is_not(None)), schedules.c.retry_at),
    (and_(IN_TIME, schedules.c.birth), schedules.c.created_at),
)
"""Which schedules go by which time, each kind in an index of its own: by their next occurrence; one
that was set aside, not before it may be tried again; one that wants an edition at its birth."""


def next_due(db: Connection) -> datetime | None:
    """As `Schedules.next_due`."""
    return first_due(db, articles.through(db))


def first_due(db: Connection, through: int) -> datetime | None:
    """When the first schedule comes due, while the archive's last number is *through*."""
    firsts = [db.scalar(select(func.min(at)).where(which)) for which, at in _clocks(through)]
    return min(filter(None, firsts), default=None)


def due_at(now: datetime, through: int) -> Select[tuple[Row]]:
    """The schedules that are due at *now*, the longest due first.

    *through* is the archive's last sequence number: while that's 0, no edition of a birth is due.
    """
    due = [select(schedules.c.id).where(which, moment <= now) for which, moment in _clocks(through)]
    return (
        select(schedules)
        .where(schedules.c.id.in_(union_all(*due)))
        .order_by(schedules.c.next_run_at, schedules.c.id)
    )


def _clocks(
    through: int,
) -> Sequence[tuple[ColumnElement[bool], ColumnElement[datetime | None]]]:
    """Those that can be due, while the archive's last sequence number is *through*."""
    return CLOCKS if through else CLOCKS[:2]
