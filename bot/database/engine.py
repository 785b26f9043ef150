"""The database, opened: one writer, readers beside it, and a schema that is up to date."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import (
    URL,
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    cast,
    create_engine,
    type_coerce,
)
from sqlalchemy.exc import DatabaseError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.database.dialects import Dialect, Purpose, address
from bot.database.migrations import upgrade
from bot.database.tables.columns import UtcDateTime
from bot.errors import BotError, StateFolderError

READERS = 4

BESIDE = 4
"""Connections for writes that need no turn, where the database can do that."""

COMPLAINTS = (OperationalError, InterfaceError, InternalError)

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Database:
    """The open database: one transaction at a time that writes, as many as there are that read.

    `write` and `read` give a connection to await. `settle`, `change` and `consult` run a function
    on one in a thread of its own: where there are many statements, or rows to make something of,
    that's several times as fast, and the event loop is free meanwhile.
    """

    def __init__(
        self,
        dialect: Dialect,
        at: URL,
        threads: ThreadPoolExecutor,
        readers: int,
        *,
        own_time: bool,
    ) -> None:
        self._dialect = dialect
        self._own_time = own_time
        self._complaints: tuple[type[Exception], ...] = (*COMPLAINTS, *dialect.complaints)
        plain = dialect.without_await(at)
        self._writer = _engine(dialect, at, Purpose.WRITER, connections=1)
        self._reader = _engine(dialect, at, Purpose.READER, connections=readers)
        self._changer = _plain_engine(dialect, plain, Purpose.CHANGER, connections=1)
        self._settler = _plain_engine(dialect, plain, Purpose.WRITER, connections=1)
        self._beside = (
            _plain_engine(dialect, plain, Purpose.FENCED, connections=BESIDE)
            if dialect.shared
            else None
        )
        self._consulted = _plain_engine(dialect, plain, Purpose.READER, connections=readers)
        self._threads = threads
        self._writing = asyncio.Lock()
        self._changing = asyncio.Lock() if dialect.shared else self._writing

    @property
    def shared(self) -> bool:
        """Whether other running bots may work on it too; else a lock keeps them out (D2, D3)."""
        return self._dialect.shared

    def moved(
        self, then: ColumnElement[datetime], now: ColumnElement[datetime]
    ) -> ColumnElement[datetime]:
        """*then* by the clock that leases go by: as far from its present as from *now* by ours.

        That's the database's own where several processes could differ, else the caller's.
        """
        own = self._dialect.instant() if self._own_time else None
        if own is None:
            return then
        ahead = cast(then, BigInteger) - cast(now, BigInteger)
        return type_coerce(own + ahead, UtcDateTime)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection inside a transaction: committed at the end, undone where that isn't reached.

        Writers take turns. Keep it short (at most 200 ms, DESIGN D2) and post nothing within it.
        """
        with self._said_plainly():
            async with self._writing, self._writer.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees the database as it stands now, and never waits for the writer."""
        with self._said_plainly():
            async with self._reader.connect() as connection:
                yield connection

    async def change(
        self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **named: _P.kwargs
    ) -> _T:
        """What *work* makes of the archive, in one transaction; as with `write`, in turns."""
        async with self._changing:
            return await self._transact(self._changer, lambda db: work(db, *args, **named))

    async def settle(
        self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **named: _P.kwargs
    ) -> _T:
        """What *work* makes of schedules and editions, in one transaction, in a turn of `write`."""
        async with self._writing:
            return await self._transact(self._settler, lambda db: work(db, *args, **named))

    async def fenced(
        self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **named: _P.kwargs
    ) -> _T:
        """As `change`, for rows that a fence or a lock of their own protects.

        Where the database can, it waits for no turn: others write beside it.
        """
        if self._beside is None:
            return await self.change(work, *args, **named)
        return await self._transact(self._beside, lambda db: work(db, *args, **named))

    async def consult(
        self, work: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **named: _P.kwargs
    ) -> _T:
        """What *work* gives, run on the database as it stands now; it never waits for a writer."""

        def look() -> _T:
            with self._said_plainly(), self._consulted.connect() as connection:
                return work(connection, *args, **named)

        return await self._in_thread(look)

    async def _transact(self, engine: Engine, work: Callable[[Connection], _T]) -> _T:
        def transact() -> _T:
            with self._said_plainly(), engine.begin() as connection:
                return work(connection)

        return await self._in_thread(transact)

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        """Run *work* to its end, even where nobody waits for it any more: no turn ends half-way."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait([running])
            raise

    @contextmanager
    def _said_plainly(self) -> Iterator[None]:
        """Turn what the driver complains of into one sentence for whoever runs the bot."""
        try:
            yield
        except self._complaints as trouble:
            raise DatabaseUnusable(self._dialect.sentence(trouble)) from trouble
        except NoConnectionFree as trouble:  # no connection is free: all of them wait for something
            raise DatabaseUnusable(f"the database answers too slowly ({trouble})") from trouble

    async def close(self) -> None:
        """Close all connections."""
        await self._reader.dispose()
        await self._writer.dispose()
        for engine in filter(None, (self._consulted, self._beside, self._settler, self._changer)):
            engine.dispose()


