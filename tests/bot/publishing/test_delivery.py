"""Delivery, step by step, through a platform that refuses, loses and hangs as a test says."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.database.claims import Claims
from bot.database.engine import DatabaseUnusable, open_database
from bot.database.ledger import Ledger
from bot.database.outbox import Outbox
from bot.database.tables.publishing import parts
from bot.publishing.channel_server import ChannelServer
from bot.publishing.delivery import Delivery
from bot.publishing.gates import LocalGate
from bot.publishing.pace import Pace
from bot.publishing.read_back import MARGIN
from digests.schedule.channel import Channel
from digests.schedule.schedule import OnUnknown
from tests.builders import NOW
from tests.fakes.database import FlakyDatabase, StoppingDatabase
from tests.fakes.platform import FakePlatform
from tests.printing import channel, enqueued, stored

SETTLE = Pace().settle.total_seconds()


async def record_of(database, edition):
    records = await Ledger(database).editions()
    return next(r for r in records if r.key == str(edition.key))


async def state_of(database, edition):
    return (await record_of(database, edition)).state


async def test_parts_are_posted_in_order_and_the_edition_is_posted(
    database, delivery, platform, clock
):
    edition = await enqueued(database, await stored(database), "one", "two", "three")
    await delivery.drained()

    assert platform.texts == ["one", "two", "three"]
    record = await record_of(database, edition)
    assert (record.state, record.posted, record.posted_at) == ("posted", 3, clock.now())


async def test_a_part_hangs_under_its_parents_receipt(database, delivery, platform):
    await enqueued(database, await stored(database), "top", "reply", "deeper", under={1: 0, 2: 0})
    await delivery.drained()

    top, reply, deeper = platform.posted
    assert (top.under, reply.under, deeper.under) == (None, top.send_key[:6], top.send_key[:6])


async def test_a_delivery_cut_short_resumes_at_the_part_that_was_refused(
    database, delivery, platform, clock
):
    edition = await enqueued(database, await stored(database), "one", "two", "three")
    platform.script.extend([None, "refuse"])
    await delivery.drained()
    assert platform.texts == ["one"]
    assert (await record_of(database, edition)).why == "rate limited"

    clock.advance(seconds=2)
    await delivery.drained()
    assert platform.texts == ["one", "two", "three"]
    assert (await record_of(database, edition)).why is None


async def test_the_platforms_own_wait_is_kept(database, delivery, platform, clock):
    await enqueued(database, await stored(database), "one")
    platform.script.append(timedelta(seconds=90))
    await delivery.drained()
    clock.advance(seconds=89)
    await delivery.drained()
    assert platform.attempts == ["one"]
    clock.advance(seconds=1)
    await delivery.drained()
    assert platform.texts == ["one"]


async def test_refusals_are_tried_later_and_later_and_never_given_up(
    database, delivery, platform, clock
):
    await enqueued(database, await stored(database), "one")
    platform.script.extend(["refuse"] * 12)
    waits = []
    for n in range(1, 13):
        await delivery.drained()
        assert len(platform.attempts) == n
        waits.append(0)
        while len(platform.attempts) == n:
            clock.advance(seconds=1)
            waits[-1] += 1
            if waits[-1] in {2, 4, 8, 16, 32, 64, 128, 256, 300}:
                await delivery.drained()
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]
    assert platform.texts == ["one"]


async def test_what_is_refused_for_good_fails_and_the_channels_other_editions_go_on(
    database, delivery, platform
):
    schedule = await stored(database)
    bad = await enqueued(database, schedule, "top", "below", under={1: 0})
    good = await enqueued(database, schedule, "fine")
    platform.script.append("refuse for good")
    await delivery.drained()

    assert platform.attempts == ["top", "fine"]
    record = await record_of(database, bad)
    assert (record.state, record.why) == ("failed", "the bot isn't in the channel")
    assert await state_of(database, good) == "posted"


@pytest.mark.parametrize("step", ["lose the post", "lose the reply", "break"])
async def test_an_unclear_post_is_read_back_and_stands_there_once(
    database, delivery, platform, clock, step
):
    edition = await enqueued(database, await stored(database), "one", "two")
    platform.script.append(step)
    await delivery.drained()
    clock.advance(seconds=SETTLE - 1)
    await delivery.drained()
    assert platform.searches == []  # not settled: what isn't there yet may still come
    assert platform.attempts == ["one"]

    clock.advance(seconds=1)
    await delivery.drained()
    assert platform.searches == [
        (NOW - MARGIN, NOW + timedelta(seconds=SETTLE) + MARGIN),
    ]
    assert platform.texts == ["one", "two"]
    assert await state_of(database, edition) == "posted"


async def test_a_post_that_takes_too_long_is_unclear(database, platform, ticker, clock):
    edition = await enqueued(database, await stored(database), "one")
    pace = Pace(patience=timedelta(seconds=1))
    delivery = Delivery(database, {"slack": platform}, ticker, clock, pace=pace)
    platform.script.append("hang")
    await delivery.drained()
    assert await state_of(database, edition) == "enqueued"

    clock.advance(seconds=SETTLE)
    await delivery.drained()
    assert platform.texts == ["one"]


async def test_an_unclear_post_is_looked_for_from_the_first_attempt_on(
    database, delivery, platform, clock
):
    await enqueued(database, await stored(database), "one")
    platform.script.extend(["lose the post", "lose the post"])
    await delivery.drained()
    clock.advance(seconds=SETTLE)
    await delivery.drained()
    clock.advance(seconds=SETTLE)
    await delivery.drained()
    assert [since for since, _ in platform.searches] == [NOW - MARGIN] * 2
    assert platform.texts == ["one"]


@pytest.mark.parametrize(
    ("on_unknown", "state", "texts"),
    [(OnUnknown.HOLD, "held", ["one"]), (OnUnknown.RESEND, "posted", ["one", "one"])],
)
async def test_where_nothing_can_be_read_back_the_schedule_decides(
    database, delivery, platform, clock, on_unknown, state, texts
):
    edition = await enqueued(database, await stored(database, on_unknown=on_unknown), "one")
    platform.script.append("lose the reply")
    platform.unreadable = True
    await delivery.drained()
    clock.advance(seconds=SETTLE)
    await delivery.drained()

    assert await state_of(database, edition) == state
    assert platform.texts == texts


async def test_what_cannot_be_read_back_at_all_is_posted_again(database, ticker, clock):
    console = FakePlatform(clock, readable=False)
    edition = await enqueued(database, await stored(database), "one")
    delivery = Delivery(database, {"slack": console}, ticker, clock)
    console.script.append("lose the reply")
    await delivery.drained()
    clock.advance(seconds=2)
    await delivery.drained()
    assert console.texts == ["one", "one"]
    assert console.searches == []
    assert await state_of(database, edition) == "posted"


async def hold(database, delivery, platform, clock, *texts, **fields):
    """An edition whose first part is held, in a channel that can't be read."""
    edition = await enqueued(database, await stored(database), *texts, **fields)
    platform.script.append("lose the reply")
    platform.unreadable = True
    await delivery.drained()
    clock.advance(seconds=SETTLE)
    await delivery.drained()
    return edition


