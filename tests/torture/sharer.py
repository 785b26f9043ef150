"""One of several bots on one PostgreSQL: it posts what is there at the bot's own pace, until ended.

Usage: python -m tests.torture.sharer DATABASE-URL PORT embedded|procrastinate
"""

import asyncio
import sys

from bot.clock import SystemClock
from bot.log import start_log
from bot.settings.shape import LogLevel
from tests.torture.processes import die_with_parent
from tests.torture.replica import delivering


async def main(url: str, port: int, dispatcher: str) -> None:
    async with delivering(url, port, dispatcher, SystemClock()):
        await asyncio.Event().wait()


if __name__ == "__main__":
    die_with_parent()
    start_log(level=LogLevel.ERROR, as_json=False, secrets=())
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
