"""Claims: one owner a part, and no write after the claim is void."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat import Receipt
from bot.database.claim import ticks
from bot.database.claims import Claims
from bot.database.engine import open_database
from tests.builders import NOW
from tests.printing import channel, enqueued, stored

LEASE = timedelta(minutes=2)
PATIENCE = timedelta(seconds=30)
RECEIPT = Receipt(channel="C1", message="1700000000.000100", thread="1699")


@pytest.fixture
def mine(database):
    return Claims(database, owner="mine", lease=LEASE)


@pytest.fixture
def theirs(database):
    return Claims(database, owner="theirs", lease=LEASE)


async def test_a_part_has_one_owner_at_a_time(database, mine, theirs):
    for n in range(20):
        made = await stored(database, name=f"s{n}", channel=channel(f"C{n}"))
        await enqueued(database, made, "one", "two")
    rounds = await asyncio.gather(
        *(owner.claim("slack", now=NOW, most=7) for owner in (mine, theirs) * 3)
    )
    numbers = [claim.number for claims in rounds for claim in claims]
    assert len(numbers) == len(set(numbers)) == 20
    assert len({str(claim.channel) for claims in rounds for claim in claims}) == 20


async def test_channels_are_served_oldest_first_and_one_part_at_a_time(database, mine):
    for name in ("b", "a"):
        made = await stored(database, name=name, channel=channel(f"C{name}".upper()))
        await enqueued(database, made, f"{name} one", f"{name} two")
    claims = await mine.claim("slack", now=NOW, most=9)
    assert [claim.payload["text"] for claim in claims] == ["b one", "a one"]
    assert await mine.claim("slack", now=NOW, most=9) == ()


async def test_another_platforms_parts_are_not_claimed(database, mine):
    await enqueued(database, await stored(database), "one")
    assert await mine.claim("discord", now=NOW, most=9) == ()


async def test_a_receipt_is_kept_word_for_word(database, mine):
    made = await stored(database)
    await enqueued(database, made, "top", "below", under={1: 0})
    (top,) = await mine.claim("slack", now=NOW, most=9)
    assert await mine.intend(top, now=NOW, patience=PATIENCE)
    assert await mine.receive(top, RECEIPT, now=NOW)
    (below,) = await mine.claim("slack", now=NOW, most=9)
    assert below.under == RECEIPT


async def test_every_write_of_a_claim_that_was_taken_over_is_void(database, mine, theirs):
    await enqueued(database, await stored(database), "one")
    (claim,) = await mine.claim("slack", now=NOW, most=1)
    assert await mine.intend(claim, now=NOW, patience=PATIENCE)
    later = NOW + LEASE + timedelta(seconds=1)
    (taken,) = await theirs.claim("slack", now=later, most=1)
    assert taken.unclear
    assert taken.fence > claim.fence

    assert not await mine.intend(claim, now=later, patience=timedelta(0))
    assert not await mine.receive(claim, RECEIPT, now=later)
    assert not await mine.refuse(claim, "no", not_before=later, now=later)
    assert not await mine.again(claim, now=later)
    assert not await mine.unclear(claim, "no", not_before=later)
    assert not await mine.hold(claim, "no")
    assert not await mine.fail(claim, "no", now=later)
    assert await theirs.receive(taken, RECEIPT, now=later)


async def test_what_is_known_to_be_at_work_is_not_taken_for_dead(database, mine):
    await enqueued(database, await stored(database), "one")
    (claim,) = await mine.claim("slack", now=NOW, most=1)
    later = NOW + 2 * LEASE
    assert await mine.claim("slack", now=later, most=1, in_hand=[claim.number]) == ()
    assert len(await mine.claim("slack", now=later, most=1)) == 1


async def test_adopting_frees_what_others_held_and_keeps_what_is_ours(sqlite_url):
    async with open_database(sqlite_url) as database:
        mine = Claims(database, owner="mine", lease=LEASE)
        theirs = Claims(database, owner="theirs", lease=LEASE)
        await _adopt(database, mine, theirs)


async def test_where_others_may_be_at_work_nothing_is_adopted_before_its_lease_ends(postgresql_url):
    async with open_database(postgresql_url, own_time=False) as database:
        mine = Claims(database, owner="mine", lease=LEASE)
        theirs = Claims(database, owner="theirs", lease=LEASE)
        await enqueued(database, await stored(database), "one")
        (claim,) = await theirs.claim("slack", now=NOW, most=1)
        assert await mine.adopt() == 0
        assert await mine.claim("slack", now=NOW + LEASE, most=1) == ()
        (adopted,) = await mine.claim("slack", now=NOW + LEASE + timedelta(seconds=1), most=1)
        assert adopted.fence > claim.fence
        assert not await theirs.intend(claim, now=NOW, patience=PATIENCE)


async def test_a_clock_that_is_wrong_shortens_no_lease_on_a_server(postgresql_url):
    async with open_database(postgresql_url) as database:
        mine = Claims(database, owner="mine", lease=LEASE)
        theirs = Claims(database, owner="theirs", lease=LEASE)
        await enqueued(database, await stored(database), "one")
        (claim,) = await mine.claim("slack", now=NOW, most=1)
        assert await theirs.claim("slack", now=NOW + 9 * LEASE, most=1) == ()
        assert await mine.intend(claim, now=NOW + 9 * LEASE, patience=PATIENCE)


async def test_a_claim_tells_how_long_it_lasts(database, mine):
    await enqueued(database, await stored(database), "one")
    (claim,) = await mine.claim("slack", now=NOW, most=1)
    assert claim.lasts(PATIENCE)
    assert not claim.lasts(LEASE)
    assert not replace(claim, ends=ticks()).lasts(PATIENCE)


async def _adopt(database, mine, theirs):
    for name in ("a", "b", "c"):
        made = await stored(database, name=name, channel=channel(f"C{name}".upper()))
        await enqueued(database, made, name)
    held = await theirs.claim("slack", now=NOW, most=2)
    await theirs.intend(held[0], now=NOW, patience=PATIENCE)
    (own,) = await mine.claim("slack", now=NOW, most=9)

    assert await mine.adopt() == 2
    freed = await mine.claim("slack", now=NOW, most=9)
    assert [(claim.payload["text"], claim.unclear) for claim in freed] == [
        ("a", True),
        ("b", False),
    ]
    assert await mine.intend(own, now=NOW, patience=PATIENCE)


async def test_a_channels_next_time_is_that_of_its_first_part(database, mine):
    await enqueued(database, await stored(database), "one", "two")
    assert await mine.next_ready("slack") is None
    (claim,) = await mine.claim("slack", now=NOW, most=1)
    later = NOW + timedelta(minutes=5)
    await mine.refuse(claim, "slow down", not_before=later, now=NOW)
    assert await mine.next_ready("slack") == later
    assert await mine.claim("slack", now=NOW, most=1) == ()
