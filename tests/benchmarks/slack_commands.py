"""How long people wait in Slack while the bot takes in an import.

`python -m tests.benchmarks slack_commands [SECONDS] [RATE] [ARTICLES]` starts a fake Slack, the
bot as it's shipped and `broadsheet import`, each in a process of its own; this one types RATE
commands a second. What the fake itself takes is measured first: with a client that answers at once
in the bot's place.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from tests.benchmarks import machine
from tests.benchmarks.imports import made
from tests.shell import environment

SECONDS, RATE, ARTICLES = 30, 100, 10_000

COMMANDS = ("latest", "search market", "topics", "story minister", "help", "search report page:2")

SETTINGS = """
sources: []
topics:
  - {name: AI, tags: [AI], match: [artificial intelligence]}
  - {name: Business, match: [market, shares, company]}
platforms: [slack]
log: {level: warning}
"""

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1111-example", "SLACK_APP_TOKEN": "xapp-1-example"}


class Slack:
    """The fake, in its own process, by its address."""

    def __init__(self, url: str, session: aiohttp.ClientSession, pid: int) -> None:
        self.url = url
        self.session = session
        self.pid = pid

    async def type(self, text: str) -> None:
        async with self.session.post(f"{self.url}drive/type", json={"text": text}) as answer:
            answer.raise_for_status()

    async def report(self) -> Mapping[str, Any]:
        async with self.session.get(f"{self.url}drive/report") as answer:
            found: Mapping[str, Any] = await answer.json()
            return found

    async def until(self, key: str, wanted: object) -> Mapping[str, Any]:
        """The report, once it says *wanted* of *key*."""
        while (report := await self.report())[key] != wanted:  # noqa: ASYNC110 - another process's work
            await asyncio.sleep(0.2)
        return report


@asynccontextmanager
async def process(*words: str, **variables: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of Python's, ended with the context."""
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *words,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.terminate()
        await started.wait()


@asynccontextmanager
async def fake() -> AsyncIterator[Slack]:
    async with process("tests.fakes.slack") as server, aiohttp.ClientSession() as session:
        if server.stdout is None:
            raise RuntimeError("the fake says nothing")
        url = (await server.stdout.readline()).decode().strip()
        yield Slack(url, session, server.pid)


async def load(slack: Slack, seconds: int, rate: int) -> Mapping[str, Any]:
    """Type so many commands, evenly; the report once all are answered or given up."""
    began, pending = time.perf_counter(), set[asyncio.Task[None]]()
    for number in range(seconds * rate):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        pending.add(asyncio.create_task(slack.type(COMMANDS[number % len(COMMANDS)])))
        pending = {task for task in pending if not task.done()}
    await asyncio.gather(*pending)
    return await slack.until("under way", 0)


async def answer_at_once(slack: Slack) -> None:
    """In the bot's place: acknowledge each envelope and answer it, and do nothing else."""
    headers = {"Authorization": f"Bearer {TOKENS['SLACK_APP_TOKEN']}"}
    opened = slack.session.post(f"{slack.url}api/apps.connections.open", headers=headers)
    async with opened as answer:
        url = (await answer.json())["url"]
    answering = set[asyncio.Task[None]]()
    async with slack.session.ws_connect(url) as socket:
        async for message in socket:
            envelope = json.loads(message.data)
            if "envelope_id" not in envelope:
                continue
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
            task = asyncio.create_task(_echo(slack, envelope["payload"]["response_url"]))
            answering.add(task)
            task.add_done_callback(answering.discard)


async def _echo(slack: Slack, url: str) -> None:
    async with slack.session.post(url, json={"text": "Here"}) as answer:
        await answer.read()


async def alone(seconds: int, rate: int) -> Mapping[str, Any]:
    """What the fake takes without the bot."""
    async with fake() as slack:
        echo = asyncio.create_task(answer_at_once(slack))
        await slack.until("connected", wanted=True)
        report = await load(slack, seconds, rate)
        echo.cancel()
        return report


async def beside_an_import(
    folder: Path, seconds: int, rate: int, articles: int
) -> tuple[Mapping[str, Any], dict[str, float]]:
    """What people wait for the bot, and the seconds of processor time meanwhile, by process."""
    (folder / "broadsheet.yaml").write_text(SETTINGS)
    path = made(folder, articles)
    async with fake() as slack:
        variables = {
            **TOKENS,
            "SLACK_API_URL": f"{slack.url}api/",
            "BROADSHEET_STATE": str(folder / "state"),
            "BROADSHEET_CONFIG": str(folder / "broadsheet.yaml"),
        }
        async with process("bot", "run", "--serve", **variables) as bot:
            await slack.until("connected", wanted=True)
            async with process("bot", "import", str(path), **variables):
                before = used(bot.pid), used(slack.pid)
                report = await load(slack, seconds, rate)
                after = used(bot.pid), used(slack.pid)
    return report, {"bot": after[0] - before[0], "fake": after[1] - before[1]}


def used(pid: int) -> float:
    """Seconds of processor time so far, of *pid* and what it started."""
    return sum(use.seconds for use in machine.use(pid).values())


def said(report: Mapping[str, Any]) -> str:
    """How long they waited, and how many in vain."""
    acked = sorted(acked for acked, _ in report["typed"] if acked is not None)
    answered = sorted(answered for _, answered in report["typed"] if answered is not None)
    lost = len(report["typed"]) - len(answered)
    return f"acknowledged {shares(acked)}; answered {shares(answered)}; lost {lost}"


def shares(seconds: list[float]) -> str:
    if not seconds:
        return "never"
    p50, p99 = (seconds[int(len(seconds) * share)] * 1e3 for share in (0.5, 0.99))
    return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, worst {seconds[-1] * 1e3:.0f} ms"


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    seconds, rate, articles = (*given, *(SECONDS, RATE, ARTICLES)[len(given) :])
    print(machine.summary())
    print(f"{rate} commands a second for {seconds} s")
    print(f"the fake alone: {said(asyncio.run(alone(seconds, rate)))}")
    with TemporaryDirectory() as name:
        found = beside_an_import(Path(name), seconds, rate, articles)
        report, took = asyncio.run(found)
    print(f"the bot, beside an import of {articles:,}: {said(report)}")
    times = ", ".join(f"{name} {spent:.1f} s" for name, spent in took.items())
    print(f"processor time meanwhile: {times}; load {os.getloadavg()[0]:.1f}")
