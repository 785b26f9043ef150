"""A process of its own that delivers what is in a database to a sink, beside others like it.

Usage: python -m tests.scenarios.replica DATABASE-URL PORT embedded|procrastinate
"""

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from datetime import timedelta

from bot.chat import Limit, Receipt
from bot.clock import SystemClock
from bot.database.engine import DatabaseUnusable, open_database
from bot.database.gates import Gates
from bot.database.jobs import Jobs
from bot.database.ledger import Ledger
from bot.publishing.delivery import Delivery
from bot.publishing.pace import Pace
from bot.publishing.shared_gate import SharedGate
from bot.ticker import Ticker

PACE = Pace(patience=timedelta(seconds=2), settle=timedelta(seconds=2.5), slots=3)
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

    async def post(self, channel, payload, *, send_key, under=None):
        await self._asked({"channel": str(channel), "text": payload["text"], "key": send_key})
        return Receipt(channel=str(channel), message=send_key)

    async def find(self, channel, send_key, *, under, since, until):
        there = (await self._asked({"find": send_key}))["there"]
        return Receipt(channel=str(channel), message=send_key) if there else None

    async def _asked(self, question):
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(json.dumps(question).encode() + b"\n")
            return json.loads(await reader.readline())
        finally:
            writer.close()


async def main(url: str, port: int, dispatcher: str) -> None:
    """Deliver until nothing of the ledger is under way."""
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(url))
        ticker = await stack.enter_async_context(Ticker())
        jobs = None
        if dispatcher == "procrastinate":
            jobs = Jobs(url)
            await stack.enter_async_context(jobs.opened())
        delivery = Delivery(
            database,
            {"slack": SinkPlatform(port)},
            ticker,
            clock,
            pace=PACE,
            gate=SharedGate(Gates(database, clock)),
            jobs=jobs,
        )
        await stack.enter_async_context(delivery)
        while await under_way(database):  # noqa: ASYNC110 - others work on it too
            await asyncio.sleep(0.1)


async def under_way(database):
    """Whether there's something to deliver, for all that can be told just now."""
    try:
        return any(record.state == "enqueued" for record in await Ledger(database).editions())
    except DatabaseUnusable:
        return True


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