async def test_a_held_part_makes_those_below_it_wait_and_no_others(
    database, delivery, platform, clock
):
    edition = await hold(
        database, delivery, platform, clock, "top", "below", "beside", under={1: 0}
    )
    await enqueued(database, edition.schedule, "later")
    await delivery.drained()
    assert platform.texts == ["top", "beside", "later"]
    record = await record_of(database, edition)
    assert record.state == "held"
    assert "missing scope" in record.why
    assert "broadsheet editions" in record.why


async def test_a_released_edition_is_looked_for_once_more(database, delivery, platform, clock):
    edition = await hold(database, delivery, platform, clock, "top", "below", under={1: 0})
    platform.unreadable = False  # the admin has added the scope
    await Outbox(database).release(edition.key, who="console", now=clock.now())
    await delivery.drained()
    assert platform.texts == ["top", "below"]
    assert platform.posted[1].under == platform.posted[0].send_key[:6]
    assert await state_of(database, edition) == "posted"


async def test_a_released_edition_is_posted_where_still_nobody_can_tell(
    database, delivery, platform, clock
):
    edition = await hold(database, delivery, platform, clock, "top")
    await Outbox(database).release(edition.key, who="console", now=clock.now())
    await delivery.drained()
    assert platform.texts == ["top", "top"]
    assert await state_of(database, edition) == "posted"


