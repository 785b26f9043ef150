"""Killed again and again: what is due is posted in order, none of it lost, none of it twice."""

import asyncio
import random
import resource
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tests.torture import processes
from tests.torture.log import complaints, fault
from tests.torture.outcome import Outcome, judged, say
from tests.torture.planting import plant, wanted
from tests.torture.poster import PACE, TEXTS
from tests.torture.sinks import by_channel, posted

EARLY = 0.15
"""Of the kills, those that fall before everything is in the outbox."""

SCARCE = 100_000
"""Bytes up to which a file may be written then: less than the database's own, and its journal's."""


async def killed(folder: Path, *, schedules: int, kills: int, seed: int = 1) -> Outcome:
    """*kills* times, a bot is killed in the middle of its work; the last one finishes.

    The first while they assemble; the others after some more posts, each at a moment of its own.
    One of them may have finished before it was its turn.
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
    return replace(found, passed=found.passed and cut_short >= kills - 1)


async def starved(folder: Path, *, schedules: int, seconds: float) -> Outcome:
    """A bot is in the middle of its work when no file of it may grow; then they may again."""
    database, path, log = folder / "starved.sqlite", folder / "starved-posted", folder / "log"
    url, parts = f"sqlite:///{database}", schedules * len(TEXTS)
    await plant(url, schedules)
    async with processes.running("tests.torture.poster", url, path, 1, log=log) as bot:
        await processes.until(bot, lambda: len(posted(path)) >= parts // 10)
        before = resource.prlimit(bot.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (SCARCE, before[1]))
        await processes.until(bot, lambda: complaints(log))
        there = await _settled(path)
        await asyncio.sleep(seconds)
        late = len(posted(path)) - there
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, before)
        await processes.ended(bot, within=processes.PATIENCE)
    said = complaints(log)
    wrong = fault(said)
    clear = wrong is None and len(said) == 1 and "disk full" in said[0]["reason"]
    what = f"{schedules} schedules, no file may grow for {seconds:.0f} s (RLIMIT_FSIZE)"
    found = judged(what, by_channel(path), wanted(schedules))
    return replace(
        found,
        must=f"{found.must}, nothing posted meanwhile, one clear log line, recovers by itself",
        found=f"{found.found}; full after {there} of {parts} posts, {late} meanwhile; "
        f"{wrong or said[0].get('reason')}",
        passed=found.passed and clear and not late and there < parts,
    )


async def _settled(path: Path) -> int:
    """How many posts there are once what was under way is there, and no more come."""
    before, there = -1, len(posted(path))
    while there > before:
        await asyncio.sleep(2 * PACE.patience.total_seconds())
        before, there = there, len(posted(path))
    return there


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