class DatabaseUnusable(BotError):
    """The database can't be used just now: the disk is full, the file locked, the server gone."""


@asynccontextmanager
async def open_database(
    url: str,
    *,
    readers: int = READERS,
    create: bool = True,
    older: bool = True,
    own_time: bool = True,
) -> AsyncIterator[Database]:
    """The database at *url* (`sqlite:////PATH`, `postgresql://…`), its schema brought up to date.

    With *create* false, a database that isn't there stays so; with *older* false, one that an older
    Broadsheet made. Raises StateFolderError where it isn't there, can't be used or was written by a
    newer Broadsheet, OlderSchema where by an older one; then nothing is changed. Without *own_time*
    leases go by the caller's clock, as where time is simulated.
    """
    dialect, at = address(url)
    await migrate(url, create=create, older=older)
    with ThreadPoolExecutor(readers + 2 + BESIDE, thread_name_prefix="database") as threads:
        database = Database(dialect, at, threads, readers, own_time=own_time)
        try:
            yield database
        finally:
            await database.close()


def is_shared(url: str) -> bool:
    """Whether several running bots may work on the database at *url*; raises UsageError."""
    dialect, _ = address(url)
    return dialect.shared


def file_of(url: str) -> Path | None:
    """Where the database at *url* lies, if that's a file; raises UsageError."""
    dialect, at = address(url)
    return None if dialect.shared else Path(at.database or "")


async def migrate(url: str, *, create: bool = True, older: bool = True) -> None:
    """Bring the schema of the database at *url* up to date; raises as `open_database` does."""
    dialect, at = address(url)
    dialect.find(at, create=create)
    engine = _engine(dialect, at, Purpose.MIGRATION, connections=1)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade, dialect.called(at), create=create, older=older)
    except DatabaseError as problem:
        raise StateFolderError(dialect.refusal(at, problem)) from problem
    finally:
        await engine.dispose()


@contextmanager
def connected(url: str, purpose: Purpose) -> Iterator[Connection]:
    """One connection to the database at *url*, in one transaction, undone where it raises."""
    dialect, at = address(url)
    engine = _plain_engine(dialect, dialect.without_await(at), purpose, connections=1)
    try:
        with engine.begin() as connection:
            yield connection
    except (OperationalError, InterfaceError) as trouble:
        raise DatabaseUnusable(dialect.sentence(trouble)) from trouble
    finally:
        engine.dispose()


def _engine(dialect: Dialect, at: URL, purpose: Purpose, *, connections: int) -> AsyncEngine:
    engine = create_async_engine(at, **_options(dialect, purpose, connections))
    dialect.prepare(engine.sync_engine, purpose)
    return engine


def _plain_engine(dialect: Dialect, at: URL, purpose: Purpose, *, connections: int) -> Engine:
    engine = create_engine(at, **_options(dialect, purpose, connections))
    dialect.prepare(engine, purpose)
    return engine


def _options(dialect: Dialect, purpose: Purpose, connections: int) -> dict[str, Any]:
    own = {"pool_size": connections, "max_overflow": 0, "json_serializer": _json}
    return {**own, **dialect.options(purpose)}


_json: Any = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
