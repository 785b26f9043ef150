"""From a schedule that is due to the last receipt, stopped at every commit and every post."""

import asyncio

import pytest

from bot.chat import Message
from bot.database.engine import open_database
from bot.database.ledger import Ledger
from bot.publishing.delivery import Delivery
from bot.publishing.press import Press
from tests.builders import story
from tests.fakes.database import StoppingDatabase
from tests.fakes.newsroom import FakeNewsroom
from tests.fakes.platform import FakePlatform
from tests.printing import channel, stored

TEXTS = ["heading", "one", "two"]
COMMITS = 14
"""More than a run makes, as the last of these tests sees to."""


def three_messages(reply):
    return [Message(payload={"text": t}, under=0 if n else None) for n, t in enumerate(TEXTS)]


async def work(database, newsroom, delivery, ticker, clock):
    """All that a bot does from start to end of a day."""
    press = Press(database, newsroom, {"slack": three_messages}, (), ticker, clock)
    await press.issue_due()
    await press.assemble_planned()
    await delivery.drained()


@pytest.fixture
def newsroom():
    made = FakeNewsroom()
    made.add(story("A ferry sank"))
    return made


async def all_end():
    """End what the stopped day had under way: a dead process keeps no connection either."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


async def crashed_and_resumed(url, newsroom, ticker, clock, platform, *, at, before):
    """Stop at write number *at*, or wherever the platform stops; then start anew."""
    async with open_database(url, own_time=False) as database:
        for n in range(2):
            await stored(database, name=f"s{n}", channel=channel(f"C{n}"))
        stopping = StoppingDatabase(database, at=at, before=before)
        platform.stopped = stopping.stopped
        delivery = Delivery(stopping, {"slack": platform}, ticker, clock)
        doomed = asyncio.create_task(work(stopping, newsroom, delivery, ticker, clock))
        waiting = asyncio.create_task(stopping.stopped.wait())
        await asyncio.wait({doomed, waiting}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        await all_end()
    platform.stop_at = None
    async with open_database(url, own_time=False) as database:
        clock.advance(seconds=130)
        async with Delivery(database, {"slack": platform}, ticker, clock) as delivery:
            for _ in range(4):
                clock.advance(seconds=130)
                await work(database, newsroom, delivery, ticker, clock)
        states = {record.state for record in await Ledger(database).editions()}
    return stopping.writes, states


class StoppingPlatform(FakePlatform):
    """Never comes back from post number *stop_at*, *before* the message is there or after."""

    def __init__(self, clock, *, stop_at=None, before=False):
        super().__init__(clock)
        self.stop_at = stop_at
        self.stopped = asyncio.Event()
        self._before = before

    async def post(self, channel, payload, *, send_key, under=None):
        last = len(self.attempts) + 1 == self.stop_at
        if last and self._before:
            self.attempts.append(payload["text"])
            await self._stop()
        receipt = await super().post(channel, payload, send_key=send_key, under=under)
        if last:
            await self._stop()
        return receipt

    async def _stop(self):
        self.stopped.set()
        await asyncio.Event().wait()


def all_is_there_once(platform, states):
    assert states == {"posted"}
    for n in range(2):
        assert platform.texts_in(channel(f"C{n}")) == TEXTS


@pytest.mark.slow
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("at", range(1, COMMITS))
async def test_a_crash_at_any_commit_of_a_day_loses_nothing_and_doubles_nothing(
    database_url, newsroom, ticker, clock, at, before
):
    platform = FakePlatform(clock)
    _, states = await crashed_and_resumed(
        database_url, newsroom, ticker, clock, platform, at=at, before=before
    )
    all_is_there_once(platform, states)


@pytest.mark.slow
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("post", range(1, 7))
async def test_a_crash_at_any_post_loses_nothing_and_doubles_nothing(
    database_url, newsroom, ticker, clock, post, before
):
    platform = StoppingPlatform(clock, stop_at=post, before=before)
    _, states = await crashed_and_resumed(
        database_url, newsroom, ticker, clock, platform, at=10**6, before=False
    )
    all_is_there_once(platform, states)


async def test_these_are_all_the_commits_there_are(database_url, newsroom, ticker, clock):
    platform = FakePlatform(clock)
    writes, states = await crashed_and_resumed(
        database_url, newsroom, ticker, clock, platform, at=10**6, before=False
    )
    all_is_there_once(platform, states)
    assert 6 < writes < COMMITS
