from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.database.archive import Archive
from bot.database.tables.archive import articles
from digests.article import Image, Publisher
from digests.changes import Changes
from tests.builders import NOW, article, filed_story


async def numbers(database):
    async with database.read() as db:
        rows = await db.execute(select(articles.c.id, articles.c.seq))
        return {row.id: row.seq for row in rows}


async def test_new_articles_are_numbered_in_their_order_and_keep_their_numbers(archive, database):
    first, second = article(), article()
    assert (await archive.store([first, second])).through == 2
    third = article()
    stored = await archive.store([third, replace(first, title="Another title altogether")])
    assert stored.new == (third.id,)
    assert stored.changed == (first.id,)
    assert stored.through == 3
    assert await numbers(database) == {first.id: 1, second.id: 2, third.id: 3}


async def test_an_article_comes_back_as_it_was_stored(archive):
    whole = article(
        "Ōkami opens an archive of café menus",
        publisher=Publisher(name="Daily Example", domain="daily.example.com"),
        published=NOW - timedelta(days=2),
        excerpt="Menus from 1890 on.",
        text="The archive is open.\nIt costs nothing.",
        tags=("food", "AI"),
        images=(Image(url="https://example.com/a.png", width=640, alt="A menu"),),
        related_to="7.txt",
        quality=3,
        heat=12,
        language="en",
    )
    await archive.store([whole])
    assert await archive.unfiled(10) == [whole]


async def test_the_same_content_again_is_a_repeat_and_changes_nothing(archive):
    one = article()
    await archive.store([one])
    later = replace(one, first_seen=one.first_seen + timedelta(days=1))
    stored = await archive.store([later])
    assert (stored.new, stored.changed, stored.repeated) == ((), (), (one.id,))
    assert await archive.unfiled(10) == [one]


async def test_another_version_keeps_the_time_at_which_it_was_first_seen(archive):
    one = article()
    await archive.store([one])
    await archive.store([replace(one, text="Now with words.", first_seen=NOW)])
    assert await archive.unfiled(10) == [replace(one, text="Now with words.")]


async def test_a_full_article_replaces_a_stub_and_never_the_other_way_round(archive):
    full = article(text="All of it.")
    stub = replace(full, stub=True, text="")
    assert (await archive.store([stub])).new == (full.id,)
    assert (await archive.store([full])).changed == (full.id,)
    assert (await archive.store([stub])).repeated == (full.id,)
    assert await archive.unfiled(10) == [full]


async def test_an_article_that_comes_twice_in_one_batch_is_one(archive):
    one = article()
    better = replace(one, text="With a text.")
    stored = await archive.store([one, replace(one, stub=True), better, better])
    assert stored.new == (one.id,)
    assert await archive.unfiled(10) == [better]


async def test_a_batch_with_two_versions_of_an_article_changes_nothing_the_second_time(archive):
    one = article()
    batch = [one, article(), replace(one, text="Put right.", first_seen=NOW)]
    assert len((await archive.store(batch)).new) == 2
    again = await archive.store(batch)
    assert (again.new, again.changed, set(again.repeated)) == ((), (), {a.id for a in batch})
    assert replace(one, text="Put right.") in await archive.unfiled(10)


async def test_storing_nothing_is_nothing(archive):
    assert (await archive.store([])).through == 0
    assert await archive.filed_through() == 0


async def test_unfiled_articles_come_in_order_of_their_dates_undated_ones_as_first_seen(archive):
    new = article(published=NOW - timedelta(minutes=5))
    undated = article(first_seen=NOW - timedelta(days=1))
    old = article(published=NOW - timedelta(days=300))
    await archive.store([new, undated, old])
    assert await archive.unfiled(2) == [old, undated]


async def test_what_is_filed_is_offered_no_more(archive):
    one, two = article(first_seen=NOW - timedelta(hours=2)), article()
    await archive.store([one, two])
    assert await archive.filed_through() == 0
    await archive.unfiled(1)
    await archive.file(Changes(), [one.id])
    assert await archive.filed_through() == 1
    assert await archive.unfiled(10) == [two]
    await archive.set_aside(two.id)
    assert await archive.unfiled(10) == []
    assert await archive.filed_through() == 2