async def test_a_held_edition_that_somebody_has_seen_counts_as_posted(
    database, delivery, platform, clock
):
    edition = await hold(database, delivery, platform, clock, "top", "below", under={1: 0})
    await Outbox(database).release(edition.key, who="console", now=clock.now(), posted=True)
    await delivery.drained()
    assert platform.texts == ["top", "below"]
    assert await state_of(database, edition) == "posted"


async def test_a_sick_channel_delays_no_other(database, delivery, platform):
    sick, well = await stored(database), await stored(database, name="b", channel=channel("C2"))
    platform.sick[str(channel())] = "refuse"
    for n in range(3):
        await enqueued(database, sick, f"sick {n}")
        await enqueued(database, well, f"well {n}")
    await delivery.drained()
    assert platform.texts == ["well 0", "well 1", "well 2"]
    assert platform.attempts.count("sick 0") == 1


async def test_a_hanging_channel_delays_no_other_and_no_other_platform(
    database, delivery, platform
):
    slow, well = await stored(database), await stored(database, name="b", channel=channel("C2"))
    await enqueued(database, slow, "slow", "slow two")
    platform.sick[str(channel())] = "hang"
    draining = asyncio.create_task(delivery.drained())
    await platform.hung.wait()
    await enqueued(database, well, "well", "well two")
    await delivery.stir()
    await platform.has_posted("well", "well two")
    platform.sick.clear()
    platform.let_go.set()
    await asyncio.wait_for(draining, 60)
    assert platform.texts_in(channel()) == ["slow", "slow two"]


async def test_no_more_posts_are_under_way_than_there_are_slots(database, platform, ticker, clock):
    for n in range(4):
        schedule = await stored(database, name=f"s{n}", channel=channel(f"C{n}"))
        await enqueued(database, schedule, f"{n}")
    at_once = most = 0
    pair = asyncio.Barrier(2)

    async def count():
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await pair.wait()
        at_once -= 1

    platform.before_post = count
    await Delivery(database, {"slack": platform}, ticker, clock, pace=Pace(slots=2)).drained()
    assert sorted(platform.texts) == ["0", "1", "2", "3"]
    assert most == 2


async def test_a_claim_without_enough_time_left_is_not_posted(database, delivery, platform, clock):
    await enqueued(database, await stored(database), "one")
    claims = Claims(database, owner="frozen", lease=Pace().lease)
    (claim,) = await claims.claim("slack", now=clock.now(), most=1)
    later = clock.advance(seconds=95)  # of 120, and a post may take 30
    assert not await claims.intend(claim, now=later, patience=Pace().patience)

    clock.advance(seconds=26)
    await delivery.drained()
    assert platform.texts == ["one"]
    assert not await claims.fail(claim, "thawed too late", now=clock.now())


async def test_what_a_dead_process_had_begun_is_read_back_not_posted_blindly(
    database, platform, ticker, clock
):
    edition = await enqueued(database, await stored(database), "one", "two")
    dead = Claims(database, owner="dead", lease=Pace().lease)
    (claim,) = await dead.claim("slack", now=clock.now(), most=1)
    await dead.intend(claim, now=clock.now(), patience=Pace().patience)
    await platform.post(claim.channel, claim.payload, send_key=claim.send_key)

    async with Delivery(database, {"slack": platform}, ticker, clock) as delivery:
        await delivery.drained()
        assert platform.searches == []  # it hasn't settled, or may not be dead
        clock.advance(seconds=121 if database.shared else SETTLE)
        await delivery.drained()
    assert platform.texts == ["one", "two"]
    assert await state_of(database, edition) == "posted"


