"""Trouble with the file of the database: no room for a page more, or another keeps it to itself."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from structlog.testing import capture_logs

from bot.database.engine import Database, DatabaseUnusable, open_database
from bot.database.parts import State
from bot.database.tables.publishing import parts
from bot.publishing.delivery import Delivery
from tests.fakes.clock import StoppedClock
from tests.fakes.platform import FakePlatform
from tests.fakes.ticker import FakeTicker
from tests.torture.log import GRAVE
from tests.torture.outcome import Outcome
from tests.torture.troubles import TEXTS, filled, verdict

PATIENCE = 1
"""Seconds that the database waits for its file here; a bot waits for sixty."""

PLENTY = 2**30

TRIES = 3
"""How often work is tried while it can't be done."""

BALLAST = "INSERT INTO ballast VALUES (zeroblob(20000))"
LADEN = (
    "CREATE TABLE ballast (filling BLOB)",
    f"CREATE TRIGGER heavier AFTER UPDATE ON parts BEGIN {BALLAST}; END",
)
"""Whatever becomes of a part takes some pages more; a plain update finds room in its own."""
UNLADEN = ("DROP TRIGGER heavier", "DROP TABLE ballast")


class Bot:
    """A running delivery on a clock of ours."""

    def __init__(self, database: Database, channels: int) -> None:
        self.clock = StoppedClock()
        self.platform = FakePlatform(self.clock)
        self.wanted = channels * len(TEXTS)
        self._delivery = Delivery(database, {"slack": self.platform}, FakeTicker(), self.clock)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        async with self._delivery:
            yield

    async def tries(self) -> None:
        """Its own turn and one of ours, later than any lease."""
        self.clock.advance(seconds=130)
        await self._delivery.stir()
        for _ in range(2):  # whoever's turn is first
            with suppress(DatabaseUnusable):
                await self._delivery.drained()

    async def tries_until(self, there: Callable[[], object]) -> None:
        """Not for ever: what isn't *there* then is for the verdict."""
        for _ in range(20):
            if there():
                return
            await self.tries()

    @property
    def posted(self) -> int:
        return len(self.platform.posted)


async def full_disk(folder: Path, *, channels: int, posted: int = 0) -> Outcome:
    """The database may not grow by a page, whoever writes, from the time when so many are *posted*.

    After some tries it may again.
    """
    async with open_database(f"sqlite:///{folder}/full-{posted}.sqlite") as database:
        await filled(database, channels)
        bot = Bot(database, channels)
        async with AsyncExitStack() as stack:
            filling: list[asyncio.Future[int]] = []

            async def fill() -> None:
                if bot.posted >= posted and not filling:
                    full = stack.enter_async_context(_full(database))
                    filling.append(asyncio.ensure_future(full))
                await asyncio.gather(*filling)

            await fill()
            bot.platform.before_post = fill
            with capture_logs() as logs:
                async with bot.at_work():
                    await bot.tries_until(lambda: filling)
                    for _ in range(TRIES):
                        await bot.tries()
                    early, unwritten = bot.posted, await _unwritten(database, bot)
                    (refused,) = await asyncio.gather(*filling)
                    await stack.aclose()
                    await bot.tries_until(lambda: bot.posted >= bot.wanted)
                    await bot.tries()
    said = _grave(logs)
    when = f"after {posted} posts" if posted else "from the first"
    found = verdict(f"the disk full {when}, {channels} channels", bot.platform, channels)
    least, most = (posted, bot.wanted - 1) if posted else (0, 0)
    return replace(
        found,
        must=f"{found.must}, nothing posted that isn't written down, one clear log line, recovers",
        found=f"{found.found}; {refused} of 3 writers refused; {early} posted by then, {unwritten} "
        f"of them not written down; {_quoted(said)}",
        passed=found.passed
        and (refused, unwritten, len(said)) == (3, 0, 1)
        and least <= early <= most
        and "disk full" in said[0]["reason"],
    )


async def _unwritten(database: Database, bot: Bot) -> int:
    """How many posts were made of which the database doesn't know that they were begun."""
    there = {message.send_key for message in bot.platform.posted}
    async with database.read() as db:
        rows = (await db.execute(select(parts.c.send_key, parts.c.state))).all()
    return sum(row.send_key in there and row.state == State.PENDING for row in rows)


@asynccontextmanager
async def _full(database: Database) -> AsyncIterator[int]:
    """No page more while it lasts; gives how many of the three writers are refused."""
    await database.change(_run, LADEN)
    await _limit(database, 1)
    refused = 0
    for writer in (database.change, database.settle, _writer(database)):
        refused += await _is_refused(writer)
    try:
        yield refused
    finally:
        await _limit(database, PLENTY)
        await database.change(_run, UNLADEN)


async def _is_refused(writer: Callable[..., Any]) -> bool:
    """Whether so much can't be written; free pages of the file are used up first."""
    for _ in range(1_000):
        try:
            await writer(_run, [BALLAST])
        except DatabaseUnusable as refusal:
            return "disk full" in str(refusal)
    return False


def _writer(database: Database) -> Callable[..., Any]:
    async def write(work: Callable[..., Any], *args: object) -> None:
        async with database.write() as db:
            await db.run_sync(work, *args)

    return write


async def _limit(database: Database, pages: int) -> None:
    """For each of the three connections that write."""
    for writer in (database.change, database.settle, _writer(database)):
        await writer(_run, [f"PRAGMA max_page_count={pages}"])


def _run(db: Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        db.exec_driver_sql(statement)


async def locked_file(folder: Path, *, channels: int) -> Outcome:
    """Another process keeps the file to itself, for longer than anybody waits for it."""
    path = folder / "locked.sqlite"
    async with open_database(f"sqlite:///{path}?timeout={PATIENCE}") as database:
        await filled(database, channels)
        bot = Bot(database, channels)
        with closing(sqlite3.connect(path, isolation_level=None)) as other, capture_logs() as logs:
            async with bot.at_work():
                other.execute("BEGIN IMMEDIATE")
                for _ in range(TRIES):
                    await bot.tries()
                meanwhile = bot.posted
                other.execute("ROLLBACK")
                await bot.tries_until(lambda: bot.posted >= bot.wanted)
                await bot.tries()
    said = _grave(logs)
    what = f"the file locked by another, {TRIES} × longer than the {PATIENCE} s it's waited for"
    found = verdict(what, bot.platform, channels)
    return replace(
        found,
        must=f"{found.must}, one clear log line, recovers by itself",
        found=f"{found.found}; {meanwhile} posted while nothing could be written down; "
        f"{_quoted(said)}",
        passed=found.passed
        and not meanwhile
        and len(said) == 1
        and "locked by another" in said[0]["reason"],
    )


def _grave(logs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [entry for entry in logs if entry["log_level"] in GRAVE]


def _quoted(said: Sequence[Mapping[str, Any]]) -> str:
    first = f"“{said[0]['reason']}”" if said else "nothing was said"
    return f"{len(said)} × {first}"
