"""Serving channels one by one: who waits for a limit that many share, and who leaves his slot."""

import asyncio
from datetime import timedelta

from bot.chat import Limit
from bot.database.claims import Claims
from bot.publishing.channel_server import WORTH_WAITING, ChannelServer
from bot.publishing.gates import Shut
from bot.publishing.pace import Pace
from tests.builders import NOW
from tests.fakes.platform import FakePlatform
from tests.printing import channel, enqueued, stored

EVERY = timedelta(seconds=0.5)


class ShutGate:
    """Lets nobody through for a while."""

    def __init__(self):
        self.asked = 0

    async def admit(self, limits, *, now):
        self.asked += 1
        return Shut(key=limits[0].key, until=now + WORTH_WAITING, every=EVERY)


async def test_of_many_that_share_a_limit_only_those_soon_to_come_keep_their_slots(database, clock):
    platform = FakePlatform(clock, limits=lambda _: (Limit(key="slack:T1", most=2, per=2 * EVERY),))
    for n in range(10):
        await enqueued(
            database, await stored(database, name=f"s{n}", channel=channel(f"C{n}")), "x"
        )
    gate, pace = ShutGate(), Pace()
    claims = Claims(database, owner="me", lease=pace.lease)
    server = ChannelServer({"slack": platform}, claims, gate, clock, pace)
    serving = [asyncio.create_task(server.serve("slack", str(channel(f"C{n}")))) for n in range(10)]
    most = WORTH_WAITING // EVERY + 1
    left = 10 - most
    gone = set()
    while len(gone) < left:
        done, _ = await asyncio.wait(set(serving) - gone, return_when=asyncio.FIRST_COMPLETED)
        gone |= done
    assert gate.asked == 1  # by the first of those who wait; they'd all ask in vain
    for task in serving:
        task.cancel()
    await asyncio.gather(*serving, return_exceptions=True)
    others = Claims(database, owner="another", lease=pace.lease)
    back = await others.claim("slack", now=NOW + WORTH_WAITING + EVERY, most=10)
    assert len(back) == left
