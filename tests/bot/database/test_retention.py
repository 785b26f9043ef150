from datetime import timedelta

from sqlalchemy import func, select

from bot.database.retention import STEP
from bot.database.tables import archive as tables
from digests.changes import Changes
from digests.search import parse_terms
from tests.builders import NOW, article, filed_story

YEAR = timedelta(days=365)


async def tell(archive, *articles):
    await archive.store(articles)
    await archive.unfiled(1000)
    stories = tuple(filed_story(a, topics=["AI"]) for a in articles)
    await archive.file(Changes(stories=stories), [a.id for a in articles])


async def rows(database, *names):
    async with database.read() as db:
        counts = [select(func.count()).select_from(getattr(tables, name)) for name in names]
        return [await db.scalar(count) for count in counts]


async def test_stories_that_got_no_article_for_long_are_forgotten_with_all_they_hold(
    archive, database, clock
):
    old = [article(f"Old ferry {n}") for n in range(120)]
    new = article("New ferry")
    await tell(archive, *old)
    clock.advance(days=1)
    await tell(archive, new)
    assert await archive.forget(NOW) == 0
    assert await archive.forget(clock.now()) == 120
    assert [a async for a in archive.articles()] == [new]
    assert [s.story.id async for s in archive.all_stories()] == [new.id]
    assert (await archive.search(parse_terms("ferry"), limit=8)).total == 1
    tables_ = ("articles", "sightings", "memberships", "stories", "filings", "vocabulary")
    assert await rows(database, *tables_) == [1, 1, 1, 1, 1, 2]


async def test_a_story_with_a_recent_article_is_kept_whole(archive, clock):
    old, new = article(), article()
    await archive.store([old])
    await archive.store([article() for _ in range(2 * STEP)])
    clock.advance(days=1)
    await archive.store([new])
    await archive.file(Changes(stories=(filed_story(old, new),)), [old.id, new.id])
    assert await archive.forget(clock.now()) == 0
    assert set((await archive.story(old.id)).story.articles) == {old.id, new.id}


async def test_what_is_imported_is_kept_from_then_on_however_old_it_is(archive, clock):
    old = article(first_seen=NOW - 2 * YEAR, published=NOW - 3 * YEAR, source="import")
    await tell(archive, old)
    assert await archive.forget(clock.now()) == 0
    clock.advance(days=300)
    await archive.store([old])
    clock.advance(days=300)
    assert await archive.forget(clock.now() - YEAR) == 0
    clock.advance(days=66)
    assert await archive.forget(clock.now() - YEAR) == 1


async def test_what_stands_in_a_folder_is_kept_until_it_is_gone(archive, documents, clock):
    standing, imported = article(source_ref="a.txt"), article(source="import")
    await documents.take("seeds", "a.txt", "1", [standing])
    await archive.store([imported])
    await archive.file(Changes(stories=(filed_story(standing, imported),)), [standing.id])
    clock.advance(days=1000)
    assert await archive.forget(clock.now()) == 0
    await documents.remove("seeds", ["a.txt"])
    await archive.file(Changes(), await archive.withdrawn_unnoticed())
    assert await archive.forget(clock.now()) == 2


async def test_old_articles_in_no_story_are_forgotten_once_the_newsroom_knows(archive, clock):
    aside, unfiled, gone = (article(source_ref=f"{n}.txt") for n in range(3))
    await archive.store([aside, unfiled, gone])
    await archive.set_aside(aside.id)
    await archive.withdraw("seeds", ["2.txt"])
    await archive.file(Changes(), await archive.withdrawn_unnoticed())
    assert await archive.forget(clock.advance(days=1)) == 2
    assert await archive.unfiled(10) == [unfiled]


async def test_numbers_go_on_after_the_newest_article_is_forgotten(archive, clock):
    await tell(archive, article())
    await archive.forget(clock.advance(days=1))
    assert await archive.through() == 1
    assert (await archive.store([article()])).through == 2


async def test_an_id_that_led_to_a_forgotten_story_leads_nowhere(archive, database, clock):
    one, two = article(), article()
    await tell(archive, one, two)
    await archive.file(Changes(stories=(filed_story(two, one),), gone=((one.id, two.id),)), [])
    await archive.forget(clock.advance(days=1))
    assert await archive.story(one.id) is None
    assert await rows(database, "forwards") == [0]
