"""The same posts through APScheduler's own SQLAlchemy job store, killed as ours was.

Usage: python -m tests.torture.job_store DATABASE-URL FILE
"""

import asyncio
import logging
import random
import sys
import time
from dataclasses import dataclass
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
    """How fast *posts* go out undisturbed, and how many are lost and doubled under *kills*."""
    whole = await _run(folder, "undisturbed", posts, kills=0, chance=random.Random(seed))
    torn = await _run(folder, "killed", posts, kills=kills, chance=random.Random(seed))
    lost, doubled = posts - len(set(torn.there)), len(torn.there) - len(set(torn.there))
    return Outcome(
        f"beside it: {posts} posts through APScheduler's job store, {torn.killed} × kill -9",
        "(for comparison)",
        f"{lost} lost, {doubled} doubled; without kills {posts / whole.seconds:.0f}/s",
        passed=len(whole.there) == posts,
    )


@dataclass(frozen=True)
class _Run:
    there: list[str]
    killed: int
    seconds: float


async def _run(folder: Path, name: str, posts: int, *, kills: int, chance: random.Random) -> _Run:
    """Plant *posts*, kill so often in the middle, and let the last go on to its end."""
    url, path = f"sqlite:///{folder}/{name}.sqlite", folder / name
    plant(url, path, posts)
    killed = 0
    began = time.monotonic()
    for _ in range(kills):
        async with processes.running("tests.torture.job_store", url, path) as process:
            some = len(posted(path)) + chance.randint(1, max(1, posts // kills))
            await processes.until(process, lambda some=some: len(posted(path)) >= some)
            if process.returncode is not None:  # it had nothing left to do
                break
            killed += await processes.killed(process)
    async with processes.running("tests.torture.job_store", url, path) as process:
        await process.wait()
    seconds = time.monotonic() - began
    return _Run([key for _, key, _ in posted(path)], killed, seconds)


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
