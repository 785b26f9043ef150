"""The same posts through APScheduler's own SQLAlchemy job store, killed as ours was.

Usage: python -m tests.torture.job_store DATABASE-URL FILE
"""

import asyncio
import logging
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from tests.torture import processes
from tests.torture.outcome import Outcome
from tests.torture.sinks import posted


async def post(path: str, number: int) -> None:
    """A post that takes as long as ours."""
    await asyncio.sleep(random.uniform(0, 0.02))
    _append(Path(path), f"C{number}\t{number}\tone\n")


def _append(path: Path, line: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(line)


def plant(url: str, path: Path, count: int) -> None:
    scheduler = _scheduler(url)
    scheduler.start(paused=True)
    now = datetime.now(UTC) - timedelta(seconds=1)
    for n in range(count):
        scheduler.add_job(post, "date", run_date=now, args=[str(path), n], id=str(n))
    scheduler.shutdown(wait=False)


def _scheduler(url: str) -> AsyncIOScheduler:
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    return AsyncIOScheduler(
        jobstores={"default": SQLAlchemyJobStore(url)},
        job_defaults={"misfire_grace_time": None},
        timezone=UTC,
    )


async def compared(folder: Path, *, posts: int, kills: int, seed: int = 1) -> Outcome:
    """How many of *posts* are lost and doubled under *kills*, and how fast the rest is."""
    url, path = f"sqlite:///{folder}/jobs.sqlite", folder / "jobs-posted"
    chance = random.Random(seed)
    plant(url, path, posts)
    killed = 0
    for _ in range(kills):
        async with processes.running("tests.torture.job_store", url, path) as process:
            await asyncio.sleep(chance.uniform(0.7, 1.5))
            if process.returncode is not None:  # it had nothing left to do
                break
            killed += await processes.killed(process)
    began, before = time.monotonic(), len(posted(path))
    async with processes.running("tests.torture.job_store", url, path) as process:
        await process.wait()
    there = [key for _, key, _ in posted(path)]
    rate = (len(there) - before) / (time.monotonic() - began)
    lost, doubled = posts - len(set(there)), len(there) - len(set(there))
    return Outcome(
        f"beside it: {posts} posts through APScheduler's job store, {killed} × kill -9",
        "(for comparison)",
        f"{lost} lost, {doubled} doubled, the last {len(there) - before} at {rate:.0f}/s",
        passed=True,
    )


async def main(url: str) -> None:
    scheduler = _scheduler(url)
    scheduler._eventloop = asyncio.get_running_loop()
    scheduler.start()
    while scheduler.get_jobs():  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.1)


if __name__ == "__main__":
    processes.die_with_parent()
    asyncio.run(main(sys.argv[1]))
