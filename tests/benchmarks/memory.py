"""What a restart takes: until the first answer, until memory is warm, and how much memory that is.

`python -m tests.benchmarks memory [ARTICLES [OLDER]]` imports made news (25,000 of it live) beside
OLDER articles that were loaded before, opens the archive again as a starting bot does, and counts
the memory of all its processes together.
"""

import asyncio
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import opened
from bot.commands.queries import AskLatest
from bot.database.archive import Archive
from bot.database.engine import open_database
from bot.database.furniture import KnownFurniture
from bot.settings import Settings
from bot.workers import start_ahead
from tests.benchmarks import machine
from tests.benchmarks.imports import made, measure, report, settings_in

ARTICLES = 10_000
LONG_AGO = timedelta(days=60)


async def load_older(settings: Settings, articles: int) -> None:
    """Fill the archive with what isn't live any more."""
    from tests.benchmarks import made_news  # what is measured elsewhere does without
    from tests.benchmarks.loading import load

    end = datetime.now(UTC) - LONG_AGO
    rows = made_news.stories(articles, seed=7, end=end)
    old = ([{**row, "first_seen": row["published"]} for row in told] for told in rows)
    began = time.perf_counter()
    async with open_database(settings.database_url.reveal()) as database:
        await load(Archive(database), KnownFurniture(database), old, end, settings.topics)
    print(f"{articles:,} older ones loaded, {articles / (time.perf_counter() - began):,.0f}/s")


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


def alone(work: str, folder: Path, *arguments: str) -> None:
    """Do *work* of this module in a process of its own, so that what it takes is its own."""
    command = [sys.executable, "-m", "tests.benchmarks", "memory", work, str(folder), *arguments]
    subprocess.run(command, check=True)


def main() -> None:
    match sys.argv[1:]:
        case ["load", folder, older]:
            asyncio.run(load_older(settings_in(Path(folder)), int(older)))
        case ["import", folder, articles]:
            start_ahead()
            settings = settings_in(Path(folder))
            report(asyncio.run(measure(settings, made(Path(folder), int(articles)))))
        case ["restart", folder]:
            start_ahead()
            asyncio.run(restart(settings_in(Path(folder))))
        case numbers:
            articles, older = (*numbers, *(str(ARTICLES), "0")[len(numbers) :])
            print(machine.summary(), flush=True)
            with TemporaryDirectory() as folder:
                if older != "0":
                    alone("load", Path(folder), older)
                alone("import", Path(folder), articles)
                alone("restart", Path(folder))
