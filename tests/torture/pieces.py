"""The pieces of the torture, in the order of their rows in the table."""

import asyncio
import shutil
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from bot.database.engine import migrate
from tests.databases import PostgreSQLDatabases, own_server, start
from tests.fakes.limited import MODELS
from tests.torture import (
    calendars,
    crashes,
    deaths,
    job_store,
    kills,
    rates,
    replicas,
    sharing,
    storage,
    troubles,
    years,
)
from tests.torture.outcome import Outcome

DISPATCHERS = ("embedded", "procrastinate")
DEATHS = 8
"""Of the commits of a day, those at which a process of its own dies."""

LONGEST = 20 * 60
"""Seconds after which a piece is given up."""


@dataclass(frozen=True)
class Piece:
    """What is done in a folder of its own, as belongs to one *part*."""

    part: str
    what: str
    work: Callable[[Path], Outcome]


def pieces() -> Iterator[Piece]:
    yield Piece("crashes", "a crash at every commit and post, SQLite", _crashes_on_sqlite)
    yield Piece("crashes", "a crash at every commit and post, PostgreSQL", _crashes_on_postgresql)
    yield Piece("crashes", "kill -9 at some commits and posts, SQLite", _deaths_on_sqlite)
    yield Piece("crashes", "kill -9 at some commits and posts, PostgreSQL", _deaths_on_postgresql)
    yield _piece("kills", "30 × kill -9, SQLite", kills.killed, schedules=200, kills=30)
    for one in DISPATCHERS:
        yield Piece("replicas", f"3 replicas, 30 × kill -9, {one}", partial(_killed, one))
    for one in DISPATCHERS:
        yield Piece("replicas", f"replicas frozen, {one}", partial(_frozen, one))
    for one in DISPATCHERS:
        yield Piece("replicas", f"PostgreSQL stopped for 30 s, {one}", partial(_stopped, one))
    for some in (0, 100):
        what = f"the disk full after {some} posts (max_page_count)"
        yield _piece("troubles", what, storage.full_disk, channels=200, posted=some)
    yield _piece(
        "troubles", "the disk full (RLIMIT_FSIZE)", kills.starved, schedules=100, seconds=15
    )
    yield _piece("troubles", "the file locked", storage.locked_file, channels=50)
    for step, what in troubles.WAYS.items():
        yield _piece("troubles", what, troubles.platform_down, channels=100, step=step)
    for model in MODELS:
        yield _piece("rates", f"Discord, {model}", partial(_discord, model))
        yield _piece("rates", f"Slack, {model}", partial(_slack, model))
    yield _piece("rates", "a sick channel", rates.sick_channel, channels=1_000)
    yield _piece("rates", "a sick workspace", rates.sick_workspace, channels=2_000)
    yield _piece("rates", "Discord back after an outage", rates.returned, channels=1_000)
    for one in DISPATCHERS:
        yield Piece("rates", f"3 replicas share a rate, {one}", partial(_shared, one))
    yield _piece("job_store", "APScheduler's job store", job_store.compared, posts=600, kills=5)
    yield _piece("years", "a simulated year", years.year, schedules=1_000)
    yield Piece(
        "calendars", "the days around clock changes", lambda _: calendars.around_each_kind()
    )
    yield Piece("calendars", "every day of every zone", lambda _: calendars.every_day())


def _piece(
    part: str, what: str, work: Callable[..., Coroutine[Any, Any, Outcome]], **numbers: Any
) -> Piece:
    return Piece(part, what, lambda folder: _run(work(folder, **numbers)))


def _run(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    return asyncio.run(asyncio.wait_for(work, LONGEST))


@contextmanager
def _databases() -> Iterator[PostgreSQLDatabases]:
    with own_server() as server, closing(PostgreSQLDatabases(server.get_uri())) as databases:
        yield databases


def _crashes_on_sqlite(folder: Path) -> Outcome:
    return crashes.one_by_one("SQLite", _files(folder))


def _files(folder: Path) -> Callable[[], str]:
    """Gives another empty database of SQLite each time."""
    asyncio.run(migrate(f"sqlite:///{folder}/empty.sqlite"))
    numbers = count(1)

    def urls() -> str:
        copy = shutil.copy(folder / "empty.sqlite", folder / f"crash-{next(numbers)}.sqlite")
        return f"sqlite:///{copy}"

    return urls


def _crashes_on_postgresql(_: Path) -> Outcome:
    with _databases() as databases:
        return crashes.one_by_one("PostgreSQL", databases.migrated)


def _deaths_on_sqlite(folder: Path) -> Outcome:
    return deaths.some("SQLite", _files(folder), folder, commits=DEATHS)


def _deaths_on_postgresql(folder: Path) -> Outcome:
    with _databases() as databases:
        return deaths.some("PostgreSQL", databases.migrated, folder, commits=DEATHS)


def _killed(dispatcher: str, _: Path) -> Outcome:
    with _databases() as databases:
        return _run(replicas.killed(databases.migrated(), dispatcher, schedules=200, kills=30))


def _frozen(dispatcher: str, _: Path) -> Outcome:
    with _databases() as databases:
        return _run(replicas.frozen(databases.migrated(), dispatcher, schedules=300, times=3))


def _stopped(dispatcher: str, folder: Path) -> Outcome:
    with own_server() as server:
        with closing(PostgreSQLDatabases(server.get_uri())) as databases:
            url = databases.migrated()
        work = replicas.stopped(
            url,
            dispatcher,
            schedules=200,
            seconds=30,
            logs=folder,
            stop=server.stop,
            start=partial(start, server),
        )
        return _run(work)


async def _discord(model: str, folder: Path) -> Outcome:
    return await rates.paced(folder, rates.discord(model), channels=10_000, parts=1, rate=50)


async def _slack(model: str, folder: Path) -> Outcome:
    return await rates.paced(folder, rates.slack(model), channels=2_000, parts=2, rate=80)


def _shared(dispatcher: str, _: Path) -> Outcome:
    with _databases() as databases:
        url = databases.migrated()
        return _run(sharing.paced(url, dispatcher, "sliding window", channels=1_000))
