"""The database, opened: one writer, readers beside it, and a schema that is up to date."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.database import dialect
from bot.database.migrations import upgrade
from bot.errors import BotError, StateFolderError

READERS = 4

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Database:
    """The open database: one transaction at a time that writes, as many as there are that read.

    `write` and `read` give a connection to await. `change` and `consult` run a function on one in
    a thread of its own: where there are many statements, or rows to make something of, that's
    several times as fast, and the event loop is free meanwhile.
    """

    def __init__(self, at: URL, threads: ThreadPoolExecutor, readers: int) -> None:
        pragmas, looking = dialect.PRAGMAS, dialect.READER_PRAGMAS
        self._writer = _engine(at, pragmas, "BEGIN IMMEDIATE", connections=1)
        self._reader = _engine(at, looking, "BEGIN", connections=readers)
        plain = dialect.without_await(at)
        self._changer = _plain_engine(plain, pragmas, "BEGIN IMMEDIATE", connections=1)
        self._consulted = _plain_engine(plain, looking, "BEGIN", connections=readers)
        self._threads = threads
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection inside a transaction: committed at the end, undone where that isn't reached.

        Writers take turns. Keep it short (at most 200 ms, DESIGN D2) and post nothing within it.
        """
        with _said_plainly():
            async with self._writing, self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees the database as it stands now, and never waits for the writer."""
        with _said_plainly():
            async with self._reader.connect() as connection:
                yield connection

    async def change(
        self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **named: _P.kwargs
    ) -> _T:
        """What *work* gives, run in one transaction; as with `write`, writers take turns."""

        def transact() -> _T:
            with _said_plainly(), self._changer.begin() as connection:
                return work(connection, *args, **named)

        async with self._writing:
            return await self._in_thread(transact)

    async def consult(
        self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **named: _P.kwargs
    ) -> _T:
        """What *work* gives, run on the database as it stands now; it never waits for a writer."""

        def look() -> _T:
            with _said_plainly(), self._consulted.connect() as connection:
                return work(connection, *args, **named)

        return await self._in_thread(look)

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        """Run *work* to its end, even where nobody waits for it any more: no turn ends half-way."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait([running])
            raise

    async def close(self) -> None:
        """Close all connections."""
        await self._reader.dispose()
        await self._writer.dispose()
        self._consulted.dispose()
        self._changer.dispose()


class DatabaseUnusable(BotError):
    """The database can't be used just now: the disk is full, the file locked or gone."""


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Turn what SQLite complains of into one sentence for whoever runs the bot."""
    try:
        yield
    except OperationalError as trouble:
        raise DatabaseUnusable(
            f"the database can't be used just now ({trouble.orig}): is the disk full, the file "
            "locked by another program, or the state folder gone?"
        ) from trouble


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
    with ThreadPoolExecutor(readers + 1, thread_name_prefix="database") as threads:
        database = Database(dialect.address(url), threads, readers)
        try:
            yield database
        finally:
            await database.close()


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
    engine = create_async_engine(at, pool_size=connections, max_overflow=0, json_serializer=_json)
    dialect.prepare(engine.sync_engine, pragmas)
    dialect.begin_as(engine.sync_engine, begin)
    return engine


def _plain_engine(at: URL, pragmas: Sequence[str], begin: str, *, connections: int) -> Engine:
    engine = create_engine(at, pool_size=connections, max_overflow=0, json_serializer=_json)
    dialect.prepare(engine, pragmas)
    dialect.begin_as(engine, begin)
    return engine


_json: Any = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
