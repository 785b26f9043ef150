"""Killed again and again: what is due is posted in order, none of it lost, none of it twice."""

import asyncio
import random
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.database.engine import open_database
from bot.database.schedules import Schedules
from digests.schedule.channel import Channel
from tests.builders import schedule
from tests.torture.outcome import Outcome
from tests.torture.poster import TEXTS
from tests.torture.sinks import by_channel

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)
UTC_ZONE = ZoneInfo("UTC")


async def plant(url: str, count: int) -> None:
    """*count* schedules that came due a moment ago, each in a channel of its own."""
    now = datetime.now(UTC)
    due = (now - timedelta(minutes=1)).strftime("%H:%M")
    async with open_database(url) as database:
        schedules = Schedules(database)
        for n in range(count):
            made = schedule(
                f"day at {due}",
                id="",
                name=f"s{n}",
                channel=Channel(platform="slack", workspace="T1", id=f"C{n}"),
                zone=UTC_ZONE,
            )
            await schedules.add(made, who="torture", now=now - DAY)


async def start(url: str, path: Path, seed: int, *more: str) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "tests.torture.poster", url, str(path), str(seed), *more]
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stderr=asyncio.subprocess.PIPE if more else None
    )


async def starved(folder: Path, *, schedules: int, seconds: float) -> Outcome:
    """A bot whose files may hardly grow, for some seconds; then one that has room again."""
    database, path = folder / "starved.sqlite", folder / "starved-posted"
    url = f"sqlite:///{database}"
    await plant(url, schedules)
    hungry = await start(url, path, 1, str(database.stat().st_size + 100_000))
    complaining = asyncio.create_task(hungry.stderr.read())
    with suppress(TimeoutError):
        await asyncio.wait_for(hungry.wait(), seconds)
    if hungry.returncode is None:
        hungry.kill()
    said = (await complaining).decode()
    last = await start(url, path, 2)
    if await asyncio.wait_for(last.wait(), 600):
        raise AssertionError(f"the last bot ended with {last.returncode}")
    found = judged(path, schedules, f"{schedules} schedules, no file may grow (RLIMIT_FSIZE)")
    clear = "is the disk full" in said
    return replace(
        found,
        must=f"{found.must}, one clear sentence",
        found=f"{found.found}; {'it said why' if clear else 'it did not say why'}",
        passed=found.passed and clear,
    )


async def killed(
    folder: Path, *, schedules: int, kills: int, longest: float, seed: int = 1
) -> Outcome:
    """*kills* times, a bot is killed after at most *longest* seconds; the last one finishes."""
    url, path = f"sqlite:///{folder}/killed.sqlite", folder / "posted"
    chance = random.Random(seed)
    await plant(url, schedules)
    cut_short = 0
    for n in range(kills):
        process = await start(url, path, seed + n)
        try:
            await asyncio.wait_for(process.wait(), chance.uniform(0.5, longest))
        except TimeoutError:
            process.send_signal(signal.SIGKILL)
            cut_short += await process.wait() == -signal.SIGKILL
    last = await start(url, path, seed + kills)
    if await asyncio.wait_for(last.wait(), 600):
        raise AssertionError(f"the last bot ended with {last.returncode}")
    return judged(path, schedules, f"{schedules} schedules × {len(TEXTS)}, {cut_short} × kill -9")


def judged(path: Path, schedules: int, what: str) -> Outcome:
    """What of the parts is lost, there twice or out of order in its channel."""
    there = by_channel(path)
    lost = doubled = disordered = 0
    for n in range(schedules):
        texts = there.get(f"slack:T1/C{n}", [])
        wanted = [f"S{n}: {text}" for text in TEXTS]
        lost += len(set(wanted) - set(texts))
        doubled += len(texts) - len(set(texts))
        disordered += list(dict.fromkeys(texts)) != [t for t in wanted if t in texts]
    found = f"{lost} lost, {doubled} doubled, {disordered} out of order"
    return Outcome(what, "0 lost, 0 doubled", found, passed=not (lost or doubled or disordered))