async def test_a_version_stored_while_the_one_before_is_filed_is_offered_next(archive, database):
    one = article()
    await archive.store([one])
    await archive.unfiled(10)
    newer = replace(one, title="Lantern Labs opens a third office")
    await Archive(database).store([newer])  # an import, in another process
    await archive.file(Changes(), [one.id])
    assert await archive.unfiled(10) == [newer]


async def test_a_withdrawn_article_is_offered_no_more_but_noticed_as_gone(archive):
    one = article(source_ref="a.txt")
    await archive.store([one])
    assert await archive.withdraw("seeds", ["a.txt", "b.txt"]) == (one.id,)
    assert await archive.unfiled(10) == []
    assert await archive.withdrawn_unnoticed() == [one.id]
    assert await archive.filed_through() == 0
    await archive.file(Changes(), [one.id])
    assert await archive.withdrawn_unnoticed() == []
    assert await archive.filed_through() == 1


async def test_a_withdrawn_article_that_is_there_again_is_live_again_and_enters_anew(
    archive, database
):
    one, two = article(source_ref="a.txt"), article(source_ref="b.txt")
    await archive.store([one, two])
    await archive.withdraw("seeds", ["a.txt"])
    await archive.file(Changes(), await archive.withdrawn_unnoticed())
    await archive.set_aside(two.id)
    stored = await archive.store([replace(two, title="Lantern Labs moves"), one])
    assert (stored.changed, stored.through) == ((two.id, one.id), 3)
    assert await archive.unfiled(10) == [one, replace(two, title="Lantern Labs moves")]
    assert await numbers(database) == {one.id: 1, two.id: 2}
    await archive.set_aside(two.id)
    assert await archive.filed_through() == 2


async def test_a_window_holds_what_came_back_in_it_and_not_what_only_changed(archive):
    one, two = article(source_ref="a.txt"), article(source_ref="b.txt")
    await archive.store([one, two])
    await archive.withdraw("seeds", ["a.txt"])
    back = [one, replace(two, title="Lantern Labs moves")]
    through = (await archive.store(back)).through
    await archive.file(Changes(stories=tuple(map(filed_story, back))), [one.id, two.id])
    assert [f.story.id for f in await archive.candidates(2, through, [])] == [one.id]
    assert [f.story.id for f in await archive.candidates(0, 2, [])] == [two.id]


async def test_an_article_found_in_two_places_is_withdrawn_with_the_last(archive):
    one = article(source_ref="a.txt")
    await archive.store([one, replace(one, source_ref="copy of a.txt")])
    assert await archive.withdraw("seeds", ["a.txt"]) == ()
    assert await archive.withdraw("other", ["copy of a.txt"]) == ()
    assert await archive.withdraw("seeds", ["copy of a.txt"]) == (one.id,)


async def test_all_articles_are_given_one_by_one_but_the_withdrawn(archive):
    many = [article(source_ref=f"{n}.txt") for n in range(450)]
    await archive.store(many)
    await archive.withdraw("seeds", ["7.txt"])
    del many[7]
    assert [a async for a in archive.articles()] == many


async def test_what_is_withdrawn_while_it_is_filed_is_told_by_no_story(archive):
    one = article(source_ref="a.txt")
    await archive.store([one])
    await archive.unfiled(10)
    await archive.withdraw("seeds", ["a.txt"])
    await archive.file(Changes(stories=(filed_story(one),)), [one.id])
    assert await archive.story(one.id) is None
    assert await archive.withdrawn_unnoticed() == [one.id]


async def test_unfiled_articles_are_offered_on_from_where_one_left_off(archive):
    first, second, third = (article(published=NOW - timedelta(hours=n)) for n in (9, 8, 7))
    await archive.store([third, first, second])
    assert await archive.unfiled(1) == [first]

    assert await archive.unfiled(1, after=first.id) == [second]
    assert await archive.unfiled(5, after=second.id) == [third]
    assert await archive.unfiled(5, after=third.id) == []
    assert await archive.unfiled(5) == [first, second, third]
