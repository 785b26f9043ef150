"""What a schedule remembers: told, carried, and until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.database.archive import Archive
from bot.database.carried import MOST_CARRIED, Left, Spoken, carry
from bot.database.dialects import insert
from bot.database.documents import Documents
from bot.database.schedules import MEMORY, Schedules
from bot.database.tables import archive as tables
from bot.database.told import Memory, Said, ToldMeanwhile, forget, give_back, tell
from tests.builders import NOW, article, schedule
from tests.printing import enqueued, spoken, stored

LONG_AGO = NOW - timedelta(days=365)


@pytest.fixture
def memory(database):
    return Memory(database)


async def names(memory, made, *, since=LONG_AGO):
    carried = await memory.carried(made.id, since=since)
    return [s.story for s in carried.alive], [s.story for s in carried.expired]


def said(edition, *stories, part=0):
    return Said.of(edition.schedule.id, str(edition.key), part, stories)


def left(made, *stories, since):
    return Left(schedule=made.id, stories=stories, since=since)


async def test_a_story_is_told_once_per_schedule(database, memory):
    made = await stored(database)
    edition = await enqueued(database, made, "one")
    other = await enqueued(database, made, "two")
    async with database.write() as db:
        await db.run_sync(tell, [said(edition, spoken("a"), spoken("b"))])
    with pytest.raises(ToldMeanwhile):
        async with database.write() as db:
            await db.run_sync(tell, [said(other, spoken("c"), spoken("b"))])
    assert await memory.told(made.id, {"a-1", "b-2", "c-1"}) == {"a-1", "b-2"}
    assert await memory.told_in(str(edition.key)) == ("a-1", "a-2", "b-1", "b-2")
    assert await memory.told(made.id, {"a-1"}, but=str(edition.key)) == frozenset()


async def test_what_many_schedules_tell_at_once_is_told_by_each_of_them(database, memory):
    one, other = await stored(database), await stored(database, name="other")
    first, second = await enqueued(database, one, "a"), await enqueued(database, other, "b")
    async with database.write() as db:
        await db.run_sync(tell, [said(first, spoken("a")), said(second, spoken("a"), spoken("b"))])
    among = {"a-1", "a-2", "b-1", "b-2"}
    told = await memory.told_by([one.id, other.id], among)
    assert told == {one.id: {"a-1", "a-2"}, other.id: among}
    assert await memory.told_in(str(second.key)) == tuple(sorted(among))


async def test_what_another_schedule_told_before_is_no_obstacle(database, memory):
    one, other = await stored(database), await stored(database, name="other")
    first, second = await enqueued(database, one, "a"), await enqueued(database, other, "b")
    third = await enqueued(database, one, "c")
    async with database.write() as db:
        await db.run_sync(tell, [said(first, spoken("a"))])
        await db.run_sync(tell, [said(second, spoken("a")), said(third, spoken("b"))])
    with pytest.raises(ToldMeanwhile):
        async with database.write() as db:
            await db.run_sync(tell, [said(second, spoken("b"), part=1), said(third, spoken("a"))])
    assert await memory.told_in(str(second.key)) == ("a-1", "a-2")


async def test_told_can_be_asked_for_thousands_of_articles(database, memory):
    made = await stored(database)
    edition = await enqueued(database, made, "one")
    articles = tuple(f"article{n}" for n in range(3000))
    async with database.write() as db:
        whole = Spoken(story="a", articles=articles, score=1.0)
        await db.run_sync(tell, [said(edition, whole)])
    assert await memory.told(made.id, {*articles, "another"}) == {*articles}


async def test_of_many_schedules_only_the_full_ones_pass_over_their_worst(database, memory):
    one, full = await stored(database), await stored(database, name="full")
    many = [spoken(f"s{n:03}", score=n) for n in range(MOST_CARRIED)]
    async with database.write() as db:
        assert await db.run_sync(carry, [left(full, *many, since=NOW)]) == {full.id: 0}
        best = spoken("best", score=1_000)
        over = await db.run_sync(carry, [left(one, best, since=NOW), left(full, best, since=NOW)])
    assert over == {one.id: 0, full.id: 1}
    assert (await names(memory, one))[0] == ["best"]
    kept = (await names(memory, full))[0]
    assert (kept[0], len(kept)) == ("best", MOST_CARRIED)
    assert "s000" not in kept


async def test_what_was_left_out_too_long_ago_has_expired(database, memory):
    made = await stored(database)
    async with database.write() as db:
        await db.run_sync(carry, [left(made, spoken("old"), since=NOW - timedelta(days=2))])
        await db.run_sync(carry, [left(made, spoken("new"), since=NOW)])
    assert await names(memory, made, since=NOW - timedelta(days=1)) == (["new"], ["old"])
    assert await names(memory, made, since=NOW - timedelta(days=2)) == (["new", "old"], [])


async def test_two_days_across_an_autumn_clock_change_are_two_days(database, memory):
    made = await stored(database)
    london = ZoneInfo("Europe/London")
    left_out = datetime(2026, 10, 24, 9, tzinfo=london).astimezone(UTC)
    due = datetime(2026, 10, 26, 9, tzinfo=london).astimezone(UTC)
    async with database.write() as db:
        await db.run_sync(carry, [left(made, spoken("a"), since=left_out)])
    assert await names(memory, made, since=due - timedelta(days=2)) == (["a"], [])


async def test_a_story_from_a_folder_does_not_expire(database, memory):
    made = await stored(database)
    in_folder, imported = article(source="seeds"), article(source="import")
    await Archive(database).store([in_folder, imported])
    async with database.write() as db:
        await db.execute(
            insert(db, tables.documents).values(
                source="seeds",
                path=in_folder.source_ref,
                fingerprint="1",
                source_refs=[in_folder.source_ref],
            )
        )
        stories = [Spoken(story=a.id, articles=(a.id,), score=1) for a in (in_folder, imported)]
        await db.run_sync(carry, [left(made, *stories, since=NOW - timedelta(days=9))])
    assert await names(memory, made, since=NOW) == ([in_folder.id], [imported.id])


async def test_carrying_again_keeps_the_age_and_giving_back_renews_it(database, memory):
    made = await stored(database)
    yesterday = NOW - timedelta(days=1)
    async with database.write() as db:
        await db.run_sync(carry, [left(made, spoken("a", score=1), since=yesterday)])
        await db.run_sync(carry, [left(made, spoken("a", score=5), since=NOW)])
    assert await names(memory, made, since=NOW) == ([], ["a"])
    async with database.write() as db:
        await db.run_sync(give_back, made.id, "nobody/first", 0, [spoken("a")], now=NOW)
    assert await names(memory, made, since=NOW) == (["a"], [])


async def test_a_schedule_removed_for_thirty_days_is_forgotten(database, memory):
    schedules = Schedules(database)
    await schedules.synchronise([schedule(id="")], now=NOW)
    made = (await schedules.all())[0].schedule
    async with database.write() as db:
        await db.run_sync(carry, [left(made, spoken("a"), since=NOW)])
    await schedules.synchronise([], now=NOW)
    await schedules.synchronise([], now=NOW + MEMORY)
    assert await names(memory, made) == (["a"], [])
    await schedules.synchronise([], now=NOW + MEMORY + timedelta(seconds=1))
    assert await names(memory, made) == ([], [])


async def test_forgetting_leaves_other_schedules_alone(database, memory):
    one, two = await stored(database), await stored(database, name="two")
    async with database.write() as db:
        await db.run_sync(carry, [left(one, spoken("a"), since=NOW)])
        await db.run_sync(carry, [left(two, spoken("b"), since=NOW)])
        await db.run_sync(forget, [one.id])
    assert await names(memory, one) == ([], [])
    assert await names(memory, two) == (["b"], [])


async def told_again(database, made, memory, before, after):
    """Whether *after* counts as told, once *before* was told and its document tells *after*."""
    documents, archive = Documents(database), Archive(database)
    await documents.take("seeds", before.source_ref, "1", [before])
    edition = await enqueued(database, made, "one")
    async with database.write() as db:
        whole = Spoken(story=before.id, articles=(before.id,), score=1.0)
        await db.run_sync(tell, [said(edition, whole)])
    await documents.take("seeds", after.source_ref, "2", [after])
    if after.source_ref != before.source_ref:
        await documents.remove("seeds", [before.source_ref])
    assert await archive.unfiled(10) == [after]
    assert await memory.told(made.id, {after.id}, but=str(edition.key)) == frozenset()
    return await memory.told(made.id, {after.id}) == {after.id}


async def test_a_renamed_document_stays_told(database, memory):
    made = await stored(database)
    before = article("Ferry resumes", url=None, source_ref="old.txt", text="It sails again.")
    after = replace(before, source_ref="new.txt")
    assert await told_again(database, made, memory, before, after)
    assert await memory.told("another schedule", {after.id}) == frozenset()


async def test_a_document_that_gains_an_address_stays_told(database, memory):
    made = await stored(database)
    before = article("Ferry resumes", url=None, source_ref="a.txt")
    after = replace(before, url="https://news.example.com/ferry", title="The ferry resumes")
    assert await told_again(database, made, memory, before, after)


async def test_a_document_whose_address_is_put_right_stays_told(database, memory):
    made = await stored(database)
    before = article("Ferry resumes", source_ref="a.txt")
    after = replace(before, url="https://news.example.com/ferry")
    assert await told_again(database, made, memory, before, after)


async def test_another_article_in_a_documents_place_is_not_told(database, memory):
    made = await stored(database)
    before = article("Ferry resumes", source_ref="today.html")
    after = article("Bakery opens", source_ref="today.html")
    assert not await told_again(database, made, memory, before, after)


async def test_what_was_told_before_its_document_was_renamed_is_not_told_again(database, memory):
    made = await stored(database)
    before = article("Ferry resumes", url=None, source_ref="old.txt")
    after = replace(before, source_ref="new.txt")
    assert await told_again(database, made, memory, before, after)
    other = await enqueued(database, made, "two")
    again = Spoken(story=after.id, articles=(after.id,), score=1.0)
    with pytest.raises(ToldMeanwhile):
        async with database.write() as db:
            await db.run_sync(tell, [said(other, again)])
