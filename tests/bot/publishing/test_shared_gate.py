import asyncio
from datetime import timedelta

import pytest

from bot.chat import Limit
from bot.database.engine import open_database
from bot.database.gates import Allowance, Gates
from bot.publishing.gates import Shut
from bot.publishing.shared_gate import AHEAD, SharedGate
from tests.builders import NOW
from tests.fakes.clock import StoppedClock

SECOND = timedelta(seconds=1)


def a_second(key="C1", *, most=1):
    return Limit(key=key, most=most, per=SECOND)


@pytest.fixture
def gate(database, clock):
    return SharedGate(Gates(database, clock), clock)


@pytest.fixture
def other(database, clock):
    """Another process's."""
    return SharedGate(Gates(database, clock), clock)


async def test_two_processes_share_what_is_allowed(gate, other, clock):
    limit = a_second(most=2)
    assert not isinstance(await gate.admit([limit], now=clock.now()), Shut)
    assert not isinstance(await other.admit([limit], now=clock.now()), Shut)
    for one in (gate, other):
        shut = await one.admit([limit], now=clock.now())
        assert SECOND <= shut.until - clock.now() <= 1.05 * SECOND
    clock.advance(seconds=1.05)
    assert not isinstance(await other.admit([limit], now=clock.now()), Shut)
    assert not isinstance(await other.admit([limit], now=clock.now()), Shut)
    assert isinstance(await gate.admit([limit], now=clock.now()), Shut)


async def test_of_many_who_ask_at_once_no_more_pass_than_may(gate, other, clock):
    wide, narrow = a_second("T1", most=100), [a_second(f"T1/C{n}") for n in range(20)]
    passed = await asyncio.gather(
        *(one.admit([wide, limit], now=clock.now()) for limit in narrow for one in (gate, other))
    )
    assert sum(not isinstance(one, Shut) for one in passed) == 11  # those of a tenth of a second


async def test_a_post_counts_under_all_its_limits_or_under_none(gate, clock):
    wide, narrow = a_second("T1", most=2), Limit(key="T1/C1", most=1, per=10 * SECOND)
    assert not isinstance(await gate.admit([wide, narrow], now=clock.now()), Shut)
    assert (await gate.admit([wide, narrow], now=clock.now())).key == "T1/C1"
    other = Limit(key="T1/C2", most=1, per=10 * SECOND)
    assert not isinstance(
        await gate.admit([wide, other], now=clock.now()), Shut
    )  # its place wasn't taken
    third = Limit(key="T1/C3", most=1, per=10 * SECOND)
    assert (await gate.admit([wide, third], now=clock.now())).key == "T1"


async def test_what_is_let_through_leaves_a_little_later_by_ones_own_clock(gate, clock):
    assert await gate.admit([a_second()], now=clock.now()) == clock.now() + AHEAD


async def test_what_a_platform_closed_is_closed_for_all_and_stays_so_for_the_longer(
    gate, other, clock
):
    await gate.close("C1", until=NOW + 60 * SECOND)
    await other.close("C1", until=NOW + 5 * SECOND)
    shut = await other.admit([a_second("C1")], now=clock.now())
    assert shut.until + AHEAD == NOW + 60 * SECOND
    assert not isinstance(await other.admit([a_second("C2")], now=clock.now()), Shut)
    assert not isinstance(await gate.admit([a_second("C1")], now=clock.advance(seconds=60)), Shut)


async def test_what_leaves_late_counts_for_all_as_of_then(gate, other, clock):
    limit = a_second(most=2)
    leaves = await gate.admit([limit], now=clock.now())
    assert not isinstance(await other.admit([limit], now=clock.now()), Shut)
    await gate.left([limit], leaves=leaves, now=leaves + 0.6 * SECOND)
    clock.advance(seconds=1.05)
    assert not isinstance(await other.admit([limit], now=clock.now()), Shut)
    shut = await other.admit([limit], now=clock.now())
    assert 1.6 * SECOND < shut.until - NOW <= 1.65 * SECOND


class SlowGates:
    """Answers after as many seconds as are *waits*, one after another."""

    def __init__(self, clock, waits):
        self._clock = clock
        self._waits = iter(waits)

    async def judge(self, keys, by):
        there = self._clock.now()
        self._clock.advance(seconds=next(self._waits))
        return by({key: Allowance() for key in keys}, there)[0]


async def test_an_answer_that_takes_long_makes_no_post_leave_later_than_it_counts(clock):
    gate = SharedGate(SlowGates(clock, [0.01, 0.2]), clock)
    assert await gate.admit([a_second()], now=clock.now()) == clock.now() + AHEAD
    asked = clock.now()
    leaves = await gate.admit([a_second()], now=asked)
    assert leaves == asked + AHEAD + timedelta(seconds=0.01)


async def test_without_limits_nothing_is_asked(clock):
    assert not isinstance(await SharedGate(Gates(None, clock), clock).admit([], now=NOW), Shut)


async def test_processes_whose_clocks_differ_go_by_the_servers(postgresql_url):
    early, late = StoppedClock(), StoppedClock(NOW + timedelta(days=1))
    limit = Limit(key="C1", most=1, per=timedelta(hours=1))
    async with open_database(postgresql_url) as database:
        assert not isinstance(
            await SharedGate(Gates(database, early), early).admit([limit], now=early.now()), Shut
        )
        shut = await SharedGate(Gates(database, late), late).admit([limit], now=late.now())
    assert timedelta(minutes=59) < shut.until - late.now() < timedelta(minutes=62)
