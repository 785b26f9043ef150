"""Trouble with the database and with the platform: nothing lost, nothing doubled, soon over."""

import asyncio
import sqlite3
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

from structlog.testing import capture_logs

from bot.database.engine import DatabaseUnusable, open_database
from bot.database.ledger import Ledger
from bot.publishing.delivery import Delivery
from tests.fakes.clock import StoppedClock
from tests.fakes.platform import FakePlatform
from tests.fakes.ticker import FakeTicker
from tests.printing import channel, enqueued, stored
from tests.torture.outcome import Outcome

TEXTS = ("one", "two", "three")
HOUR = timedelta(hours=1)


async def _filled(database, channels: int) -> None:
    for n in range(channels):
        schedule = await stored(database, name=f"s{n}", channel=channel(f"C{n}"))
        await enqueued(database, schedule, *TEXTS)


def _judged(platform: FakePlatform, channels: int) -> tuple[str, bool]:
    lost = doubled = disordered = 0
    for n in range(channels):
        texts = platform.texts_in(channel(f"C{n}"))
        lost += len(set(TEXTS) - set(texts))
        doubled += len(texts) - len(set(texts))
        disordered += list(dict.fromkeys(texts)) != [t for t in TEXTS if t in texts]
    found = f"{lost} lost, {doubled} doubled, {disordered} out of order"
    return found, not (lost or doubled or disordered)


async def full_disk(folder: Path, *, channels: int) -> Outcome:
    """The database may not grow by a page for a while, and then may again."""
    url, clock = f"sqlite:///{folder}/full.sqlite", StoppedClock()
    platform = FakePlatform(clock)
    async with open_database(url) as database:
        await _filled(database, channels)
        delivery = Delivery(database, {"slack": platform}, FakeTicker(), clock)
        async with database.write() as db:
            pages = (await db.exec_driver_sql("PRAGMA page_count")).scalar()
        await _limit(database, pages)
        with capture_logs() as logs:
            refused = await _refused(database)
            await _drained(delivery, clock, times=3)
        await _limit(database, 2**30)
        await _drained(delivery, clock, times=5)
    found, passed = _judged(platform, channels)
    said = {entry["event"] for entry in logs if entry["log_level"] == "error"}
    return Outcome(
        f"the disk full under {channels} channels (max_page_count)",
        "0 lost, 0 doubled, one clear sentence",
        f"{found}; “{refused}”{', ' + ', '.join(sorted(said)) if said else ''}",
        passed=passed and "disk full" in refused,
    )


async def _limit(database, pages: int) -> None:
    """For both connections that write."""
    async with database.write() as db:
        await db.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    await database.change(lambda db: db.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar())


async def _refused(database) -> str:
    """What is said when there's no room for another schedule."""
    try:
        for n in range(2_000):
            await stored(database, name=f"more{n}", channel=channel(f"D{n}"))
    except DatabaseUnusable as refusal:
        return str(refusal)
    return "it was never full"


async def _drained(delivery: Delivery, clock: StoppedClock, *, times: int) -> None:
    for _ in range(times):
        clock.advance(seconds=130)
        with suppress(DatabaseUnusable):  # as the running dispatcher, which goes on
            await delivery.drained()


async def locked_file(folder: Path, *, channels: int, seconds: float) -> Outcome:
    """Another process keeps the file to itself for a while."""
    path = folder / "locked.sqlite"
    clock = StoppedClock()
    platform = FakePlatform(clock)
    async with open_database(f"sqlite:///{path}") as database:
        await _filled(database, channels)
        delivery = Delivery(database, {"slack": platform}, FakeTicker(), clock)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            draining = asyncio.create_task(_drained(delivery, clock, times=1))
            await asyncio.sleep(seconds)
            meanwhile = len(platform.posted)
            other.execute("ROLLBACK")
            await draining
        await _drained(delivery, clock, times=4)
    found, passed = _judged(platform, channels)
    return Outcome(
        f"the file locked by another for {seconds:.0f} s",
        "0 lost, 0 doubled",
        f"{found}; {meanwhile} posted while nothing could be written down",
        passed=passed and not meanwhile,
    )


async def platform_down(folder: Path, *, channels: int, step: str = "refuse") -> Outcome:
    """Every post is refused for an hour of the clock; then all is well again."""
    url, clock = f"sqlite:///{folder}/down-{step[:6]}.sqlite", StoppedClock()
    platform = FakePlatform(clock)
    async with open_database(url) as database:
        await _filled(database, channels)
        delivery = Delivery(database, {"slack": platform}, FakeTicker(), clock)
        platform.sick = {str(channel(f"C{n}")): step for n in range(channels)}
        begun = clock.now()
        while clock.now() - begun < HOUR:
            await delivery.drained()
            clock.advance(seconds=15)
        attempts = len(platform.attempts)
        platform.sick.clear()
        for _ in range(30):
            await delivery.drained()
            clock.advance(seconds=15)
        states = {record.state for record in await Ledger(database).editions()}
    found, passed = _judged(platform, channels)
    most = 20  # doubling from two seconds to five minutes
    return Outcome(
        f"the platform down for an hour ({step}), {channels} channels",
        f"0 lost, in order, at most {most} attempts a channel",
        f"{found}; {attempts / channels:.0f} attempts a channel",
        passed=passed and states == {"posted"} and attempts <= most * channels,
    )
