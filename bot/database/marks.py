"""Marks: small numbers that outlive the process, by name.

Functions on a connection; `archive` gives them their transactions.
"""

from sqlalchemy import Connection, select

from bot.database.dialects import insert
from bot.database.tables.archive import counters


def mark(db: Connection, name: str) -> int | None:
    """The number last set under *name*, if one was."""
    return db.scalar(select(counters.c.value).where(counters.c.name == name))


def set_mark(db: Connection, name: str, value: int) -> None:
    """Keep *value* under *name*."""
    first = insert(db, counters).values(name=name, value=value)
    again = {"value": first.excluded.value}
    db.execute(first.on_conflict_do_update(index_elements=[counters.c.name], set_=again))
