"""Delivery to a platform with limits: who waits, for what, where, and who doesn't."""

import asyncio
from datetime import timedelta

import pytest

from bot.chat import Limit
from bot.database.claims import Claims
from bot.publishing.delivery import Delivery
from bot.publishing.gates import LocalGate
from bot.publishing.pace import Pace
from digests.schedule.channel import Channel
from tests.builders import NOW
from tests.fakes.platform import FakePlatform
from tests.printing import enqueued, stored

SECOND = timedelta(seconds=1)


def slack_limits(channel):
    workspace = f"slack:{channel.workspace}"
    return (
        Limit(key=workspace, most=240, per=60 * SECOND),
        Limit(key=f"{workspace}/{channel.id}", most=1, per=SECOND),
    )


@pytest.fixture
def platform(clock):
    return FakePlatform(clock, limits=slack_limits)


def channel(workspace, name):
    return Channel(platform="slack", workspace=workspace, id=name)


async def fill(database, workspace, name, *texts):
    where = channel(workspace, name)
    schedule = await stored(database, name=f"{workspace}-{name}", channel=where)
    return await enqueued(database, schedule, *texts)


async def through(delivery, clock, seconds, *, step=0.25):
    """Let so much time go by, with a wake-up each quarter of a second."""
    for _ in range(round(seconds / step)):
        await delivery.drained()
        clock.advance(seconds=step)
    await delivery.drained()


async def test_a_channels_limit_keeps_only_that_channel_waiting(
    database, delivery, platform, clock
):
    await fill(database, "T1", "C1", "a1", "a2", "a3")
    await fill(database, "T1", "C2", "b1")
    await delivery.drained()
    assert platform.texts == ["a1", "b1"]
    await through(delivery, clock, 3)
    assert platform.texts == ["a1", "b1", "a2", "a3"]
    assert [m.at >= NOW + n * SECOND for n, m in enumerate(platform.posted[1:])] == [True] * 3


class PunctualGate(LocalGate):
    """Counts a post for so many seconds before it's let through, and remembers who leaves late."""

    def __init__(self, seconds):
        super().__init__()
        self.late = []
        self._before = seconds * SECOND

    async def admit(self, limits, *, now):
        return now - self._before

    async def left(self, limits, *, leaves, now):
        self.late += [(limit.key, now - leaves) for limit in limits]


@pytest.mark.parametrize(("seconds", "told"), [(0.01, 0), (0.1, 1)])
async def test_the_gate_is_told_of_a_post_that_leaves_late(
    database, platform, ticker, clock, seconds, told
):
    gate = PunctualGate(seconds)
    await fill(database, "T1", "C1", "a1")
    await Delivery(database, {"slack": platform}, ticker, clock, gate=gate).drained()
    assert platform.texts == ["a1"]
    assert (
        gate.late == [("slack:T1", seconds * SECOND), ("slack:T1/C1", seconds * SECOND)][: 2 * told]
    )


async def test_a_workspaces_limit_keeps_only_that_workspace_waiting(
    database, delivery, platform, clock
):
    for n in range(6):
        await fill(database, "T1", f"C{n}", f"one {n}")
    await fill(database, "T2", "C9", "two")
    await delivery.drained()
    assert platform.texts == ["one 0", "one 1", "two"]
    await through(delivery, clock, 2)
    assert platform.texts[3:] == ["one 2", "one 3", "one 4", "one 5"]


@pytest.mark.parametrize(
    ("refusing", "kept"),
    [
        (None, ["a1"]),
        ("slack:T1", ["a1", "b1"]),
    ],
)
async def test_a_platforms_own_wait_blocks_just_what_it_is_for(
    database, delivery, platform, clock, refusing, kept
):
    platform.refusing = refusing
    platform.script.append(timedelta(seconds=60))
    await fill(database, "T1", "C1", "a1")
    await delivery.drained()
    await fill(database, "T1", "C2", "b1")
    await fill(database, "T2", "C1", "c1")
    clock.advance(seconds=1)
    await through(delivery, clock, 58, step=1)
    assert set(platform.texts) == {"a1", "b1", "c1"} - set(kept)
    await through(delivery, clock, 12, step=0.5)
    assert set(platform.texts) == {"a1", "b1", "c1"}
    assert platform.attempts.count("a1") == 2


async def test_who_waits_long_stands_in_the_database_with_its_time_and_holds_no_claim(
    database, delivery, platform, clock
):
    platform.refusing = "slack:T1"
    platform.script.append(timedelta(hours=1))
    await fill(database, "T1", "C0", "refused")
    await delivery.drained()
    for n in range(1, 4):
        await fill(database, "T1", f"C{n}", f"{n}")
    await delivery.drained()
    others = Claims(database, owner="another", lease=Pace().lease)
    assert await others.claim("slack", now=clock.advance(minutes=59), most=9) == ()
    free = await others.claim("slack", now=clock.advance(minutes=2), most=9)
    assert [claim.payload["text"] for claim in free] == ["refused", "1", "2", "3"]
    assert platform.texts == []


async def test_what_waits_at_the_gate_is_everybodys_when_the_delivery_ends(
    database, platform, ticker, clock
):
    async with Delivery(database, {"slack": platform}, ticker, clock):
        await fill(database, "T1", "C1", "a1", "a2")
        await ticker.periods["deliver"][1]()
        await platform.has_posted("a1")
        await ticker.armed("deliver to slack")
    claims = Claims(database, owner="the next", lease=Pace().lease)
    (claim,) = await claims.claim("slack", now=clock.now(), most=9)
    assert claim.payload["text"] == "a2"


async def test_channels_that_hung_before_leave_half_of_the_slots_to_the_others(
    database, platform, ticker, clock
):
    pace = Pace(slots=4, patience=timedelta(milliseconds=500))
    delivery = Delivery(database, {"slack": platform}, ticker, clock, pace=pace)
    for n in range(8):
        await fill(database, f"T{n}", "C1", f"hung {n}")
        platform.sick[f"slack:T{n}/C1"] = "hang"
    await delivery.drained()  # each takes its patience, and is unclear
    clock.advance(seconds=60)
    platform.sick.clear()
    thaw = asyncio.Event()
    platform.before_find = thaw.wait
    for n in range(3):
        await fill(database, f"T{n}", "C2", f"well {n}")
    draining = asyncio.create_task(delivery.drained())
    await platform.has_posted_all("well 0", "well 1", "well 2")
    assert platform.searching <= 2
    thaw.set()
    await draining


async def test_answers_lost_in_many_channels_are_looked_for_no_faster_than_they_may_be(
    database, delivery, platform, clock
):
    platform.limits_of_reading = lambda _: (Limit(key="history", most=60, per=60 * SECOND),)
    names = [f"C{n}" for n in range(8)]
    for name in names:
        await fill(database, "T1", name, f"text of {name}")
        platform.sick[f"slack:T1/{name}"] = "lose the post"
    await through(delivery, clock, 3)
    platform.sick.clear()
    clock.advance(seconds=120)
    await delivery.drained()
    assert len(platform.searches) <= 2
    await through(delivery, clock, 12)
    assert len(platform.searches) == len(platform.posted) == len(names)