@pytest.mark.once_in_haste
@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("write", range(1, 10))
async def test_a_crash_at_any_commit_loses_nothing_and_doubles_nothing(
    database_url, clock, ticker, write, before, readable
):
    platform = FakePlatform(clock, readable=readable)
    async with open_database(database_url, own_time=False) as database:
        edition = await enqueued(
            database, await stored(database), "one", "two", "three", under={1: 0}
        )
        stopping = StoppingDatabase(database, at=write, before=before)
        doomed = asyncio.create_task(
            Delivery(stopping, {"slack": platform}, ticker, clock).drained()
        )
        await asyncio.wait_for(stopping.stopped.wait(), 60)
        doomed.cancel()
        await asyncio.wait([doomed])
    async with (
        open_database(database_url, own_time=False) as database,
        Delivery(database, {"slack": platform}, ticker, clock) as delivery,
    ):
        for _ in range(3):
            clock.advance(seconds=121)  # the lease, where others could have been at it
            await delivery.drained()
        assert await state_of(database, edition) == "posted"
    assert list(dict.fromkeys(platform.texts)) == ["one", "two", "three"]
    assert len(platform.texts) <= (3 if readable else 4)


async def test_trouble_with_the_database_passes(database, platform, ticker, clock):
    edition = await enqueued(database, await stored(database), "one", "two")
    flaky = FlakyDatabase(database, failing={2, 6})
    delivery = Delivery(flaky, {"slack": platform}, ticker, clock)
    with capture_logs() as logs:
        for _ in range(4):
            clock.advance(seconds=121)
            await delivery.drained()
    assert platform.texts == ["one", "two"]
    assert await state_of(database, edition) == "posted"
    assert "part interrupted" in {entry["event"] for entry in logs}


async def test_a_database_that_is_away_is_said_once_until_it_is_back(
    database, platform, ticker, clock
):
    class Away:
        """Says that it's away while it is."""

        def __init__(self):
            self.asked = 0

        def __getattr__(self, name):
            return getattr(database, name)

        async def fenced(self, work, *args, **named):
            self.asked += 1
            if self.asked <= 3:
                raise DatabaseUnusable("does the server run?")
            return await database.fenced(work, *args, **named)

    await enqueued(database, await stored(database), "one")
    away = Away()
    delivery = Delivery(away, {"slack": platform}, ticker, clock)
    with capture_logs() as logs:
        running = asyncio.create_task(delivery._dispatchers[0].run())
        while not platform.posted:
            await delivery.stir()
            await asyncio.sleep(0.01)
        delivery._dispatchers[0].stop()
        await running
    assert [entry for entry in logs if entry["log_level"] == "error"] == [
        {
            "event": "delivery interrupted",
            "platform": "slack",
            "reason": "does the server run?",
            "log_level": "error",
        }
    ]


async def test_however_many_parts_meet_the_trouble_it_is_said_once(
    database, platform, ticker, clock
):
    class Away:
        """Not there any more for a while, once the first post is under way."""

        away = False

        def __getattr__(self, name):
            return getattr(database, name)

        async def fenced(self, work, *args, **named):
            if self.away:
                raise DatabaseUnusable("is the disk full?")
            return await database.fenced(work, *args, **named)

    for n in range(5):
        await enqueued(
            database, await stored(database, name=f"s{n}", channel=channel(f"C{n}")), "1"
        )
    there, tries = Away(), 3

    async def goes_away():
        there.away = True

    platform.before_post = goes_away
    delivery = Delivery(there, {"slack": platform}, ticker, clock)
    with capture_logs() as logs:
        async with delivery:
            for _ in range(tries):
                clock.advance(seconds=121)
                await delivery.stir()
                with suppress(DatabaseUnusable):
                    await delivery.drained()
            platform.before_post = None
            there.away = False
            clock.advance(seconds=121)
            await delivery.stir()
            await delivery.drained()
    errors = [entry for entry in logs if entry["log_level"] == "error"]
    assert [entry["reason"] for entry in errors] == ["is the disk full?"]
    assert platform.texts == ["1"] * 5


