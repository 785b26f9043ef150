"""What is due: schedules by the clock that each goes by, read off an index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    select,
    union_all,
)

from bot.database import articles
from bot.database.schedule_rows import Row
from bot.database.tables.columns import UtcDateTime
from bot.database.tables.publishing import schedules

Clocks = Sequence[tuple[ColumnElement[bool], ColumnElement[datetime | None]]]

LIVING = schedules.c.removed_at.is_(None)

RUNNING = and_(LIVING, schedules.c.paused_at.is_(None))

IN_TIME = and_(RUNNING, schedules.c.retry_at.is_(None))

CLOCKS: Clocks = (
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
    firsts = db.execute(_FIRST[through > 0]).one()
    return min(filter(None, firsts), default=None)


def due_at(db: Connection, now: datetime, through: int, *, most: int) -> Sequence[Row]:
    """The schedules that are due at *now*, *most* of them, the longest due first.

    *through* is the archive's last sequence number: while that's 0, no edition of a birth is due.
    """
    return db.execute(_DUE[through > 0], {"now": now, "most": most}).all()


def _first(clocks: Clocks) -> Select[*tuple[Any, ...]]:
    return select(*(select(func.min(at)).where(which).scalar_subquery() for which, at in clocks))


def _due(clocks: Clocks) -> Select[tuple[Row]]:
    now = bindparam("now", type_=UtcDateTime)
    due = [select(schedules.c.id).where(which, moment <= now) for which, moment in clocks]
    return (
        select(schedules)
        .where(schedules.c.id.in_(union_all(*due)))
        .order_by(schedules.c.next_run_at, schedules.c.id)
        .limit(bindparam("most"))
    )


# Statements are made once, for an archive with and without an article: to make one takes longer
# than to run it.
_FIRST = {True: _first(CLOCKS), False: _first(CLOCKS[:2])}
_DUE = {True: _due(CLOCKS), False: _due(CLOCKS[:2])}
