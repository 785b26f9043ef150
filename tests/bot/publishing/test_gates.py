from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.chat import Limit
from bot.publishing.gates import MARGIN, LocalGate
from tests.builders import NOW
from tests.fakes.clock import StoppedClock

SECOND = timedelta(seconds=1)


def a_second(key="C1", *, burst=1):
    return Limit(key=key, every=SECOND, burst=burst)


async def times_through(gate, limits, clock, *, posts):
    """When each of so many posts got through, each trying again when it's told to."""
    through = []
    while len(through) < posts:
        shut = await gate.admit(limits, now=clock.now())
        if shut is None:
            through.append(clock.now())
        else:
            assert shut.until > clock.now()
            clock.advance(seconds=(shut.until - clock.now()).total_seconds())
    return through


async def test_what_is_allowed_at_once_goes_at_once_and_the_rest_at_its_pace():
    clock = StoppedClock()
    through = await times_through(LocalGate(), [a_second(burst=3)], clock, posts=5)
    waits = [(at - NOW).total_seconds() for at in through]
    assert waits[:3] == [0, 0, 0]
    assert 1 <= waits[3] <= 1.05
    assert 2 <= waits[4] <= 2.1


async def test_a_post_counts_under_all_its_limits_or_under_none():
    clock, gate = StoppedClock(), LocalGate()
    wide, narrow = a_second("T1", burst=2), Limit(key="T1/C1", every=10 * SECOND)
    assert await gate.admit([wide, narrow], now=clock.now()) is None
    shut = await gate.admit([wide, narrow], now=clock.now())
    assert (shut.key, shut.every) == ("T1/C1", 10 * SECOND * MARGIN)
    other = Limit(key="T1/C2", every=10 * SECOND)
    assert await gate.admit([wide, other], now=clock.now()) is None  # its place wasn't taken
    third = Limit(key="T1/C3", every=10 * SECOND)
    assert (await gate.admit([wide, third], now=clock.now())).key == "T1"


async def test_what_is_closed_stays_closed_for_as_long_as_it_was_asked_for_and_nothing_else():
    clock, gate = StoppedClock(), LocalGate()
    await gate.close("C1", until=NOW + 60 * SECOND)
    await gate.close("C1", until=NOW + 5 * SECOND)
    assert (await gate.admit([a_second("C1")], now=clock.now())).until == NOW + 60 * SECOND
    assert await gate.admit([a_second("C2")], now=clock.now()) is None
    assert await gate.admit([a_second("C1")], now=clock.advance(seconds=60)) is None


async def test_ten_thousand_channels_keep_fifty_a_second_and_come_near_it():
    limit = Limit(key="discord", every=SECOND / 50)
    through = await times_through(LocalGate(), [limit], StoppedClock(), posts=10_000)
    most_in_a_second = max(
        later - earlier
        for earlier, at in enumerate(through[:-60])
        for later in range(earlier + 40, earlier + 60)
        if through[later] - at <= SECOND
    )
    assert most_in_a_second <= 50
    assert 10_000 / (through[-1] - NOW).total_seconds() >= 0.95 * 50


@given(st.lists(st.floats(0, 0.2), min_size=200, max_size=200))
async def test_who_comes_late_to_an_open_gate_holds_up_the_others_by_little(lateness):
    clock, gate = StoppedClock(), LocalGate()
    limit = Limit(key="discord", every=SECOND / 50)
    for late in lateness:
        while shut := await gate.admit([limit], now=clock.now()):
            clock.advance(seconds=(shut.until - clock.now()).total_seconds())
        clock.advance(seconds=late / 20)
    allowed = 0.95 * 50 * (clock.now() - NOW).total_seconds()
    assert len(lateness) >= min(allowed, len(lateness) * 0.95)


async def test_what_weighs_on_nothing_any_more_is_forgotten():
    clock, gate = StoppedClock(), LocalGate()
    for n in range(20_000):
        await gate.admit([a_second(f"C{n}")], now=clock.advance(seconds=0.01))
    assert len(gate._arrivals) < 2_000
