"""Leases: one holder at a time, and the next as soon as that one is dead."""

import asyncio
from datetime import timedelta

import pytest

from bot.database.engine import open_database
from bot.database.leases import LENGTH, RENEWED, LeaseLost, Leases
from tests.builders import NOW
from tests.fakes.clock import StoppedClock

MOMENT = timedelta(milliseconds=60)


@pytest.fixture
async def shared(postgresql_url):
    async with open_database(postgresql_url, own_time=False) as opened:
        yield opened


@pytest.fixture
def mine(shared, clock):
    return Leases(shared, clock, owner="mine")


@pytest.fixture
def theirs(shared, clock):
    return Leases(shared, clock, owner="theirs")


def test_another_takes_over_within_thirty_seconds():
    assert timedelta(seconds=30) > LENGTH + LENGTH / RENEWED


async def test_a_lease_has_one_holder_at_a_time(mine, theirs):
    took = await asyncio.gather(*(owner.take("shard 0") for owner in (mine, theirs) * 5))
    assert sum(lease is not None for lease in took) == 1
    assert await mine.take("shard 1") is not None


async def test_who_renews_keeps_it_and_who_does_not_loses_it(mine, theirs, clock):
    lease = await mine.take("newsroom")
    clock.advance(seconds=10)
    assert await mine.renew(lease)
    clock.advance(seconds=10)
    assert await theirs.take("newsroom") is None
    clock.advance(seconds=6)
    taken = await theirs.take("newsroom")
    assert taken.fence == lease.fence + 1
    assert not await mine.renew(lease)
    assert lease.lost.is_set()
    assert not lease.lasts()


async def test_what_is_released_is_anybodys_at_once(mine, theirs):
    lease = await mine.take("newsroom")
    await mine.release(lease)
    assert await theirs.take("newsroom") is not None
    assert not await mine.renew(lease)


async def test_who_has_lost_it_can_write_nothing_under_it(shared, mine, theirs, clock):
    lease = await mine.take("newsroom")
    await shared.change(lease.check)
    clock.advance(seconds=16)
    await shared.change(lease.check)  # late, and yet nobody else's
    await theirs.take("newsroom")
    with pytest.raises(LeaseLost, match="taken over newsroom"):
        await shared.change(lease.check)
    assert lease.lost.is_set()


async def test_a_lease_is_held_for_as_long_as_the_context_lasts(shared):
    clock = StoppedClock(NOW)
    mine = Leases(shared, clock, owner="mine", length=MOMENT)
    theirs = Leases(shared, clock, owner="theirs", length=MOMENT)
    order = []

    async def hold(leases, name):
        async with leases.hold("newsroom") as lease:
            order.append(name)
            await shared.change(lease.check)
            order.append(name)

    await asyncio.wait_for(asyncio.gather(hold(mine, "mine"), hold(theirs, "theirs")), 60)
    assert order in (["mine", "mine", "theirs", "theirs"], ["theirs", "theirs", "mine", "mine"])


async def test_a_holder_is_told_when_another_has_taken_over(shared):
    clock = StoppedClock(NOW)
    mine = Leases(shared, clock, owner="mine", length=timedelta(seconds=2))
    theirs = Leases(shared, clock, owner="theirs", length=timedelta(seconds=2))
    async with mine.hold("newsroom") as lease:
        clock.advance(seconds=3)  # as if it had been frozen for so long
        assert await theirs.take("newsroom") is not None
        await asyncio.wait_for(lease.lost.wait(), 60)


async def test_where_one_process_runs_at_a_time_whoever_held_it_is_dead(sqlite_url, clock):
    async with open_database(sqlite_url) as database:
        lease = await Leases(database, clock, owner="dead").take("newsroom")
        taken = await Leases(database, clock, owner="next").take("newsroom")
        assert (lease.fence, taken.fence) == (1, 2)
