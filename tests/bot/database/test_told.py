"""What a schedule remembers: told, carried, and until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.database.archive import Archive
from bot.database.dialects import insert
from bot.database.documents import Documents
from bot.database.schedules import MEMORY, Schedules
from bot.database.tables import archive as tables
from bot.database.told import Memory, Spoken, ToldMeanwhile, carry, forget, give_back, tell
from tests.builders import NOW, article, schedule
from tests.printing import enqueued, spoken, stored

LONG_AGO = NOW - timedelta(days=365)


@pytest.fixture
def memory(database):
    return Memory(database)


async def names(memory, made, *, since=LONG_AGO):
    carried = await memory.carried(made.id, since=since)
    return [s.story for s in carried.alive], [s.story for s in carried.expired]


async def test_a_story_is_told_once_per_schedule(database, memory):
    made = await stored(database)
    edition = await enqueued(database, made, "one")
    other = await enqueued(database, made, "two")
    async with database.write() as db:
        await db.run_sync(tell, made.id, str(edition.key), 0, [spoken("a"), spoken("b")])
    with pytest.raises(ToldMeanwhile):
        async with database.write() as db:
            await db.run_sync(tell, made.id, str(other.key), 0, [spoken("c"), spoken("b")])
    assert await memory.told(made.id, {"a-1", "b-2", "c-1"}) == {"a-1", "b-2"}
    assert await memory.told_in(str(edition.key)) == ("a-1", "a-2", "b-1", "b-2")
    assert await memory.told(made.id, {"a-1"}, but=str(edition.key)) == frozenset()


async def test_told_can_be_asked_for_thousands_of_articles(database, memory):
    made = await stored(database)
    edition = await enqueued(database, made, "one")
    articles = tuple(f"article{n}" for n in range(3000))
    async with database.write() as db:
        whole = Spoken(story="a", articles=articles, score=1.0)
        await db.run_sync(tell, made.id, str(edition.key), 0, [whole])
    assert await memory.told(made.id, {*articles, "another"}) == {*articles}


async def test_what_was_left_out_too_long_ago_has_expired(database, memory):
    made = await stored(database)
    async with database.write() as db:
        await db.run_sync(carry, made.id, [spoken("old")], since=NOW - timedelta(days=2))
        await db.run_sync(carry, made.id, [spoken("new")], since=NOW)
    assert await names(memory, made, since=NOW - timedelta(days=1)) == (["new"], ["old"])
    assert await names(memory, made, since=NOW - timedelta(days=2)) == (["new", "old"], [])


async def test_two_days_across_an_autumn_clock_change_are_two_days(database, memory):
    made = await stored(database)
    london = ZoneInfo("Europe/London")
    left_out = datetime(2026, 10, 24, 9, tzinfo=london).astimezone(UTC)
    due = datetime(2026, 10, 26, 9, tzinfo=london).astimezone(UTC)
    async with database.write() as db:
        await db.run_sync(carry, made.id, [spoken("a")], since=left_out)
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
        await db.run_sync(carry, made.id, stories, since=NOW - timedelta(days=9))
    assert await names(memory, made, since=NOW) == ([in_folder.id], [imported.id])


async def test_carrying_again_keeps_the_age_and_giving_back_renews_it(database, memory):
    made = await stored(database)
    yesterday = NOW - timedelta(days=1)
    async with database.write() as db:
        await db.run_sync(carry, made.id, [spoken("a", score=1)], since=yesterday)
        await db.run_sync(carry, made.id, [spoken("a", score=5)], since=NOW)
    assert await names(memory, made, since=NOW) == ([], ["a"])
    async with database.write() as db:
        await db.run_sync(give_back, made.id, "nobody/first", 0, [spoken("a")], now=NOW)
    assert await names(memory, made, since=NOW) == (["a"], [])


async def test_a_schedule_removed_for_thirty_days_is_forgotten(database, memory):
    schedules = Schedules(database)
    await schedules.synchronise([schedule(id="")], now=NOW)
    made = (await schedules.all())[0].schedule
    async with database.write() as db:
        await db.run_sync(carry, made.id, [spoken("a")], since=NOW)
    await schedules.synchronise([], now=NOW)
    await schedules.synchronise([], now=NOW + MEMORY)
    assert await names(memory, made) == (["a"], [])
    await schedules.synchronise([], now=NOW + MEMORY + timedelta(seconds=1))
    assert await names(memory, made) == ([], [])


async def test_forgetting_leaves_other_schedules_alone(database, memory):
    one, two = await stored(database), await stored(database, name="two")
    async with database.write() as db:
        await db.run_sync(carry, one.id, [spoken("a")], since=NOW)
        await db.run_sync(carry, two.id, [spoken("b")], since=NOW)
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
        await db.run_sync(tell, made.id, str(edition.key), 0, [whole])
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
            await db.run_sync(tell, made.id, str(other.key), 0, [again])
