"""How fast the outbox empties, beside what the disk allows and what APScheduler's own store does.

`python -m tests.benchmarks outbox [PARTS]` posts PARTS (600 unless said) over a third as many
channels to a sink without limits, then as many jobs through APScheduler's SQLAlchemy job store.
What the disk allows is measured in the same run: two durable commits a part, one after another,
as bare as Python's own driver makes them.
"""

import asyncio
import logging
import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.chat import Receipt
from bot.clock import SystemClock
from bot.database.dialects.sqlite import PRAGMAS
from bot.database.engine import Database, open_database
from bot.log import start_log
from bot.publishing.delivery import Delivery
from bot.settings.shape import LogLevel
from tests.benchmarks import machine
from tests.fakes.ticker import FakeTicker
from tests.printing import channel, enqueued, stored

PARTS = 600
A_CHANNEL = 3
COMMITS = 2
"""A part's intent and its receipt."""


class Sink:
    """Takes every post at once."""

    name = "slack"
    readable = True

    def __init__(self) -> None:
        self.posted = 0

    def limits(self, _channel):
        return ()

    async def post(self, _channel, _payload, *, send_key, under=None) -> Receipt:
        del under
        self.posted += 1
        return Receipt(channel="C", message=send_key)


def allowed(folder: Path, parts: int) -> float:
    """Parts a second of which the disk keeps both commits, with rows like ours."""
    with closing(sqlite3.connect(folder / "bare.sqlite", isolation_level=None)) as db:
        for pragma in PRAGMAS:
            db.execute(pragma)
        db.execute("CREATE TABLE parts (number INTEGER PRIMARY KEY, state TEXT, payload TEXT)")
        rows = [(n, "pending", "x" * 500) for n in range(parts)]
        db.execute("BEGIN")
        db.executemany("INSERT INTO parts VALUES (?, ?, ?)", rows)
        db.execute("COMMIT")
        began = time.perf_counter()
        for n in range(parts):
            for state in ("sending", "sent"):
                db.execute("BEGIN IMMEDIATE")
                db.execute("UPDATE parts SET state = ? WHERE number = ?", (state, n))
                db.execute("COMMIT")
        return parts / (time.perf_counter() - began)


async def filled(database: Database, parts: int) -> None:
    """Put so many parts into the outbox, three an edition, one edition a channel."""
    for n in range(parts // A_CHANNEL):
        schedule = await stored(database, name=f"s{n}", channel=channel(f"C{n}"))
        texts = [f"{n}.{part} " + "x" * 500 for part in range(A_CHANNEL)]
        await enqueued(database, schedule, *texts, now=datetime.now(UTC))


async def ours(folder: Path, parts: int) -> float:
    """Parts a second through our outbox; all of them are there afterwards."""
    sink = Sink()
    async with open_database(f"sqlite:///{folder}/ours.sqlite") as database:
        await filled(database, parts)
        delivery = Delivery(database, {"slack": sink}, FakeTicker(), SystemClock())
        began = time.perf_counter()
        await delivery.drained()
        took = time.perf_counter() - began
    if sink.posted != parts:
        raise AssertionError(f"{sink.posted} of {parts} parts were posted")
    return parts / took


async def through_apscheduler(folder: Path, parts: int) -> float:
    """Jobs a second through APScheduler's own store: each is taken out once it was started."""
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    store = SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.sqlite")
    scheduler = AsyncIOScheduler(
        jobstores={"default": store},
        job_defaults={"misfire_grace_time": None, "max_instances": parts},
        timezone=UTC,
    )
    scheduler.start(paused=True)
    done = asyncio.Event()
    for _ in range(parts):
        due = datetime.now(UTC) - timedelta(seconds=1)
        scheduler.add_job(_posted, "date", run_date=due, args=[parts])
    _counted[:] = [0, done]
    began = time.perf_counter()
    scheduler.resume()
    await done.wait()
    took = time.perf_counter() - began
    scheduler.shutdown(wait=False)
    return parts / took


_counted: list = [0, None]
"""A stored job is named by its function, so that what it tells is told to a module."""


async def _posted(parts: int) -> None:
    _counted[0] += 1
    if _counted[0] == parts:
        _counted[1].set()


def measured(parts: int) -> tuple[float, float, float]:
    """Parts a second: what the disk allows, ours, APScheduler's."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        disk = allowed(folder, parts)
        outbox = asyncio.run(ours(folder, parts))
        jobs = asyncio.run(through_apscheduler(folder, parts))
    return disk, outbox, jobs


def main() -> None:
    start_log(level=LogLevel.ERROR, as_json=False, secrets=())
    parts = int(sys.argv[1]) if len(sys.argv) > 1 else PARTS
    print(machine.summary())
    before = time.process_time()
    disk, outbox, jobs = measured(parts)
    print(f"the disk allows {disk:,.0f} parts/s of {COMMITS} durable commits each")
    print(f"the outbox posted {outbox:,.0f} parts/s: {outbox / disk:.2f} of that")
    print(f"APScheduler's job store started {jobs:,.0f} jobs/s, one durable commit each")
    print(f"{time.process_time() - before:.1f} s of processor time in all")
