"""Ten thousand channels at nine o'clock, and one digest from a large archive.

`python -m tests.benchmarks editions [CHANNELS]` has as many schedules due in one minute, and says
how long it takes until all their editions are in the outbox, and what memory that took.
`python -m tests.benchmarks editions one [ARTICLES …]` assembles one edition from archives of these
sizes (10,000 and 1,000,000).
"""

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bot.database.archive import Archive
from bot.database.engine import Database, open_database
from bot.database.ledger import Ledger
from bot.database.schedules import Schedules
from bot.log import start_log
from bot.newsroom import Newsroom
from bot.platforms.discord.render import render
from bot.publishing.press import Press
from bot.settings.shape import LogLevel
from digests.schedule.channel import Channel
from digests.schedule.grammar import parse_rhythm
from digests.schedule.schedule import Schedule
from digests.topics import Topic
from tests.benchmarks import archives, machine
from tests.benchmarks.schedules import fill as fill_schedules
from tests.fakes.clock import StoppedClock
from tests.fakes.ticker import FakeTicker
from tests.fakes.window import WindowInProcess

CHANNELS = 10_000
ARTICLES = 10_000
SIZES = (10_000, 1_000_000)
TURNS = 30
START = datetime(2026, 11, 20, 8, 59, 30, tzinfo=UTC)
TOPICS = tuple(Topic(name=name) for name in archives.TOPICS)
WISHES = ((), ("Funding", "Policy"), ("Science",), ("Sport", "Weather", "Funding"))
"""What schedules ask for: many ask for the same."""


def made(number: int) -> Schedule:
    """A schedule of nine o'clock in London."""
    return Schedule(
        id=f"id{number:06}",
        name=f"schedule-{number}",
        title="Morning brief",
        channel=Channel(platform="slack", workspace=f"T{number % 500}", id=f"C{number}"),
        rhythm=parse_rhythm("day at 09:00"),
        zone=ZoneInfo("Europe/London"),
        topics=WISHES[number % len(WISHES)],
    )


def press_on(database: Database, clock: StoppedClock) -> Press:
    newsroom = Newsroom(Archive(database, clock), WindowInProcess(TOPICS), clock)
    return Press(database, newsroom, {"slack": render}, TOPICS, FakeTicker(), clock)


async def all_at_nine(folder: Path, channels: int) -> None:
    url, clock = f"sqlite:///{folder}/many.sqlite", StoppedClock(START)
    async with open_database(url) as database:
        await archives.fill(database, ARTICLES, end=START)
        await fill_schedules(database, [made(n) for n in range(channels)], START)
    async with open_database(url) as database:
        press = press_on(database, clock)
        clock.advance(minutes=1)
        began, before = time.perf_counter(), time.process_time()
        await press.issue_due()
        took, used = time.perf_counter() - began, time.process_time() - before
        megabytes = sum(use.megabytes for use in machine.use().values())
        states = [record.state for record in await Ledger(database).editions()]
    if states != ["enqueued"] * channels:
        raise AssertionError(f"{states.count('enqueued')} of {channels} are in the outbox")
    print(
        f"{channels:,} editions in the outbox after {took:.1f} s, {used:.1f} s of it processor "
        f"time, with {megabytes:.0f} MB"
    )


async def one_from(folder: Path, count: int) -> tuple[float, float]:
    """Milliseconds that it takes to assemble one edition of a day from *count* articles.

    And how many of them are processor time.
    """
    url, clock = f"sqlite:///{folder}/of{count}.sqlite", StoppedClock(START)
    async with open_database(url) as database:
        await archives.fill(database, count, end=START)
        press = press_on(database, clock)
        schedule = await Schedules(database).add(made(0), who="a benchmark", now=START)
        await press.preview(schedule)
        took, used = list[float](), list[float]()
        for _ in range(TURNS):
            began, before = time.perf_counter(), time.process_time()
            await press.preview(schedule)
            took.append(time.perf_counter() - began)
            used.append(time.process_time() - before)
    return 1e3 * median(took), 1e3 * median(used)


async def one_each(folder: Path, sizes: list[int]) -> None:
    took = {count: await one_from(folder, count) for count in sizes}
    for count, (whole, used) in took.items():
        print(
            f"one edition from {count:,} articles: {whole:.1f} ms, {used:.1f} ms of processor time"
        )
    whole, used = (
        last / first for first, last in zip(took[sizes[0]], took[sizes[-1]], strict=True)
    )
    print(f"the last takes {whole:.2f} times as long as the first, {used:.2f} times the processor")


def main() -> None:
    start_log(level=LogLevel.ERROR, as_json=False, secrets=())
    print(machine.summary())
    words = sys.argv[1:]
    with TemporaryDirectory() as name:
        if words[:1] == ["one"]:
            sizes = [int(word) for word in words[1:]] or list(SIZES)
            asyncio.run(one_each(Path(name), sizes))
        else:
            asyncio.run(all_at_nine(Path(name), int(words[0]) if words else CHANNELS))
