"""Moving to another database: everything, in one go, and what was told stays told."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import func, insert, make_url, select

from bot.database.archive import Archive
from bot.database.claims import Claims
from bot.database.engine import open_database
from bot.database.leases import Leases
from bot.database.ledger import Ledger
from bot.database.moving import NotMoved, move
from bot.database.outbox import Outbox
from bot.database.tables import metadata
from bot.database.tables.archive import counters
from bot.database.tables.publishing import parts
from bot.database.told import Memory, ToldMeanwhile
from bot.errors import StateFolderError
from digests.live import Changes
from digests.search import parse_terms
from tests.builders import NOW, article, filed_story
from tests.databases import accept, refuse
from tests.fakes.clock import StoppedClock
from tests.printing import enqueued, issued, rendering, stored

DAY = timedelta(days=1)
OTHER = {"sqlite_url": "postgresql_url", "postgresql_url": "sqlite_url"}


@pytest.fixture(params=["sqlite_url", "postgresql_url"])
def both(request):
    """The addresses of a database and of another kind's."""
    return request.getfixturevalue(request.param), request.getfixturevalue(OTHER[request.param])


async def filled(url):
    """An archive of two stories, of which a schedule has told one; its next part waits."""
    harbour, strike = (
        article("Harbour pilots strike"),
        article("智谱在香港上市", text="Zhipu lists."),
    )
    async with open_database(url) as database:
        archive = Archive(database, StoppedClock())
        await archive.store([harbour, strike])
        stories = tuple(filed_story(one, topics=["Ports"]) for one in (harbour, strike))
        await archive.file(Changes(stories=stories), [harbour.id, strike.id])
        schedule = await stored(database)
        edition = await issued(database, through=2)
        says = rendering("heading", "story", tells={1: ["harbour"]})
        await Outbox(database).enqueue(edition, says, now=NOW)
        await Leases(database, StoppedClock()).take("scheduler")
    return schedule


async def rows(url):
    async with open_database(url) as database:
        return await database.consult(
            lambda db: {t.name: db.execute(select(t)).all() for t in metadata.sorted_tables}
        )


async def test_every_row_arrives_and_is_counted(both):
    source, target = both
    await filled(source)
    seen = []
    moved = move(source, target, seen.append)
    before, after = await rows(source), await rows(target)
    assert [one.table for one in moved] == seen
    assert set(seen) == before.keys() - {"leases"}
    for one in moved:
        assert one.before == one.after == len(before[one.table])
        assert sorted(map(repr, after[one.table])) == sorted(map(repr, before[one.table]))
    assert after["leases"] == []
    assert {"articles", "stories", "told", "parts", "vocabulary"} <= {
        one.table for one in moved if one.after
    }


async def test_a_schedule_does_not_tell_again_what_it_told_before(both):
    source, target = both
    schedule = await filled(source)
    move(source, target, lambda _: None)
    async with open_database(target, own_time=False) as database:
        memory = Memory(database)
        assert await memory.told(schedule.id, ["harbour-1", "other"]) == {"harbour-1"}
        assert await Ledger(database).issue(now=NOW, through=2) == ()
        tomorrow = await issued(database, now=NOW + DAY, through=2)
        assert tomorrow.window.after == 2
        with pytest.raises(ToldMeanwhile):
            await Outbox(database).enqueue(
                tomorrow, rendering("again", tells={0: ["harbour"]}), now=NOW + DAY
            )


async def test_what_was_to_be_posted_is_posted_and_what_comes_goes_behind_it(both):
    source, target = both
    schedule = await filled(source)
    move(source, target, lambda _: None)
    async with open_database(target, own_time=False) as database:
        await enqueued(database, schedule, "later")
        claims = Claims(database, owner="mine", lease=timedelta(minutes=2))
        (first,) = await claims.claim("slack", now=NOW, most=9)
        assert first.payload["text"] == "heading"
        async with database.read() as db:
            numbers = (await db.execute(select(parts.c.number).order_by(parts.c.number))).scalars()
            assert list(numbers) == [1, 2, 3]


async def test_what_moved_is_found_by_its_words(both):
    source, target = both
    await filled(source)
    move(source, target, lambda _: None)
    async with open_database(target) as database:
        archive = Archive(database)
        for words in ("harbour", "harbuor", "香港", '"pilots strike"'):
            found = await archive.search(parse_terms(words), limit=5)
            assert len(found.hits) == 1, words
        assert [one.title for one in await archive.suggest("harb")] == ["Harbour pilots strike"]


async def test_a_database_that_holds_anything_is_refused(both):
    source, target = both
    await filled(source)
    async with open_database(target) as database:
        await stored(database)
    with pytest.raises(StateFolderError, match=r"isn't empty \(.*schedules.*nothing was moved"):
        move(source, target, lambda _: None)
    assert (await rows(target))["articles"] == []


async def test_what_cannot_be_taken_leaves_the_new_database_empty(both):
    source, target = both
    await filled(source)
    async with open_database(target) as database, database.write() as db:
        await refuse(db, "told", "new.article IS NOT NULL")
    with pytest.raises(NotMoved, match=r"rows of told \(refused.*nothing was moved"):
        move(source, target, lambda _: None)
    assert not any((await rows(target)).values())
    async with open_database(target) as database, database.write() as db:
        await accept(db, "told")
    move(source, target, lambda _: None)


async def test_thousands_of_rows_move_a_few_at_a_time(sqlite_url, postgresql_url):
    many = [{"name": f"counter {n}", "value": n} for n in range(2_500)]
    async with open_database(sqlite_url) as database, database.write() as db:
        await db.execute(insert(counters), many)
    move(sqlite_url, postgresql_url, lambda _: None)
    async with open_database(postgresql_url) as database, database.read() as db:
        assert await db.scalar(select(func.sum(counters.c.value))) == sum(range(2_500))


def is_written(url):
    """Whether somebody else could write to it at this moment."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(make_url(url).database, timeout=0)) as db:
            try:
                db.execute("UPDATE counters SET value = 1")
            except sqlite3.OperationalError:
                return False
            return True
    with psycopg.connect(url) as db:
        db.execute("SET lock_timeout = 50")
        try:
            db.execute("UPDATE counters SET value = 1")
        except psycopg.errors.LockNotAvailable:
            return False
        return True


def test_nobody_can_write_to_either_while_it_moves(both):
    written = []
    assert all(map(is_written, both))
    move(*both, lambda _table: written.extend(map(is_written, both)))
    assert written
    assert not any(written)
