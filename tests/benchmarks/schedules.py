"""What a hundred thousand schedules cost: the start, and a tick of the clock.

`python -m tests.benchmarks schedules [SCHEDULES]` puts them into a database, starts anew, and says
how long it takes until the bot knows when to wake up; then what a tick takes with nothing due, and
with seventy due, besides assembling them.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.database.definitions import definition
from bot.database.engine import Database, open_database
from bot.database.ledger import Ledger
from bot.database.schedules import Schedules
from bot.database.tables.publishing import schedules as table
from bot.log import start_log
from bot.publishing.press import Press
from bot.settings.shape import LogLevel
from digests.schedule.channel import Channel
from digests.schedule.grammar import parse_rhythm
from digests.schedule.occurrences import next_occurrence
from digests.schedule.schedule import Schedule
from tests.benchmarks import machine
from tests.fakes.clock import StoppedClock
from tests.fakes.newsroom import FakeNewsroom
from tests.fakes.ticker import FakeTicker

SCHEDULES = 100_000
TICKS = 50

START = datetime(2026, 11, 20, 0, 0, 30, tzinfo=UTC)
ZONES = ("Europe/London", "America/New_York", "Asia/Hong_Kong", "Asia/Kolkata", "UTC")


def made(number: int, *, minutes: int = 1_440) -> Schedule:
    """One of many: each minute of the day has its seventy."""
    at = number % minutes
    return Schedule(
        id=f"id{number:06}",
        name=f"schedule-{number}",
        channel=Channel(platform="slack", workspace=f"T{number % 500}", id=f"C{number}"),
        rhythm=parse_rhythm(f"day at {at // 60:02}:{at % 60:02}"),
        zone=ZoneInfo(ZONES[number % len(ZONES)]),
    )


def row(schedule: Schedule, now: datetime) -> dict:
    """*schedule* as the table has it, made a day before *now*."""
    first = next_occurrence(schedule.rhythm, schedule.zone, after=now)
    return {
        "id": schedule.id,
        "name": schedule.name,
        "place": schedule.channel.workspace,
        "from_file": False,
        "created_at": now - timedelta(days=1),
        "next_run_at": first and first.due,
        "birth": False,
        "window_after": None,
        "window_since": now - timedelta(days=1),
        "extras": 0,
        "failures": 0,
        "definition": definition(schedule),
    }


async def fill(database: Database, schedules: list[Schedule], now: datetime) -> None:
    for start in range(0, len(schedules), 5_000):
        some = [row(schedule, now) for schedule in schedules[start : start + 5_000]]
        async with database.write() as db:
            await db.execute(insert(table), some)


async def timed(work) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def measure(folder: Path, count: int) -> None:
    url = f"sqlite:///{folder}/many.sqlite"
    async with open_database(url) as database:
        await fill(database, [made(n) for n in range(count)], START)
        await Schedules(database).synchronise((), now=START)  # a start before this one
    clock, ticker = StoppedClock(START), FakeTicker()
    began = time.perf_counter()
    async with open_database(url) as database:
        press = Press(database, FakeNewsroom(), {}, (), ticker, clock)
        await Schedules(database).synchronise((), now=clock.now())
        await press.arm()
        print(f"ready after {time.perf_counter() - began:.2f} s with {count:,} schedules")
        idle = [await timed(press.issue_due()) for _ in range(TICKS)]
        print(f"a tick with nothing due: {1e3 * median(idle):.2f} ms")
        await busy(Ledger(database), press, clock)


async def busy(ledger: Ledger, press: Press, clock: StoppedClock) -> None:
    """Ticks a minute apart, each with its schedules due."""
    took, used, issued = [], [], 0
    for _ in range(TICKS):
        clock.advance(minutes=1)
        before = time.process_time()
        began = time.perf_counter()
        issued += len(await ledger.issue(now=clock.now(), through=0))
        await press.arm()
        took.append(time.perf_counter() - began)
        used.append(time.process_time() - before)
    print(
        f"a tick with {issued / TICKS:.0f} due: {1e3 * median(took):.1f} ms, "
        f"{1e3 * median(used):.1f} ms of processor time"
    )


def main() -> None:
    start_log(level=LogLevel.ERROR, as_json=False, secrets=())
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SCHEDULES
    print(machine.summary())
    with TemporaryDirectory() as name:
        asyncio.run(measure(Path(name), count))
