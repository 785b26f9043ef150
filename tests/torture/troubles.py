"""Trouble with the database and with the platform: nothing lost, nothing doubled, soon over."""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from structlog.testing import capture_logs

from bot.database.engine import DatabaseUnusable, open_database
from bot.database.ledger import Ledger
from bot.platforms.slack.limits import limits_of
from bot.publishing.delivery import Delivery
from tests.fakes.clock import StoppedClock
from tests.fakes.limited import Sliding
from tests.fakes.platform import FakePlatform, Posted
from tests.fakes.ticker import FakeTicker
from tests.printing import channel, enqueued, stored
from tests.torture.outcome import Outcome, judged

TEXTS = ("one", "two", "three")
HOUR = timedelta(hours=1)

WAYS = {
    "refuse": "every post refused",
    "lose the post": "every post cut off before it was there",
    "lose the reply": "every post's answer lost",
    "dead token": "the token revoked",
}
"""What a platform does, by the step of the fake one."""


async def _filled(database, channels: int) -> None:
    for n in range(channels):
        schedule = await stored(database, name=f"s{n}", channel=channel(f"C{n}"))
        await enqueued(database, schedule, *TEXTS)


def _judged(what: str, platform: FakePlatform, channels: int) -> Outcome:
    wanted = {str(channel(f"C{n}")): TEXTS for n in range(channels)}
    return judged(what, {name: platform.texts_in(name) for name in wanted}, wanted)


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
    found = _judged(f"the disk full under {channels} channels (max_page_count)", platform, channels)
    said = {entry["event"] for entry in logs if entry["log_level"] == "error"}
    return replace(
        found,
        must=f"{found.must}, one clear sentence",
        found=f"{found.found}; “{refused}”{', ' + ', '.join(sorted(said)) if said else ''}",
        passed=found.passed and "disk full" in refused,
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
    found = _judged(f"the file locked by another for {seconds:.0f} s", platform, channels)
    return replace(
        found,
        found=f"{found.found}; {meanwhile} posted while nothing could be written down",
        passed=found.passed and not meanwhile,
    )


async def platform_down(folder: Path, *, channels: int, step: str = "refuse") -> Outcome:
    """Every post meets *step* for an hour of the clock; then all is well again.

    What comes after that is counted as a strict server does, to see what it would refuse.
    """
    url, clock = f"sqlite:///{folder}/down-{step.replace(' ', '-')}.sqlite", StoppedClock()
    platform = FakePlatform(clock, limits=limits_of)
    async with open_database(url) as database:
        await _filled(database, channels)
        delivery = Delivery(database, {"slack": platform}, FakeTicker(), clock)
        platform.sick = {str(channel(f"C{n}")): step for n in range(channels)}
        begun = clock.now()
        while clock.now() - begun < HOUR:
            await delivery.drained()
            clock.advance(seconds=15)
        attempts, back = len(platform.attempts), clock.now()
        platform.sick.clear()
        while clock.now() - back < HOUR and len(platform.posted) < channels * len(TEXTS):
            await delivery.drained()
            clock.advance(seconds=0.25)
        await _drained(delivery, clock, times=2)
        states = {record.state for record in await Ledger(database).editions()}
    found = _judged(f"{WAYS[step]} for an hour, {channels} channels", platform, channels)
    stormy = _too_fast([post for post in platform.posted if post.at >= back])
    took = max(back, *(post.at for post in platform.posted)) - back
    most = 20  # doubling from two seconds to five minutes
    return replace(
        found,
        must=f"0 lost, in order, ≤ {most} attempts a channel, no 429 on return",
        found=f"{found.found}; {attempts / channels:.0f} attempts a channel; on return all was "
        f"there in {took.total_seconds():.0f} s, {stormy} × 429",
        passed=found.passed and states == {"posted"} and attempts <= most * channels and not stormy,
    )


def _too_fast(posts: Iterable[Posted]) -> int:
    """How many a strict server refuses, with a post a second a channel and 240 a minute in all."""
    whole, each = Sliding(240, 60), defaultdict(lambda: Sliding(1, 1))
    refused = 0
    for post in posts:
        at, windows = post.at.timestamp(), (whole, each[post.channel])
        refused += any(window.wait(at) > 0 for window in windows)
        for window in windows:
            window.count(at)
    return refused
