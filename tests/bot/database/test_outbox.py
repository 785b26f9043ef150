"""The outbox keeps one rendering of an edition, what it tells, and what people decide of it."""

from datetime import timedelta

import pytest

from bot.database.audit import Audit
from bot.database.carried import MOST_CARRIED
from bot.database.claims import Claims
from bot.database.enqueuing import send_key
from bot.database.ledger import Ledger
from bot.database.outbox import NothingToDecide, Outbox
from bot.database.schedules import Schedules
from bot.database.told import Memory, ToldMeanwhile
from digests.schedule.edition import EditionKey
from tests.builders import NOW
from tests.printing import DAY, enqueued, issued, rendering, spoken, stored

LONG_AGO = NOW - timedelta(days=365)


@pytest.fixture
def outbox(database):
    return Outbox(database)


@pytest.fixture
def memory(database):
    return Memory(database)


@pytest.fixture
def claims(database):
    return Claims(database, owner="me", lease=timedelta(minutes=2))


async def carried(memory, schedule):
    return [s.story for s in (await memory.carried(schedule.id, since=LONG_AGO)).alive]


async def record_of(database, edition):
    records = await Ledger(database).editions()
    return next(r for r in records if r.key == str(edition.key))


async def failed(claims):
    """Fail the first part that can be claimed."""
    (claim,) = await claims.claim("slack", now=NOW, most=1)
    assert await claims.fail(claim, "the channel is archived", now=NOW)


async def test_a_later_rendering_changes_nothing_even_if_it_is_longer(database, outbox, claims):
    await stored(database)
    edition = await issued(database)
    assert await outbox.enqueue(edition, rendering("one"), now=NOW)
    assert not await outbox.enqueue(edition, rendering("eins", "zwei"), now=NOW)

    (claim,) = await claims.claim("slack", now=NOW, most=9)
    assert claim.payload == {"text": "one"}
    assert (await record_of(database, edition)).parts == 1


async def test_an_edition_without_messages_is_empty(database, outbox):
    await stored(database)
    edition = await issued(database)
    assert await outbox.enqueue(edition, rendering(), now=NOW)
    assert (await record_of(database, edition)).state == "empty"
    assert await Ledger(database).planned(now=NOW) == ()


def test_a_part_has_one_send_key_for_ever():
    key = EditionKey.parse("abcd2345/2026-11-22")
    assert send_key(key, 0) == "nvrakeucgseyxgcxl7jnqtlo"
    assert len({send_key(key, n) for n in range(100)}) == 100


async def test_a_part_can_only_hang_under_an_earlier_one(database, outbox):
    await stored(database)
    edition = await issued(database)
    with pytest.raises(ValueError, match="hangs under part 1"):
        await outbox.enqueue(edition, rendering("a", "b", under={1: 1}), now=NOW)
    assert (await record_of(database, edition)).state == "planned"


async def test_articles_are_told_from_enqueue_on_and_per_schedule(database, outbox, memory):
    schedule = await stored(database)
    other = await stored(database, name="weekly")
    await enqueued(database, schedule, "one", tells={0: ["a"]})

    assert await memory.told(schedule.id, {"a-1", "b-1"}) == {"a-1"}
    assert await memory.told(other.id, {"a-1"}) == frozenset()


async def test_a_story_told_meanwhile_is_not_told_twice(database, outbox, memory):
    schedule = await stored(database)
    edition = await issued(database)
    await enqueued(database, schedule, "one", tells={0: ["a"]})

    with pytest.raises(ToldMeanwhile):
        await outbox.enqueue(edition, rendering("two", tells={0: ["b", "a"]}), now=NOW)
    assert (await record_of(database, edition)).state == "planned"
    assert await memory.told(schedule.id, {"b-1"}) == frozenset()


