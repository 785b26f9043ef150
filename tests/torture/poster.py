"""A bot of its own that is there to be killed: it issues, assembles and posts until all is posted.

Usage: python -m tests.torture.poster DATABASE-URL FILE SEED
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from bot.chat import Message
from bot.clock import SystemClock
from bot.database.engine import DatabaseUnusable, open_database
from bot.database.ledger import Ledger
from bot.log import start_log
from bot.publishing.delivery import Delivery
from bot.publishing.pace import Pace
from bot.publishing.press import Press
from bot.settings.shape import LogLevel
from bot.ticker import Ticker
from tests.builders import story
from tests.fakes.newsroom import FakeNewsroom
from tests.fakes.ticker import FakeTicker
from tests.torture.processes import die_with_parent
from tests.torture.sinks import FaultySink

PACE = Pace(patience=timedelta(seconds=1), settle=timedelta(seconds=0.2), slots=16)
TEXTS = ("heading", "one", "two")
UNDER_WAY = {"planned", "enqueued"}
OFTEN = timedelta(seconds=0.1)


def three_messages(reply):
    """A heading and two parts below it."""
    heading = reply.digest.heading
    return [
        Message(payload={"text": f"{heading}: {text}"}, under=0 if n else None)
        for n, text in enumerate(TEXTS)
    ]


def press_on(database, ticker, clock, **more) -> Press:
    newsroom = FakeNewsroom()
    newsroom.add(story("A ferry sank", id="one"))
    return Press(database, newsroom, {"slack": three_messages}, (), ticker, clock, **more)


async def days_work(database, delivery, clock) -> None:
    """All that a bot does from start to end of a day."""
    press = press_on(database, FakeTicker(), clock)
    await press.issue_due()
    await press.assemble_planned()
    await delivery.drained()


async def main(url: str, path: Path, seed: int) -> None:
    """Work until every edition of the ledger is over."""
    clock = SystemClock()
    async with open_database(url) as database, Ticker() as ticker:
        press = press_on(database, ticker, clock)
        sink = FaultySink(path, seed=seed, slow=0.15)
        async with Delivery(database, {"slack": sink}, ticker, clock, pace=PACE) as delivery:
            await press.issue_due()
            ticker.every(OFTEN, press.assemble_planned, name="assemble")
            while await under_way(database):
                await delivery.stir()
                await asyncio.sleep(OFTEN.total_seconds())


async def under_way(database):
    """Whether there's something to do, for all that can be told just now."""
    try:
        states = {record.state for record in await Ledger(database).editions()}
    except DatabaseUnusable:
        return True
    return not states or bool(UNDER_WAY & states)


if __name__ == "__main__":
    die_with_parent()
    start_log(level=LogLevel.ERROR, as_json=True, secrets=())
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