async def test_it_posts_what_comes_while_it_runs_and_ends_in_order(
    database, platform, ticker, clock
):
    schedule = await stored(database)
    async with Delivery(database, {"slack": platform}, ticker, clock):
        await enqueued(database, schedule, "one")
        await ticker.periods["deliver"][1]()  # another process wrote it; the poll notices
        await platform.has_posted("one")
        platform.script.append("refuse")
        await enqueued(database, schedule, "two")
        await ticker.periods["deliver"][1]()
        assert await ticker.armed("deliver to slack") == clock.now() + timedelta(seconds=2)
        clock.advance(seconds=2)
        platform.script.append("hang")
        await ticker.wake("deliver to slack")
        await platform.hung.wait()
        asyncio.get_running_loop().call_later(0.01, platform.let_go.set)
    assert platform.texts == ["one", "two"]


@pytest.mark.parametrize("ahead", [timedelta(minutes=4), timedelta(minutes=-4)])
async def test_what_a_wrong_clock_dates_is_found_all_the_same(
    database, delivery, platform, clock, ahead
):
    await enqueued(database, await stored(database), "one")
    platform.ahead = ahead
    platform.script.append("lose the reply")
    await delivery.drained()
    clock.advance(seconds=SETTLE)
    await delivery.drained()
    assert platform.texts == ["one"]


async def test_what_the_log_knows_of_a_platform_is_not_said_again_for_each_part(
    database, delivery, platform
):
    await enqueued(database, await stored(database), "one")
    platform.script.append("dead token")
    with capture_logs() as logs:
        await delivery.drained()
    refused = [entry for entry in logs if entry["event"] == "part refused"]
    assert [entry["log_level"] for entry in refused] == ["debug"]


async def test_what_is_waited_for_on_one_platform_waits_for_no_other(database, ticker, clock):
    hangs, prints = FakePlatform(clock), FakePlatform(clock, name="console")
    hangs.script.append("hang")
    await enqueued(database, await stored(database), "in Slack")
    here = await stored(database, name="here", channel=Channel.parse("console"))
    await enqueued(database, here, "here")
    delivery = Delivery(database, {p.name: p for p in (hangs, prints)}, ticker, clock)
    async with delivery:
        await hangs.hung.wait()
        await asyncio.wait_for(delivery.drained("console"), 60)
        assert prints.texts == ["here"]
        hangs.let_go.set()


async def test_a_terminal_that_is_held_for_long_is_taken_for_dead_by_nobody(
    database, platform, clock
):
    platform.readable = False
    platform.script.append("hang")
    pace = Pace(patience=timedelta(milliseconds=50))
    claims = Claims(database, owner="mine", lease=Pace().lease)  # it's slow to begin, maybe
    server = ChannelServer({"slack": platform}, claims, LocalGate(), clock, pace)
    await enqueued(database, await stored(database), "one")
    printing = asyncio.create_task(server.serve("slack", str(channel())))
    await platform.hung.wait()
    clock.advance(hours=1)

    async def kept():
        async with database.read() as db:
            return await db.scalar(select(parts.c.lease_until > clock.now()))

    async with asyncio.timeout(120):
        while not await kept():  # noqa: ASYNC110 - it's another task's, on a real database
            await asyncio.sleep(0.01)
    others = Claims(database, owner="theirs", lease=pace.lease)
    assert await others.claim("slack", now=clock.now(), most=9) == ()
    platform.let_go.set()
    await printing
    assert platform.texts == ["one"]
    assert await others.claim("slack", now=clock.now(), most=9) == ()
