import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import Limit
from bot.publishing.gates import GUARD, LocalGate, Shut
from tests.builders import NOW
from tests.fakes.clock import StoppedClock
from tests.fakes.limited import MODELS

SECOND = timedelta(seconds=1)


def a_second(key="C1", *, most=1):
    return Limit(key=key, most=most, per=SECOND)


async def times_through(gate, limits, clock, *, posts):
    """When each of so many posts got through, each trying again when it's told to."""
    through = []
    while len(through) < posts:
        shut = await gate.admit(limits, now=clock.now())
        if not isinstance(shut, Shut):
            through.append(clock.now())
        else:
            assert shut.until > clock.now()
            clock.advance(seconds=(shut.until - clock.now()).total_seconds())
    return through


async def test_posts_leave_evenly_but_for_the_few_that_may_be_made_up_for():
    through = await times_through(LocalGate(), [a_second(most=10)], StoppedClock(), posts=10)
    assert [round((at - NOW) / SECOND, 1) for at in through] == [0, *(n / 10 for n in range(9))]


async def test_a_post_counts_under_all_its_limits_or_under_none():
    clock, gate = StoppedClock(), LocalGate()
    wide, narrow = a_second("T1", most=2), Limit(key="T1/C1", most=1, per=10 * SECOND)
    assert not isinstance(await gate.admit([wide, narrow], now=clock.now()), Shut)
    shut = await gate.admit([wide, narrow], now=clock.now())
    assert (shut.key, shut.every) == ("T1/C1", 10 * SECOND * GUARD)
    other = Limit(key="T1/C2", most=1, per=10 * SECOND)
    assert not isinstance(
        await gate.admit([wide, other], now=clock.now()), Shut
    )  # its place wasn't taken
    third = Limit(key="T1/C3", most=1, per=10 * SECOND)
    assert (await gate.admit([wide, third], now=clock.now())).key == "T1"


async def test_what_is_closed_stays_closed_for_as_long_as_it_was_asked_for_and_nothing_else():
    clock, gate = StoppedClock(), LocalGate()
    await gate.close("C1", until=NOW + 60 * SECOND)
    await gate.close("C1", until=NOW + 5 * SECOND)
    assert (await gate.admit([a_second("C1")], now=clock.now())).until == NOW + 60 * SECOND
    assert not isinstance(await gate.admit([a_second("C2")], now=clock.now()), Shut)
    assert not isinstance(await gate.admit([a_second("C1")], now=clock.advance(seconds=60)), Shut)


LIMITS = [(50, 1), (240, 60), (1, 1)]
"""Discord's of all, Slack's of a workspace, Slack's of a channel."""


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("most", "per"), LIMITS)
@settings(max_examples=5)
@given(seed=st.integers(0, 2**32))
async def test_no_server_refuses_any_however_late_they_leave_and_nearly_all_that_may_do(
    model, most, per, seed
):
    clock, gate, chance = StoppedClock(), LocalGate(), random.Random(seed)
    limit = Limit(key="one", most=most, per=per * SECOND)
    arrivals = []
    for _ in range(most + 200):
        while isinstance(shut := await gate.admit([limit], now=clock.now()), Shut):
            late = chance.choice([0.0, 0.002, 0.01, chance.uniform(0, 0.06)])
            clock.advance(seconds=(shut.until - clock.now()) / SECOND + late)
        arrivals.append((clock.now() - NOW) / SECOND + chance.uniform(0.02, 0.048))
    server = MODELS[model](most, per)
    refused = 0
    for at in sorted(arrivals):
        refused += bool(server.wait(at))
        server.count(at)
    assert refused == 0
    if most > 1:
        assert len(arrivals) / ((clock.now() - NOW) / SECOND) >= 0.95 * most / per


async def test_nobody_waits_for_a_clock_that_was_set_back():
    clock, gate = StoppedClock(), LocalGate()
    assert not isinstance(await gate.admit([a_second()], now=clock.now()), Shut)
    assert not isinstance(await gate.admit([a_second()], now=clock.advance(hours=-1)), Shut)


async def test_what_weighs_on_nothing_any_more_is_forgotten():
    clock, gate = StoppedClock(), LocalGate()
    for n in range(20_000):
        await gate.admit([a_second(f"C{n}")], now=clock.advance(seconds=0.01))
    assert len(gate._allowances) < 2_000


async def test_a_post_that_takes_two_calls_counts_for_two():
    limit = Limit(key="discord", most=50, per=SECOND, calls=2)
    through = await times_through(LocalGate(), [limit], StoppedClock(), posts=100)
    assert 0.95 * 25 <= 99 / ((through[-1] - through[0]) / SECOND) <= 25
