"""One of several bots on one PostgreSQL: one of them issues and assembles, all of them post.

Usage: python -m tests.torture.replica DATABASE-URL PORT embedded|procrastinate
"""

import asyncio
import json
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from bot.chat import Limit, PostFailed, PostUnclear, Receipt
from bot.clock import SystemClock
from bot.database.engine import open_database
from bot.database.gates import Gates
from bot.database.jobs import Jobs
from bot.database.leases import Leases
from bot.duties import Role, keep_up
from bot.log import start_log
from bot.publishing.delivery import Delivery
from bot.publishing.pace import Pace
from bot.publishing.shared_gate import SharedGate
from bot.settings.shape import LogLevel
from bot.ticker import Ticker
from tests.torture.poster import press_on, under_way
from tests.torture.processes import die_with_parent

PACE = Pace(patience=timedelta(seconds=2), settle=timedelta(seconds=2.5), slots=3)
DUTY = timedelta(seconds=6)
"""How long the press's lease lasts, so that another has it soon."""
RATE = 25
LIMIT = Limit(key="slack:T1", most=RATE, per=timedelta(seconds=1))


class SinkPlatform:
    """Posts over a connection of its own each time, as if to the other end of the world."""

    name = "slack"
    readable = True

    def __init__(self, port: int) -> None:
        self._port = port

    def limits(self, channel):
        return (LIMIT,)

    def limits_of_reading(self, channel):
        return ()

    async def post(self, channel, payload, *, send_key, under=None):
        post = {"channel": str(channel), "text": payload["text"], "key": send_key}
        answer = await self._asked(post)
        if "refused" in answer:
            wait = timedelta(seconds=answer["refused"])
            raise PostFailed(str(channel), "429", retry=True, wait=wait)
        return Receipt(channel=str(channel), message=send_key)

    async def find(self, channel, send_key, *, under, since, until):
        there = (await self._asked({"find": send_key}))["there"]
        return Receipt(channel=str(channel), message=send_key) if there else None

    async def begin(self):
        """Return once all senders are here."""
        await self._asked({"here": True})

    async def _asked(self, question):
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(json.dumps(question).encode() + b"\n")
            if answer := await reader.readline():
                return json.loads(answer)
            raise PostUnclear("the connection was cut")
        finally:
            writer.close()


@asynccontextmanager
async def delivering(url: str, port: int, dispatcher: str, clock, *, pace: Pace | None = None):
    """Post what is there, beside others that do; gives the database, a ticker and the jobs."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(url))
        ticker = await stack.enter_async_context(Ticker())
        jobs = None
        if dispatcher == "procrastinate":
            jobs = Jobs(url)
            await stack.enter_async_context(jobs.opened())
        sink, gate = SinkPlatform(port), SharedGate(Gates(database, clock), clock)
        await sink.begin()
        delivery = Delivery(
            database, {"slack": sink}, ticker, clock, pace=pace, gate=gate, jobs=jobs
        )
        await stack.enter_async_context(delivery)
        yield database, ticker, jobs


async def main(url: str, port: int, dispatcher: str) -> None:
    """Work until nothing of the ledger is under way."""
    clock = SystemClock()
    async with delivering(url, port, dispatcher, clock, pace=PACE) as (database, ticker, jobs):
        announce = jobs and jobs.announce
        press = press_on(database, ticker, clock, assembles=False, announce=announce)
        async with on_duty(press, Leases(database, clock, length=DUTY)):
            while await under_way(database):  # noqa: ASYNC110 - others work on it too
                await asyncio.sleep(0.3)


@asynccontextmanager
async def on_duty(press, leases):
    """Be the press for all of them while nobody else is, as `broadsheet run` is."""

    async def begin(lease):
        press.assembles = True
        await press.issue_due()
        await press.assemble_planned()

    async def end():
        press.assembles = False

    duty = keep_up(leases, Role.SCHEDULER, begin=begin, end=end, settled=asyncio.Event())
    task = asyncio.create_task(duty)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


if __name__ == "__main__":
    die_with_parent()
    start_log(level=LogLevel.ERROR, as_json=True, secrets=())
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
