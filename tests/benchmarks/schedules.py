"""What a hundred thousand schedules cost: the start, and a tick of the clock.

`python -m tests.benchmarks schedules [SCHEDULES]` starts the bot as `broadsheet run` does, without
a schedule and with so many, and says how long it takes until it would answer what is typed: by then
it's armed for what is due next. Then what following new rules of all zones takes beside it, a tick
with nothing due, and one with seventy due, besides assembling them.
"""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rich.console import Console as Screen
from sqlalchemy import insert

from bot.app import opened, serving
from bot.database.definitions import definition
from bot.database.engine import Database, open_database
from bot.database.ledger import Ledger
from bot.database.tables.publishing import schedules as table
from bot.log import start_log
from bot.publishing.press import Press
from bot.settings import Settings
from bot.settings.shape import LogLevel
from digests.schedule.channel import Channel
from digests.schedule.grammar import parse_rhythm
from digests.schedule.occurrences import next_occurrence
from digests.schedule.schedule import Schedule
from tests.benchmarks import machine
from tests.benchmarks.imports import settings_in
from tests.fakes.clock import StoppedClock
from tests.fakes.newsroom import FakeNewsroom
from tests.fakes.ticker import FakeTicker

SCHEDULES = 100_000
TICKS = 50

START = datetime(2026, 11, 20, 0, 0, 30, tzinfo=UTC)
ZONES = ("Europe/London", "America/New_York", "Asia/Hong_Kong", "Asia/Kolkata", "UTC")


def made(number: int, *, days: str = "day") -> Schedule:
    """One of many: each minute of the *days* has its seventy."""
    at = number % 1_440
    return Schedule(
        id=f"id{number:06}",
        name=f"schedule-{number}",
        channel=Channel(platform="slack", workspace=f"T{number % 500}", id=f"C{number}"),
        rhythm=parse_rhythm(f"{days} at {at // 60:02}:{at % 60:02}"),
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


async def started(settings: Settings) -> tuple[float, float]:
    """Seconds until a bot would answer what is typed, and until it has ended again."""
    began, ready = time.perf_counter(), list[float]()

    async def typed() -> AsyncGenerator[str]:
        ready.append(time.perf_counter() - began)
        for line in ():
            yield line

    async with (
        opened(settings, create=True, assembles=True) as broadsheet,
        serving(broadsheet, Screen(file=StringIO(), width=80)) as running,
    ):
        await running.run(typed(), stop=asyncio.Event())
    return ready[0], time.perf_counter() - began


async def start(folder: Path, count: int) -> None:
    settings = settings_in(folder)
    await started(settings)
    none, _ = await started(settings)
    now = datetime.now(UTC)
    days = f"{now + timedelta(days=3):%A}".lower()  # so that nothing is due meanwhile
    async with open_database(settings.database_url.reveal()) as database:
        await fill(database, [made(n, days=days) for n in range(count)], now)
    with_new_rules, whole = await started(settings)
    ready, ended = await started(settings)
    print(
        f"ready after {ready:.2f} s with {count:,} schedules, after {none:.2f} s without; where "
        f"all zones have new rules after {with_new_rules:.2f} s, which takes {whole - ended:.1f} s "
        "beside what is due"
    )


async def ticks(folder: Path, count: int) -> None:
    clock, ticker = StoppedClock(START), FakeTicker()
    async with open_database(f"sqlite:///{folder}/many.sqlite") as database:
        await fill(database, [made(n) for n in range(count)], START)
        press = Press(database, FakeNewsroom(), {}, (), ticker, clock)
        await press.arm()
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
        asyncio.run(start(Path(name), count))
        asyncio.run(ticks(Path(name), count))
