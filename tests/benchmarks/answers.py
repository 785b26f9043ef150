"""How long a reader waits for `/news latest` while the bot takes in an import.

`python -m tests.benchmarks answers [ARTICLES]` runs a bot, has `broadsheet import` put articles
into its archive beside it, asks ten times a second until all of them are filed, and says how long
the answers took, rendered for the console.
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
from tests.benchmarks.imports import made, settings_in

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


async def measure(settings: Settings, path: Path, articles: int) -> tuple[list[float], float]:
    """The seconds that answers took, and those that the import took until all was filed."""
    took: list[float] = []
    async with (
        opened(settings, create=True) as broadsheet,
        serving(broadsheet, Screen(file=StringIO(), width=80)) as service,
    ):
        stop = asyncio.Event()
        running = asyncio.create_task(service.run(None, stop=stop))
        await filed(broadsheet, 1)
        began = time.perf_counter()
        asking = asyncio.create_task(ask(broadsheet, took))
        await importing(settings, path)
        await filed(broadsheet, articles)
        asking.cancel()
        stop.set()
        await running
    return took, time.perf_counter() - began


def main() -> None:
    start_log(level=LogLevel.WARNING, as_json=False, secrets=())
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    print(machine.summary())
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = made(folder, articles)
        took, seconds = asyncio.run(measure(settings_in(folder), path, articles))
    took.sort()
    p50, p99, worst = (took[int(len(took) * share)] * 1e3 for share in (0.5, 0.99, 0.999999))
    print(f"{articles:,} articles stored and filed by the running bot in {seconds:.0f} s")
    print(f"/news latest: {len(took)} answers, p50 {p50:.0f}, p99 {p99:.0f}, worst {worst:.0f} ms")
