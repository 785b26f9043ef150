"""What a restart takes: until the first answer, until memory is warm, and how much memory that is.

`python -m tests.benchmarks memory [ARTICLES]` imports made news (25,000 of it live), opens the
archive again as a starting bot does, and counts the memory of all its processes together.
"""

import asyncio
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import opened
from bot.cli.work import prepare_workers
from bot.commands.queries import AskLatest
from bot.settings import Settings
from tests.benchmarks import machine
from tests.benchmarks.imports import made, measure, report, settings_in

ARTICLES = 10_000


async def restart(settings: Settings) -> None:
    """Open the archive, answer, warm up; print what each took."""
    began = time.perf_counter()
    async with opened(settings) as broadsheet:
        await broadsheet.desk.answer(AskLatest(), broadsheet.asker)
        print(f"after a restart, the first answer came in {time.perf_counter() - began:.1f} s")
        await broadsheet.newsroom.warm_up()
        print(f"it was warm after {time.perf_counter() - began:.1f} s")
        for pid, use in machine.use().items():
            print(f"process {pid}: {use.megabytes:.0f} MB, {use.seconds:.1f} s of processor time")
        print(f"together {sum(use.megabytes for use in machine.use().values()):.0f} MB")


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    print(machine.summary())
    prepare_workers(soon=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        settings = settings_in(folder)
        report(asyncio.run(measure(settings, made(folder, articles))))
        asyncio.run(restart(settings))
