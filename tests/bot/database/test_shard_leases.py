"""Leases of shards: no shard is two processes', however unlike their settings."""

import asyncio
from datetime import timedelta

import pytest

from bot.database.engine import open_database
from bot.database.shard_leases import ShardLeases

SOON = timedelta(milliseconds=90)


@pytest.fixture
async def shared(postgresql_url):
    async with open_database(postgresql_url, own_time=False) as opened:
        yield opened


@pytest.fixture
def process(shared, clock):
    return lambda owner: ShardLeases(shared, clock, owner=owner, length=SOON)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (((), None), ((), None)),
        (((0, 1), 4), ((0, 1), 4)),
        (((0, 1), 4), ((1, 2), 4)),
        (((0, 1), 4), ((), None)),
        (((), None), ((3,), 4)),
        (((0,), 4), ((5,), 8)),
    ],
)
async def test_who_might_open_the_same_shard_waits(process, ours, theirs):
    order = []

    async def listen(owner, shards):
        async with process(owner).hold(*shards) as held:
            assert len(held) == max(1, len(shards[0]))
            order.append(owner)
            await asyncio.sleep(SOON.total_seconds())
            order.append(owner)

    await asyncio.wait_for(asyncio.gather(listen("a", ours), listen("b", theirs)), 120)
    assert order in (["a", "a", "b", "b"], ["b", "b", "a", "a"])


async def test_shards_that_are_nobodys_are_opened_beside_others(process):
    async with process("a").hold((0, 1), 4):
        async with asyncio.timeout(120):
            async with process("b").hold((2, 3), 4) as held:
                assert [lease.name for lease in held] == [
                    "discord shard 2 of 4",
                    "discord shard 3 of 4",
                ]


async def test_who_can_have_but_one_of_two_has_none(process):
    async with process("a").hold((1,), 4):
        waiting = asyncio.create_task(process("b").hold((0, 1), 4).__aenter__())
        await asyncio.sleep(2 * SOON.total_seconds())
        assert not waiting.done()
        async with asyncio.timeout(120):
            async with process("c").hold((0,), 4):
                pass
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
