"""How fast articles are taken in that come one by one: a document each, or a file of one row each.

`python -m tests.benchmarks singly [ARTICLES]` takes in a folder of documents as a running bot does,
and files of one row as `broadsheet import` does, each into an empty archive, until all stand in
stories.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import Broadsheet, import_paths, opened
from bot.clock import SystemClock
from bot.collecting.folders import FolderCollector
from bot.collecting.reader import Reader
from bot.database.documents import Documents
from bot.database.furniture import KnownFurniture
from bot.residents import lector
from bot.settings import Settings, Source
from bot.workers import Resident, start_ahead
from tests.benchmarks import machine
from tests.benchmarks.imports import Watch, made, settings_in

ARTICLES = 2_000


def documents(folder: Path, rows: Path) -> Path:
    """A folder with a document for each of *rows*, in the shape of the first seed."""
    for number, line in enumerate(rows.read_text().splitlines()):
        row = json.loads(line)
        head = {"title": row["title"], "url": row["url"], "date": row["published"]}
        head["site"] = {"name": row["publisher"]}
        text = f"---\n{json.dumps(head)}\n---\n{row['text']}\n"
        path = folder / f"{number:06}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder


def one_row_files(folder: Path, rows: Path) -> list[Path]:
    """A file for each of *rows*."""
    folder.mkdir()
    paths = []
    for number, line in enumerate(rows.read_text().splitlines()):
        paths.append(folder / f"{number:06}.jsonl")
        paths[-1].write_text(line + "\n")
    return paths


async def collect(broadsheet: Broadsheet, folder: Path) -> None:
    """Take up *folder* as a running bot does, and make stories of it."""
    async with Resident(lector) as reading:
        reader = Reader(reading, KnownFurniture(broadsheet.database))
        source = Source(name="made", folder=folder)
        memory = Documents(broadsheet.database)
        await FolderCollector(source, reader, memory, SystemClock()).collect()
    stored = time.perf_counter()
    await broadsheet.newsroom.catch_up()
    print(f"  filed after {time.perf_counter() - stored:.1f} s more")


async def timed(what: str, articles: int, work: Callable[[], Awaitable[None]]) -> None:
    began, used = time.perf_counter(), machine.use()
    await work()
    took = time.perf_counter() - began
    main = machine.use()[os.getpid()].seconds - used[os.getpid()].seconds
    print(
        f"{what}: {articles / took:,.0f} articles/s, stories and all; "
        f"main {main / articles * 1e3:.2f} ms of processor an article"
    )


async def measure(folder: Path, articles: int) -> None:
    rows = made(folder, articles)
    settings = settings_in(folder / "documents")
    there = documents(folder / "made", rows)
    async with opened(settings, create=True) as broadsheet:
        await timed("documents of a folder", articles, lambda: collect(broadsheet, there))
    paths = one_row_files(folder / "rows", rows)
    await timed("files of one row", articles, lambda: importing(settings_in(folder), paths))


async def importing(settings: Settings, paths: list[Path]) -> None:
    watch = Watch()
    await import_paths(settings, paths, watch, print)
    stored = max(watch.read_at.values())
    print(f"  stored after {stored:.1f} s")


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    print(machine.summary())
    start_ahead()
    with TemporaryDirectory() as name:
        asyncio.run(measure(Path(name), articles))