async def test_what_is_left_out_competes_again_and_keeps_its_age(database, outbox, memory):
    schedule = await stored(database)
    left = [spoken("a", score=1), spoken("b", score=2)]
    await outbox.enqueue(await issued(database), rendering("one", left_out=left), now=NOW)
    assert await carried(memory, schedule) == ["b", "a"]

    second = await issued(database, now=NOW + DAY)
    both = (await memory.carried(schedule.id, since=LONG_AGO)).alive
    await outbox.enqueue(
        second,
        rendering("two", tells={0: ["b"]}, left_out=left[:1], competed=both),
        now=NOW + DAY,
    )
    assert await carried(memory, schedule) == ["a"]
    assert [s.story for s in (await memory.carried(schedule.id, since=NOW + DAY)).expired] == ["a"]
    assert (await record_of(database, second)).carried == 1


async def test_only_the_best_two_hundred_are_carried_and_the_rest_is_counted(
    database, outbox, memory
):
    schedule = await stored(database)
    edition = await issued(database)
    left = [spoken(f"s{n:03}", score=n) for n in range(MOST_CARRIED + 7)]
    await outbox.enqueue(edition, rendering("one", left_out=left, passed_over=2), now=NOW)

    kept = await carried(memory, schedule)
    assert (len(kept), kept[0], kept[-1]) == (200, "s206", "s007")
    record = await record_of(database, edition)
    assert (record.carried, record.passed_over) == (200, 9)


async def test_an_extra_edition_leaves_the_carried_alone(database, outbox, memory):
    schedule = await stored(database)
    await outbox.enqueue(await issued(database), rendering("one", left_out=[spoken("a")]), now=NOW)
    await enqueued(database, schedule, "extra", left_out=[spoken("z")], competed=[spoken("a")])
    assert await carried(memory, schedule) == ["a"]


async def test_a_failed_part_gives_its_stories_back_and_those_below_it_fail(
    database, memory, claims
):
    schedule = await stored(database)
    edition = await enqueued(
        database,
        schedule,
        "top",
        "below",
        "beside",
        under={1: 0},
        tells={0: ["a"], 1: ["b"], 2: ["c"]},
    )
    await failed(claims)

    told = {"a-1", "b-1", "c-1", "c-2"}
    assert await memory.told(schedule.id, told) == {"c-1", "c-2"}
    assert await carried(memory, schedule) == ["a", "b"]
    (claim,) = await claims.claim("slack", now=NOW, most=9)
    assert claim.payload == {"text": "beside"}
    record = await record_of(database, edition)
    assert (record.state, record.parts, record.posted) == ("enqueued", 3, 0)


async def test_a_given_back_story_counts_its_time_from_then(database, outbox, memory, claims):
    schedule = await stored(database)
    await outbox.enqueue(
        await issued(database, now=NOW), rendering("one", left_out=[spoken("a")]), now=NOW
    )
    await enqueued(database, schedule, "extra", tells={0: ["a"]})
    (first, *_) = await claims.claim("slack", now=NOW, most=1)
    await claims.fail(first, "gone", now=NOW)
    (claim,) = await claims.claim("slack", now=NOW, most=1)
    await claims.fail(claim, "gone", now=NOW + DAY)
    assert [s.story for s in (await memory.carried(schedule.id, since=NOW + DAY)).alive] == ["a"]


async def test_retry_posts_a_failed_edition_again_and_tells_its_stories_again(
    database, outbox, memory, claims
):
    schedule = await stored(database)
    edition = await enqueued(database, schedule, "one", "two", under={1: 0}, tells={0: ["a"]})
    await failed(claims)
    assert (await record_of(database, edition)).why == "the channel is archived"

    assert await outbox.retry(edition.key, who="console", now=NOW) == 2
    assert await memory.told(schedule.id, {"a-1"}) == {"a-1"}
    assert await carried(memory, schedule) == []
    (claim,) = await claims.claim("slack", now=NOW, most=9)
    assert claim.send_key == send_key(edition.key, 0)
    (change,) = await Audit(database).changes(str(edition.key))
    assert (change.who, change.what) == ("console", "retried")
    assert change.before == {"part 1": "failed", "part 2": "failed"}
    assert change.after == {"part 1": "pending", "part 2": "pending"}


