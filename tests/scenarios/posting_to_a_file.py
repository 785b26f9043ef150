"""A process of its own that delivers what is in a database to a file, and may be killed in it.

Usage: python -m tests.scenarios.posting_to_a_file DATABASE-URL FOLDER [FILE LINES]

FOLDER/begun gets a line before each post, FOLDER/channel the message. Where FILE of them has that
many LINES, it does nothing more: whoever watches the files can kill it there.
"""

import asyncio
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bot.chat import Receipt
from bot.clock import SystemClock
from bot.database.engine import open_database
from bot.database.ledger import Ledger
from bot.publishing.delivery import Delivery
from bot.publishing.pace import Pace
from bot.ticker import Ticker

PACE = Pace(patience=timedelta(seconds=60), settle=timedelta(seconds=0.4))


class FilePlatform:
    """A channel that is a file; what is in it can be found again."""

    name = "slack"
    readable = True

    def __init__(self, folder: Path, file: str, lines: int) -> None:
        self._begun = folder / "begun"
        self._channel = folder / "channel"
        self._last = folder / file, lines

    async def post(self, channel, payload, *, send_key, under=None):
        await self._append(self._begun, send_key)
        await self._append(self._channel, f"{send_key} {payload['text']}")
        return Receipt(channel=str(channel), message=send_key)

    async def find(self, channel, send_key, *, under, since, until):
        assert since < datetime.now(since.tzinfo)
        posted = self._channel.read_text().splitlines() if self._channel.exists() else []
        there = any(line.startswith(f"{send_key} ") for line in posted)
        return Receipt(channel=str(channel), message=send_key) if there else None

    def limits(self, channel):
        return ()

    def limits_of_reading(self, channel):
        return ()

    async def _append(self, path: Path, line: str) -> None:
        if self._last == (path, _appended(path, line)):
            await asyncio.Event().wait()


def _appended(path: Path, line: str) -> int:
    """How many lines there are with this one."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    return len(path.read_text(encoding="utf-8").splitlines())


async def main(url: str, folder: Path, file: str = "", lines: str = "0") -> None:
    """Deliver until nothing of the ledger is under way."""
    async with (
        open_database(url) as database,
        Ticker() as ticker,
        Delivery(
            database,
            {"slack": FilePlatform(folder, file, int(lines))},
            ticker,
            SystemClock(),
            pace=PACE,
        ) as delivery,
    ):
        while any(record.state == "enqueued" for record in await Ledger(database).editions()):
            await delivery.drained()
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:]))
