"""How fast an import is, from the rows of a file to stories that can be searched.

`python -m tests.benchmarks imports [ARTICLES [SERIES]]` imports made news (25,000 of it live) into
an empty archive with `broadsheet import`'s own code, and prints a line for every 2,500 articles. To
the file SERIES it writes them for `plots`.
"""

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import import_paths
from bot.settings import Settings, find_settings, load, read_environment
from bot.workers import start_ahead
from tests.benchmarks import machine

ARTICLES = 10_000
STEP = 2_500
STALL = 0.05


@dataclass
class Watch:
    """Notes when how much was read and filed, how much memory it took, how long the loop stood."""

    began: float = field(default_factory=time.perf_counter)
    read_at: dict[int, float] = field(default_factory=dict)
    filed_at: dict[int, float] = field(default_factory=dict)
    megabytes: dict[int, float] = field(default_factory=dict)
    used: dict[int, machine.Use] = field(default_factory=dict)
    used_to_store: dict[int, machine.Use] = field(default_factory=dict)
    stalls: list[float] = field(default_factory=list)

    def read(self, done: int, total: int | None = None) -> None:
        del total
        self.read_at[done] = self._now()

    def filed(self, done: int) -> None:
        self.filed_at[done] = self._now()

    def weigh(self, until: threading.Event) -> None:
        """Note the memory of all our processes twice a second."""
        while not until.wait(0.5):
            now = machine.use()
            self.used |= now
            if not self.filed_at:
                self.used_to_store |= now
            filed = max(self.filed_at, default=0)
            memory = sum(use.megabytes for use in now.values())
            self.megabytes[filed] = max(memory, self.megabytes.get(filed, 0))

    async def listen(self) -> None:
        """Note by how much the event loop was late, every ten milliseconds."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            self.stalls.append(time.perf_counter() - before - 0.01)

    def stalled(self) -> int:
        """How often the loop was late by 50 ms or more."""
        return sum(late >= STALL for late in self.stalls)

    def _now(self) -> float:
        return time.perf_counter() - self.began


def made(folder: Path, articles: int, *, seed: int = 1) -> Path:
    """A file of made news, made by another process so that this one's memory stays its own."""
    path = folder / f"made-{seed}.jsonl"
    work = (
        "from pathlib import Path; from datetime import UTC, datetime;"
        "from tests.benchmarks.made_news import write;"
        f"write(Path({str(path)!r}), {articles}, seed={seed}, end=datetime.now(UTC))"
    )
    subprocess.run([sys.executable, "-c", work], check=True)
    return path


def settings_in(folder: Path) -> Settings:
    """The built-in example's settings, with a state folder below *folder* and no other source."""
    environment = read_environment({"BROADSHEET_STATE": str(folder / "state")}, folder)
    return load(find_settings(None, environment, folder), environment)


async def measure(settings: Settings, path: Path) -> Watch:
    """Import *path*; what was seen meanwhile."""
    watch, over = Watch(), threading.Event()
    weighing = threading.Thread(target=watch.weigh, args=(over,))
    weighing.start()
    listening = asyncio.create_task(watch.listen())
    try:
        await import_paths(settings, [path], watch, print)
    finally:
        over.set()
        weighing.join()
        listening.cancel()
    watch.filed(max(watch.filed_at, default=0))
    return watch


def steps(at: Mapping[int, float], since: float) -> Iterator[tuple[int, int, float]]:
    """Each STEP of what was *done*, as before, after, and articles a second between."""
    before, end = 0, max(at)
    for done, when in sorted(at.items()):
        if done - before >= STEP or (done == end and done > before):
            yield before, done, (done - before) / (when - since)
            before, since = done, when


def memory(watch: Watch, before: int, done: int) -> float:
    """MB of all our processes at most while so many were filed."""
    return max((mb for at, mb in watch.megabytes.items() if before < at <= done), default=0)


def series(watch: Watch, about: str) -> dict[str, object]:
    """What `plots` draws."""
    stored = max(watch.read_at.values())
    return {
        "machine": about,
        "stored": [(done, rate) for _, done, rate in steps(watch.read_at, 0)],
        "filed": [(done, rate) for _, done, rate in steps(watch.filed_at, stored)],
        "megabytes": [
            (done, memory(watch, before, done)) for before, done, _ in steps(watch.filed_at, stored)
        ],
    }


def report(watch: Watch) -> None:
    count, end = max(watch.filed_at), max(watch.filed_at.values())
    stored = max(watch.read_at.values())
    stalls = sorted(watch.stalls)
    late = stalls[int(len(stalls) * 0.99)], stalls[-1]
    print("  filed   articles/s     MB")
    for before, done, rate in steps(watch.filed_at, stored):
        print(f"{done:7,} {rate:10.0f} {memory(watch, before, done):8.0f}")
    print(f"read and stored: {count / stored:,.0f}/s; filed: {count / (end - stored):,.0f}/s")
    print(f"end to end: {count / end:,.0f} articles/s, {max(watch.megabytes.values()):.0f} MB")
    for pid, took in watch.used.items():
        name = "main" if pid == os.getpid() else f"worker {pid}"
        each = took.seconds / count * 1e3
        print(f"{name}: {each:.2f} ms of processor an article, {took.megabytes:.0f} MB at the end")
    print(
        f"event loop late by {late[0] * 1e3:.0f} ms (p99), {late[1] * 1e3:.0f} ms at most; "
        f"late by 50 ms or more {watch.stalled()} times"
    )


def main() -> None:
    articles, *kept = (*sys.argv[1:], *(str(ARTICLES),)[len(sys.argv) - 1 :])
    about = machine.summary()
    print(about)
    start_ahead()
    with TemporaryDirectory() as name:
        folder = Path(name)
        watch = asyncio.run(measure(settings_in(folder), made(folder, int(articles))))
    report(watch)
    for path in kept:
        Path(path).write_text(json.dumps(series(watch, about)) + "\n")