async def test_retry_has_an_edition_that_was_set_aside_assembled_again(database, outbox):
    await stored(database)
    edition = await issued(database)
    ledger = Ledger(database)
    await ledger.set_aside(edition.key, "out of memory", now=NOW)
    assert await ledger.planned(now=NOW) == ()
    assert await outbox.retry(edition.key, who="console", now=NOW) == 1
    assert await ledger.planned(now=NOW) == (edition,)


async def test_retry_is_refused_where_a_later_edition_told_the_stories(database, outbox, claims):
    schedule = await stored(database)
    edition = await enqueued(database, schedule, "one", tells={0: ["a"]})
    await failed(claims)
    await enqueued(database, schedule, "again", tells={0: ["a"]})

    with pytest.raises(NothingToDecide, match="later edition"):
        await outbox.retry(edition.key, who="console", now=NOW)
    assert (await record_of(database, edition)).state == "failed"


async def test_skip_gives_up_what_is_not_posted_and_gives_it_back(database, outbox, memory, claims):
    schedule = await stored(database)
    edition = await enqueued(database, schedule, "one", "two", tells={0: ["a"], 1: ["b"]})
    (claim,) = await claims.claim("slack", now=NOW, most=9)

    assert await outbox.skip(edition.key, who="console", now=NOW) == 2
    assert not await claims.intend(claim, now=NOW, patience=timedelta(seconds=30))
    assert await carried(memory, schedule) == ["a", "b"]
    record = await record_of(database, edition)
    assert (record.state, record.why) == ("skipped", "skipped by console")


async def test_skip_gives_up_what_may_have_been_posted_too(database, outbox, memory, claims):
    schedule = await stored(database)
    edition = await enqueued(database, schedule, "one", "two", tells={0: ["a"]}, under={1: 0})
    (claim,) = await claims.claim("slack", now=NOW, most=1)
    await claims.intend(claim, now=NOW, patience=timedelta(seconds=30))
    await claims.unclear(claim, "no answer", not_before=NOW)

    assert await outbox.skip(edition.key, who="console", now=NOW) == 2
    assert await carried(memory, schedule) == ["a"]
    assert (await record_of(database, edition)).state == "skipped"


async def test_deciding_what_needs_no_decision_is_refused(database, outbox):
    schedule = await stored(database)
    edition = await enqueued(database, schedule, "one")
    with pytest.raises(NothingToDecide, match="nothing that could be released"):
        await outbox.release(edition.key, who="console", now=NOW)
    with pytest.raises(NothingToDecide, match="nothing that could be retried"):
        await outbox.retry(edition.key, who="console", now=NOW)
    unknown = type(edition.key)(schedule="nobody", day=NOW.date())
    with pytest.raises(NothingToDecide, match="no messages in the outbox"):
        await outbox.skip(unknown, who="console", now=NOW)


async def test_a_removed_schedules_parts_are_cancelled_and_given_back(database, memory):
    schedule = await stored(database)
    edition = await enqueued(database, schedule, "one", tells={0: ["a"]})
    await Schedules(database).remove(schedule.id, who="console", now=NOW)

    assert (await record_of(database, edition)).state == "cancelled"
    assert await carried(memory, schedule) == ["a"]


async def test_a_part_refused_after_its_schedule_was_removed_is_not_posted_any_more(
    database, claims
):
    schedule = await stored(database)
    edition = await enqueued(database, schedule, "one", tells={0: ["a"]})
    (claim,) = await claims.claim("slack", now=NOW, most=1)
    assert await claims.intend(claim, now=NOW, patience=timedelta(0))
    await Schedules(database).remove(schedule.id, who="console", now=NOW)

    assert await claims.refuse(claim, "slow down", not_before=NOW, now=NOW)
    assert (await record_of(database, edition)).state == "cancelled"
    assert await claims.claim("slack", now=NOW, most=9) == ()
