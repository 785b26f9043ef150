"""How long people on Discord wait, a hundred of them a second, while the bot takes in an import.

`python -m tests.benchmarks discord_interactions [SECONDS [ARTICLES]]` starts `broadsheet run` on a
fake Discord, has `broadsheet import` put articles beside it, and sends commands, typing and clicks
through the gateway, 100 a second for 30 seconds. It says how soon Discord heard the first answer,
and how soon people saw all of it, by the clock and by the bot's processor time.
"""

import asyncio
import itertools
import os
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import machine
from tests.benchmarks.imports import made
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.answers import LATE

A_SECOND = 100
SECONDS = 30
ARTICLES = 10_000
SEEDS = Path(__file__).parents[2] / "seeds"

FILE = f"""
platforms: [discord]
sources: [{{folder: "{SEEDS}"}}]
topics:
  - {{name: Funding, match: [raised, investors, backers]}}
  - {{name: AI, tags: [AI], match: [artificial intelligence, language model]}}
"""

WORDS = ("zhipu", "chips", "investors", "market", "openai", "minister", "alibba", "startups")


class Crowd:
    """People who ask, type and click, all at once and each for the first time."""

    def __init__(self, fake, guild, channel):
        self._fake = fake
        self._where = {"guild": guild, "channel": channel}
        self._words = itertools.cycle(WORDS)
        self.answers = defaultdict(list)
        self.seen = defaultdict(list)
        self._waiting = []

    async def come(self, seconds):
        """Send A_SECOND interactions a second; return once all are answered, or never will be."""
        began = time.perf_counter()
        kinds = itertools.cycle(
            ("latest", "typing", "story", "typing", "search", "click", "typing")
        )
        for number, kind in zip(range(A_SECOND * seconds), kinds, strict=False):
            await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
            answer = await getattr(self, "_" + kind)()
            self.answers["typing" if kind == "typing" else "asking"].append(answer)
            self._waiting.append(asyncio.create_task(self._watch(kind, answer)))
        await asyncio.wait(self._waiting, timeout=30)

    async def _watch(self, kind, answer):
        await answer.whole.wait()
        self.seen[kind].append(time.monotonic() - answer.sent_at)

    async def _latest(self):
        return await self._fake.answers.command("news", "latest", **self._where)

    async def _story(self):
        words = {"words": next(self._words)}
        return await self._fake.answers.command("news", "story", words, **self._where)

    async def _search(self):
        words = {"words": next(self._words)}
        return await self._fake.answers.command("news", "search", words, **self._where)

    async def _typing(self):
        words = {"words": next(self._words)[:5]}
        return await self._fake.answers.typing(
            "news", "story", words, focused="words", **self._where
        )

    async def _click(self):
        custom_id = f"news:1:ask:search {next(self._words)} page:2"
        message = {**self._clicked, "id": str(self._fake.world.snowflake())}
        return await self._fake.answers.click(message, custom_id, **self._where)

    async def look(self):
        """Ask once, so that there's something to click on."""
        answer = await self._latest()
        await answer.whole.wait()
        self._clicked = answer.messages[0]


def environment(folder, fake):
    return {
        **os.environ,
        "BROADSHEET_STATE": str(folder / "state"),
        "DISCORD_API_URL": fake.url,
        "DISCORD_TOKEN": fake.token,
    }


@asynccontextmanager
async def running(folder, fake):
    """`broadsheet run`, until the end."""
    log = (folder / "log").open("w")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--config", str(folder / "broadsheet.yaml"), "run"),
        env=environment(folder, fake),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    try:
        yield process
    finally:
        process.terminate()
        await process.wait()
        log.close()


async def importing(folder, fake, path):
    """`broadsheet import` in a process of its own, as an admin would call it."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--config", str(folder / "broadsheet.yaml")),
        *("import", str(path)),
        env=environment(folder, fake),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


async def measure(folder, seconds, articles):
    (folder / "broadsheet.yaml").write_text(FILE)
    path = made(folder, articles)
    async with FakeDiscord(checked=False) as fake:
        fake.contract = None  # what is sent is checked elsewhere; here it would cost the time
        guild = fake.world.guild()
        crowd = Crowd(fake, guild, fake.world.channel(guild))
        async with running(folder, fake) as process:
            await fake.gateway.ready()
            await crowd.look()
            work = await importing(folder, fake, path)
            await asyncio.sleep(1)  # while it starts, nothing is imported yet
            before, here = machine.use(process.pid), time.process_time()
            await crowd.come(seconds)
            used, here = machine.use(process.pid), time.process_time() - here
            busy = work.returncode is None
            await work.wait()
        spent = {
            pid: use.seconds - before[pid].seconds for pid, use in used.items() if pid in before
        }
    return crowd, spent[process.pid], here, busy


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    articles = int(sys.argv[2]) if len(sys.argv) > 2 else ARTICLES
    print(machine.summary())
    with TemporaryDirectory() as name:
        crowd, spent, here, busy = asyncio.run(measure(Path(name), seconds, articles))
        trouble = [
            line for line in (Path(name) / "log").read_text().splitlines() if "error" in line
        ]
    count = sum(map(len, crowd.answers.values()))
    print(
        f"{count:,} interactions in {seconds} s; the import {'still ran' if busy else 'had ended'}"
    )
    for kind, answers in crowd.answers.items():
        first = [a.first_after for a in answers if a.first_after is not None]
        late = sum(a.first_after is None or a.first_after > LATE for a in answers)
        print(f"{kind}: first answer {shares(first)}; past {LATE:.0f} s: {late}")
    for kind, seen in crowd.seen.items():
        print(f"{kind}: seen whole after {shares(seen)} ({len(seen)})")
    mine, theirs = spent / count * 1e3, here / count * 1e3
    print(
        f"processor time an interaction: the bot's main process {mine:.2f} ms, fake {theirs:.2f} ms"
    )
    print(f"{len(trouble)} errors in its log", *trouble[:5], sep="\n")


def shares(seconds):
    """Half, nearly all and all of *seconds* took at most so many milliseconds."""
    ordered = sorted(seconds)
    p50, p99 = (ordered[int(len(ordered) * share)] * 1e3 for share in (0.5, 0.99))
    return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, worst {ordered[-1] * 1e3:.0f} ms"
