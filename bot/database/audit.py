"""The audit: who changed a schedule or decided an edition, when, and what it was before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.engine import Database
from bot.database.tables.publishing import audit

MOST = 100
"""How many changes are shown unless asked for more."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """*who* did *what* to *subject* (a schedule's id, an edition's key), at *at* (UTC).

    *place* is the workspace or server that it belongs to. *before* and *after* hold a schedule's
    settings, or the states of an edition's parts; None where there was or is nothing.
    """

    at: datetime
    who: str
    place: str
    subject: str
    what: str
    before: Record | None = None
    after: Record | None = None


def entry(change: Change) -> Insert:
    """What writes *change* down, in the transaction that makes it: both are there, or neither."""
    return insert(audit).values(
        at=change.at,
        who=change.who,
        place=change.place,
        subject=change.subject,
        change=change.what,
        before=change.before,
        after=change.after,
    )


async def record(db: AsyncConnection, change: Change) -> None:
    """Write *change* down, as `entry` says."""
    await db.execute(entry(change))


class Audit:
    """Reads what was recorded."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def changes(self, *subjects: str, most: int = MOST) -> tuple[Change, ...]:
        """The last changes, newest first; of *subjects* and their editions, if any is given."""
        query = select(audit).order_by(audit.c.number.desc()).limit(most)
        if subjects:
            editions = [audit.c.subject.startswith(f"{one}/", autoescape=True) for one in subjects]
            query = query.where(or_(audit.c.subject.in_(subjects), *editions))
        async with self._database.read() as db:
            rows = (await db.execute(query)).all()
        return tuple(
            Change(
                at=row.at,
                who=row.who,
                place=row.place,
                subject=row.subject,
                what=row.change,
                before=row.before,
                after=row.after,
            )
            for row in rows
        )
