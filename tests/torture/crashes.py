"""A day of the bot, from what is due to the last receipt, stopped at each commit and each post."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import product

from bot.database.engine import open_database
from bot.database.ledger import Ledger
from bot.publishing.delivery import Delivery
from tests.fakes.clock import StoppedClock
from tests.fakes.database import StoppingDatabase
from tests.fakes.platform import FakePlatform
from tests.fakes.ticker import FakeTicker
from tests.printing import channel, stored
from tests.torture.outcome import Outcome, judged, say
from tests.torture.planting import wanted
from tests.torture.poster import TEXTS, days_work

CHANNELS = 2
POSTS = CHANNELS * len(TEXTS)
NOWHERE = 10**6


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


async def crashed(
    url: str, *, write: int = NOWHERE, post: int | None = None, before: bool = False
) -> tuple[StoppingDatabase, Outcome]:
    """Stop at that write or at that post, *before* it lasts or after, and start anew.

    Gives the database, which counts what was begun, and what became of it all.
    """
    clock = StoppedClock()
    platform = StoppingPlatform(clock, stop_at=post, before=before)
    async with open_database(url, own_time=False) as database:
        await planted(database)
        stopping = StoppingDatabase(database, at=write, before=before)
        platform.stopped = stopping.stopped
        await _doomed(stopping, platform, clock)
    platform.stop_at = None
    return stopping, await resumed(url, platform, clock, what=f"{write=} {post=} {before=}")


async def planted(database) -> None:
    """The schedules of the day."""
    for n in range(CHANNELS):
        await stored(database, name=f"s{n}", channel=channel(f"C{n}"))


async def resumed(url: str, platform: FakePlatform, clock: StoppedClock, *, what: str) -> Outcome:
    """What has become of the day, once another bot has gone on with it."""
    async with open_database(url, own_time=False) as database:
        clock.advance(seconds=130)
        async with Delivery(database, {"slack": platform}, FakeTicker(), clock) as delivery:
            for _ in range(4):
                clock.advance(seconds=130)
                await days_work(database, delivery, clock)
        states = {record.state for record in await Ledger(database).editions()}
    there = {name: platform.texts_in(name) for name in wanted(CHANNELS)}
    found = judged(f"{what}, {states}", there, wanted(CHANNELS))
    passed = found.passed and states == {"posted"} and len(platform.posted) == POSTS
    return replace(found, passed=passed)


async def _doomed(stopping, platform, clock) -> None:
    """Work until something stops; a dead process keeps no connection either."""
    delivery = Delivery(stopping, {"slack": platform}, FakeTicker(), clock)
    doomed = asyncio.create_task(days_work(stopping, delivery, clock))
    waiting = asyncio.create_task(stopping.stopped.wait())
    over, _ = await asyncio.wait({doomed, waiting}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
    assert over, "it neither ended nor stopped"
    if doomed in over:
        doomed.result()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def one_by_one(kind: str, urls: Callable[[], str]) -> Outcome:
    """Each write and each post there is, on databases of that *kind*, empty ones from *urls*."""
    counting, whole = asyncio.run(crashed(urls()))
    writes, fenced = counting.writes, counting.fenced_writes
    outcomes = [whole]
    for write, before in product(range(1, writes + 1), (True, False)):
        outcomes.append(asyncio.run(crashed(urls(), write=write, before=before))[1])
    say(f"{kind}: stopped at {writes} writes, before and after")
    for post, before in product(range(1, POSTS + 1), (True, False)):
        outcomes.append(asyncio.run(crashed(urls(), post=post, before=before))[1])
    bad = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in bad:
        say(f"{kind}: {outcome}")
    return Outcome(
        f"a crash before and after each of {writes} commits ({fenced} of them fenced) and {POSTS} "
        f"posts, one by one, {kind}",
        "0 lost, 0 doubled",
        f"in {len(bad)} of {len(outcomes)} days something lost, doubled or out of order",
        passed=not bad,
    )
