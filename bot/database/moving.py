"""Moving an installation from one database into another, all of it or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from bot.database.dialects import Purpose, dialect_of
from bot.database.engine import connected
from bot.database.indexing import indexed
from bot.database.rows import article_of, chunks
from bot.database.tables import metadata
from bot.database.tables.archive import articles
from bot.database.tables.publishing import audit, parts
from bot.database.tables.replicas import leases
from bot.errors import BotError, StateFolderError

AT_ONCE = 1_000
"""Rows read and written at a time."""

INDEXED_AT_ONCE = 200

LEFT_BEHIND = (leases,)
"""What belongs to processes, which don't move."""

NUMBERED = (parts, audit)
"""Tables whose rows the database itself numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A table by name, with the rows that it had in the old database and has in the new one."""

    table: str
    before: int
    after: int


class NotMoved(BotError):
    """Something was lost on the way, so that nothing was moved."""


def move(source: str, target: str, progress: Callable[[str], None]) -> Sequence[Moved]:
    """Copy all that the database at *source* holds to the one at *target*, in one transaction.

    Both have the newest schema; nobody can write to either meanwhile. *progress* is told the name
    of each table. Raises StateFolderError where *target* holds anything, NotMoved where it can't
    take what *source* holds; then it's left as it was. *source* always is.
    """
    with connected(source, Purpose.MOVER) as old, connected(target, Purpose.MIGRATION) as new:
        for one in (old, new):
            dialect_of(one).lock(one, list(_tables()))
        _check_empty(new)
        moved = []
        for table in _tables():
            progress(table.name)
            with _worded(table):
                _copy(old, new, table)
            moved.append(_counted(old, new, table))
        _index(new)
        _number(new)
        if lost := [one.table for one in moved if one.before != one.after]:
            raise NotMoved(f"not every row of {', '.join(lost)} arrived; nothing was moved")
    return moved


def _tables() -> Iterator[Table]:
    """All tables, those first that others refer to."""
    return (table for table in metadata.sorted_tables if table not in LEFT_BEHIND)


def _check_empty(new: Connection) -> None:
    there = [table.name for table in _tables() if _count(new, table)]
    if there:
        raise StateFolderError(
            f"the database to move to isn't empty ({', '.join(there)}): name another one in --to, "
            "or drop that one first; nothing was moved"
        )


def _copy(old: Connection, new: Connection, table: Table) -> None:
    with old.execution_options(yield_per=AT_ONCE).execute(select(table)) as rows:
        for some in rows.mappings().partitions(AT_ONCE):
            new.execute(table.insert(), [dict(row) for row in some])


def _counted(old: Connection, new: Connection, table: Table) -> Moved:
    return Moved(table=table.name, before=_count(old, table), after=_count(new, table))


def _count(db: Connection, table: Table) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


def _index(new: Connection) -> None:
    """Make the indexes of words, which no two databases hold alike; words are counted already."""
    live = select(articles.c.seq).where(articles.c.withdrawn.is_(False)).order_by(articles.c.seq)
    for some in chunks(new.scalars(live).all(), INDEXED_AT_ONCE):
        rows = new.execute(select(articles).where(articles.c.seq.in_(some))).mappings()
        dialect_of(new).index(new, [indexed(row["seq"], article_of(row)) for row in rows])


def _number(new: Connection) -> None:
    """Let numbering go on where it ended; SQLite does so by itself."""
    if new.dialect.name != "postgresql":
        return
    for table in NUMBERED:
        last = new.scalar(select(func.max(table.c.number)))
        if last is not None:
            set_to: Mapping[str, object] = {"table": table.name, "last": last}
            new.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, 'number'), :last)"), set_to
            )


@contextmanager
def _worded(table: Table) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, ValueError) as problem:
        reason = " ".join(str(getattr(problem, "orig", problem)).split())
        raise NotMoved(
            f"the new database doesn't take the rows of {table.name} ({reason}); nothing was moved"
        ) from problem
