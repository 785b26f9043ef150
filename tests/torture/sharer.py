"""One of several bots on one PostgreSQL: it posts what is there at the bot's own pace, until ended.

Usage: python -m tests.torture.sharer DATABASE-URL PORT embedded|procrastinate
"""

import asyncio
import sys
from contextlib import AsyncExitStack

from bot.clock import SystemClock
from bot.database.engine import open_database
from bot.database.gates import Gates
from bot.database.jobs import Jobs
from bot.log import start_log
from bot.publishing.delivery import Delivery
from bot.publishing.shared_gate import SharedGate
from bot.settings.shape import LogLevel
from bot.ticker import Ticker
from tests.torture.processes import die_with_parent
from tests.torture.replica import SinkPlatform


async def main(url: str, port: int, dispatcher: str) -> None:
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(url))
        ticker = await stack.enter_async_context(Ticker())
        jobs = None
        if dispatcher == "procrastinate":
            jobs = Jobs(url)
            await stack.enter_async_context(jobs.opened())
        gate = SharedGate(Gates(database, clock), clock)
        platforms = {"slack": SinkPlatform(port)}
        delivery = Delivery(database, platforms, ticker, clock, gate=gate, jobs=jobs)
        await stack.enter_async_context(delivery)
        await asyncio.Event().wait()


if __name__ == "__main__":
    die_with_parent()
    start_log(level=LogLevel.ERROR, as_json=False, secrets=())
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
