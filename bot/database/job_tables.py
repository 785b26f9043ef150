"""Procrastinate's tables: made, brought up to date by its own migrations, or left to others."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import StateFolderError

if TYPE_CHECKING:
    from psycopg import AsyncConnection

LOCK = 0x62726F6164_03

THERE = """
SELECT to_regclass('procrastinate_jobs'), obj_description(to_regclass('procrastinate_jobs'))
"""


async def bring_up_to_date(url: str) -> None:
    """What Procrastinate needs in the database at *url* (libpq's) is there.

    It keeps no record of its migrations, so a comment on its table has the last one. Raises
    StateFolderError where there's none that is known: then the tables are another program's, or a
    newer version's, and nothing is changed.
    """
    import psycopg

    done = False
    while not done:
        async with await psycopg.AsyncConnection.connect(url) as db:  # each step commits by itself
            await db.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            done = await _step(db)


async def _step(db: "AsyncConnection") -> bool:
    """Make the tables, or take the first migration that's lacking; whether none is any more."""
    from procrastinate.schema import SchemaManager

    migrations = _migrations()
    names = [path.stem for path in migrations]
    table, noted = await (await db.execute(THERE)).fetchone() or (None, None)
    if table is None:
        await db.execute(SchemaManager.get_schema())
        await _note(db, names[-1])
        return True
    if noted not in names:
        raise StateFolderError(
            "the tables of Procrastinate in the database were made by a newer version of it or by "
            f"another program ({noted or 'no version is noted'}): write dispatcher: embedded, or "
            "name a database of Broadsheet's own in BROADSHEET_DATABASE; nothing was changed"
        )
    lacking = migrations[names.index(noted) + 1 :]
    if lacking:
        await db.execute(lacking[0].read_bytes())
        await _note(db, lacking[0].stem)
    return not lacking


def _migrations() -> list[Path]:
    """All that the installed version brings, in their order."""
    from procrastinate.schema import SchemaManager

    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


async def _note(db: "AsyncConnection", migration: str) -> None:
    from psycopg import sql

    comment = sql.SQL("COMMENT ON TABLE procrastinate_jobs IS {}").format(sql.Literal(migration))
    await db.execute(comment)
