"""Killed again and again: what is due is posted in order, none of it lost, none of it twice."""

import asyncio
import random
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from tests.torture import processes
from tests.torture.outcome import Outcome, judged, say
from tests.torture.planting import plant, wanted
from tests.torture.poster import TEXTS
from tests.torture.sinks import by_channel, posted

EARLY = 0.15
"""Of the kills, those that fall before everything is in the outbox."""


async def killed(folder: Path, *, schedules: int, kills: int, seed: int = 1) -> Outcome:
    """*kills* times, a bot is killed in the middle of its work; the last one finishes.

    The first while they assemble; the others after some more posts, each at a moment of its own.
    """
    database, path = folder / "killed.sqlite", folder / "killed-posted"
    url, chance = f"sqlite:///{database}", random.Random(seed)
    await plant(url, schedules)
    parts, early = schedules * len(TEXTS), max(1, round(kills * EARLY))
    cut_short = 0
    for n in range(kills):
        async with processes.running("tests.torture.poster", url, path, seed + n) as bot:
            if n < early:
                await processes.until(bot, lambda n=n: _enqueued(database) > n * parts // early)
            else:
                share = 2 * (parts - len(posted(path))) // (kills - n + 1)
                some = len(posted(path)) + chance.randint(1, max(1, share))
                await processes.until(
                    bot, lambda some=some: len(posted(path)) >= min(some, parts - 1)
                )
                await asyncio.sleep(chance.uniform(0, 0.1))
            cut_short += await processes.killed(bot)
        say(f"SQLite: {cut_short} killed, {len(posted(path))} of {parts} posts")
    await _finished(url, path, seed + kills)
    what = f"{schedules} schedules × {len(TEXTS)}, {cut_short} × kill -9, SQLite"
    found = judged(what, by_channel(path), wanted(schedules))
    return replace(found, passed=found.passed and cut_short == kills)


async def starved(folder: Path, *, schedules: int, seconds: float) -> Outcome:
    """A bot whose files may hardly grow, for some seconds; then one that has room again."""
    database, path = folder / "starved.sqlite", folder / "starved-posted"
    url = f"sqlite:///{database}"
    await plant(url, schedules)
    most = database.stat().st_size + 100_000
    hungry = processes.running(
        "tests.torture.poster", url, path, 1, most, stderr=asyncio.subprocess.PIPE
    )
    async with hungry as bot:
        complaining = asyncio.create_task(bot.stderr.read())
        with suppress(TimeoutError):
            await asyncio.wait_for(bot.wait(), seconds)
        if bot.returncode is None:
            bot.kill()
        said = (await complaining).decode()
    await _finished(url, path, 2)
    what = f"{schedules} schedules, no file may grow (RLIMIT_FSIZE)"
    found = judged(what, by_channel(path), wanted(schedules))
    clear = "is the disk full" in said
    return replace(
        found,
        must=f"{found.must}, one clear sentence",
        found=f"{found.found}; {'it said why' if clear else 'it did not say why'}",
        passed=found.passed and clear,
    )


async def _finished(url: str, path: Path, seed: int) -> None:
    """Let one more bot work, until it has done everything."""
    async with processes.running("tests.torture.poster", url, path, seed) as last:
        await processes.ended(last, within=processes.PATIENCE)


def _enqueued(database: Path) -> int:
    """How many parts are in the outbox of that file."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        try:
            return db.execute("SELECT count(*) FROM parts").fetchone()[0]
        except sqlite3.OperationalError:  # the process that was killed left it to be recovered
            return 0
