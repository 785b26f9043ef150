"""The database, opened: one writer, readers beside it, and a schema that is up to date."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.database import dialect
from bot.database.migrations import upgrade
from bot.errors import StateFolderError

READERS = 4


class Database:
    """The open database: `write` for one transaction at a time, `read` for as many as there are."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection inside a transaction: committed at the end, undone where that isn't reached.

        Writers take turns. Keep it short (at most 200 ms, DESIGN D2) and post nothing within it.
        """
        async with self._writing, self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees the database as it stands now, and never waits for the writer."""
        async with self._reader.connect() as connection:
            yield connection


@asynccontextmanager
async def open_database(
    url: str, *, readers: int = READERS, create: bool = True
) -> AsyncIterator[Database]:
    """The database at *url* (`sqlite:////PATH`), its schema brought up to date.

    With *create* false, a database that isn't there stays so. Raises StateFolderError where it
    isn't there, can't be written or was written by a newer Broadsheet; then nothing is changed.
    """
    dialect.check_search()
    await migrate(url, create=create)
    at = dialect.address(url)
    writer = _engine(at, dialect.PRAGMAS, "BEGIN IMMEDIATE", connections=1)
    reader = _engine(at, dialect.READER_PRAGMAS, "BEGIN", connections=readers)
    try:
        yield Database(writer, reader)
    finally:
        await reader.dispose()
        await writer.dispose()


async def migrate(url: str, *, create: bool = True) -> None:
    """Bring the schema of the database at *url* up to date; raises as `open_database` does."""
    at = dialect.address(url)
    path = Path(at.database or "")
    _find(path, create=create)
    engine = _engine(at, dialect.MIGRATION_PRAGMAS, "BEGIN IMMEDIATE", connections=1)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    except DatabaseError as problem:
        raise StateFolderError(f"{path} can't be used as a database: {problem.orig}") from problem
    finally:
        await engine.dispose()


def _find(path: Path, *, create: bool) -> None:
    """Make the folder for a database, or raise StateFolderError where there's to be one."""
    if not create and not path.exists():
        raise StateFolderError(
            f"there's no database in {path.parent}: nothing was collected there yet, "
            "or BROADSHEET_STATE names another folder than `run` uses"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StateFolderError(f"{path.parent} can't be made: {problem.strerror}") from problem


def _engine(at: URL, pragmas: Sequence[str], begin: str, *, connections: int) -> AsyncEngine:
    engine = create_async_engine(
        at,
        pool_size=connections,
        max_overflow=0,
        json_serializer=_json,
        json_deserializer=json.loads,
    )
    dialect.prepare(engine.sync_engine, pragmas)
    dialect.begin_as(engine.sync_engine, begin)
    return engine


_json: Any = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
