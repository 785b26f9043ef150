"""How long a reader waits for `/news latest` while the bot takes in an import.

`python -m tests.benchmarks answers [ARTICLES]` runs a bot, has `broadsheet import` put articles
into its archive beside it, asks ten times a second until all of them are filed, and says how long
the answers took, rendered for the console, and how late the bot's event loop was meanwhile.
"""

import asyncio
import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console as Screen

from bot.app import Broadsheet, opened, serving
from bot.commands.queries import AskLatest
from bot.log import start_log
from bot.platforms.console.render import render
from bot.settings import Settings
from bot.settings.shape import LogLevel
from tests.benchmarks import machine
from tests.benchmarks.imports import Watch, made, settings_in

ARTICLES = 10_000
PAUSE = 0.1
"""Seconds between two questions."""


async def importing(settings: Settings, path: Path) -> None:
    """`broadsheet import` in a process of its own, as an admin would call it."""
    command = [sys.executable, "-m", "bot", "import", str(path)]
    environment = {**os.environ, "BROADSHEET_STATE": str(settings.state)}
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _, complaint = await process.communicate()
    if process.returncode:
        raise RuntimeError(complaint.decode())


async def ask(broadsheet: Broadsheet, took: list[float]) -> None:
    """Ask for the latest again and again, and note how many seconds each answer took."""
    while True:
        began = time.perf_counter()
        reply = await broadsheet.desk.answer(AskLatest(), broadsheet.asker)
        render(reply)
        took.append(time.perf_counter() - began)
        await asyncio.sleep(PAUSE)


async def filed(broadsheet: Broadsheet, articles: int) -> None:
    """Return when the running bot has filed so many."""
    while await broadsheet.archive.filed_through() < articles:  # noqa: ASYNC110 - another process's work
        await asyncio.sleep(1)


async def measure(settings: Settings, path: Path, articles: int) -> tuple[Watch, list[float]]:
    """What was seen of the bot until all was filed, and the seconds that answers took."""
    watch, took = Watch(), list[float]()
    async with (
        opened(settings, create=True) as broadsheet,
        serving(broadsheet, Screen(file=StringIO(), width=80)) as service,
    ):
        stop = asyncio.Event()
        running = asyncio.create_task(service.run(None, stop=stop))
        await filed(broadsheet, 1)
        watch.began = time.perf_counter()
        meanwhile = [
            asyncio.create_task(ask(broadsheet, took)),
            asyncio.create_task(watch.listen()),
        ]
        await importing(settings, path)
        await filed(broadsheet, articles)
        watch.filed(articles)
        watch.used = machine.use()
        for task in meanwhile:
            task.cancel()
        stop.set()
        await running
    return watch, took


def main() -> None:
    start_log(level=LogLevel.WARNING, as_json=False, secrets=())
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    print(machine.summary())
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = made(folder, articles)
        watch, took = asyncio.run(measure(settings_in(folder), path, articles))
    seconds = watch.filed_at[articles]
    print(f"{articles:,} articles stored and filed by the running bot in {seconds:.0f} s")
    print(f"/news latest: {len(took)} answers, {shares(took)}")
    print(f"event loop late by {shares(watch.stalls)}; late by 50 ms or more: {watch.stalled()}")
    for pid, use in watch.used.items():
        name = "main" if pid == os.getpid() else f"worker {pid}"
        print(f"{name}: {use.seconds:.1f} s of processor time, {use.megabytes:.0f} MB")


def shares(seconds: list[float]) -> str:
    """Half, nearly all and all of *seconds* took at most so many milliseconds."""
    ordered = sorted(seconds)
    p50, p99 = (ordered[int(len(ordered) * share)] * 1e3 for share in (0.5, 0.99))
    return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, worst {ordered[-1] * 1e3:.0f} ms"
