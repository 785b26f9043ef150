from dataclasses import replace
from datetime import timedelta

import pytest

from bot.database.articles import STEP
from digests.article import Image
from digests.changes import Changes
from digests.stories.story import Membership, Sentence
from digests.topics import ELSEWHERE
from tests.builders import NOW, article, filed_story, telling

HOUR = timedelta(hours=1)


@pytest.fixture
def tell(archive):
    """Store articles and file the stories that they tell."""

    async def told(*stories, gone=(), articles=()):
        await archive.store(articles)
        await archive.unfiled(1000)
        changes = Changes(stories=stories, gone=gone)
        await archive.file(changes, [a.id for a in articles])

    return told


def ids(filed):
    return [one.story.id for one in filed]


async def test_a_story_comes_back_as_it_was_filed(archive, tell):
    one, two = article(published=NOW - 2 * HOUR), article()
    story = filed_story(one, two, topics=("AI", "Funding"), image=Image(url="https://e.com/1.png"))
    await tell(story, articles=[one, two])
    assert await archive.story(one.id) == story
    assert [s async for s in archive.all_stories()] == [story]


async def test_a_story_is_also_found_by_the_id_of_an_article_that_tells_it(archive, tell):
    one, two = article(), article()
    await tell(filed_story(one, two), articles=[one, two])
    assert ids([await archive.story(two.id)]) == [one.id]
    assert await archive.story("nothing of ours") is None


async def test_an_old_id_leads_to_the_story_that_took_its_members(archive, tell):
    one, two, three = (article() for _ in range(3))
    await tell(filed_story(one), filed_story(two), filed_story(three), articles=[one, two, three])
    await tell(filed_story(two, one), gone=((one.id, two.id),))
    await tell(filed_story(three, two, one), gone=((two.id, three.id),))
    assert ids([await archive.story(one.id)]) == [three.id]
    assert ids(await archive.stories([one.id, three.id, two.id])) == [three.id]
    assert ids([s async for s in archive.all_stories()]) == [three.id]


async def test_several_ids_may_go_at_once_one_leading_to_the_next(archive, tell):
    one, two, three = (article() for _ in range(3))
    await tell(filed_story(one), filed_story(two), filed_story(three), articles=[one, two, three])
    await tell(
        filed_story(three, two, one), gone=((one.id, two.id), (two.id, three.id), ("never", None))
    )
    assert ids(await archive.stories([one.id, two.id])) == [three.id]


async def test_a_story_that_splits_off_again_leads_to_itself(archive, tell):
    one, two = article(), article()
    await tell(filed_story(one), filed_story(two), articles=[one, two])
    await tell(filed_story(two, one), gone=((one.id, two.id),))
    await tell(filed_story(one), filed_story(two))
    assert ids(await archive.stories([one.id, two.id])) == [one.id, two.id]
    assert [len(s.story.tellings) for s in await archive.stories([one.id, two.id])] == [1, 1]


async def test_a_withdrawn_article_leaves_its_story_to_the_others(archive, tell):
    one, two = article("Lantern Labs opens a second office"), article("A second office for Lantern")
    said = tuple(Sentence(text="It opened.", article=a.id) for a in (one, two))
    picture = Image(url="https://e.com/1.png")
    story = filed_story(one, two, topics=["AI"], summary=said, image=picture)
    await tell(story, articles=[one, two])
    await archive.withdraw("seeds", [one.source_ref])
    left = await archive.story(one.id)
    assert left.story.articles == (two.id,)
    assert (left.story.title, left.story.url) == (two.title, two.url)
    assert left.story.summary == said[1:]
    assert left.story.image is None
    assert left.filings == story.filings


async def test_a_story_that_nobody_tells_any_more_is_gone_at_once(archive, tell):
    one = article()
    await tell(filed_story(one, topics=["AI"]), articles=[one])
    await archive.withdraw("seeds", [one.source_ref])
    assert await archive.story(one.id) is None
    assert await archive.latest(8) == []
    assert await archive.topic_counts(NOW - 24 * HOUR) == {}
    assert await archive.candidates(0, 10, [one.id]) == []
    await tell(gone=((one.id, None),), articles=[])


async def test_a_story_keeps_the_tellings_that_the_live_window_has_forgotten(archive, tell):
    old, new = article(first_seen=NOW - 400 * HOUR), article()
    await tell(filed_story(old), articles=[old])
    await tell(filed_story(new, id=old.id), articles=[new])
    whole = (await archive.story(old.id)).story
    assert whole.articles == (old.id, new.id)
    assert (whole.first_seen, whole.updated) == (old.first_seen, new.first_seen)


async def test_members_unknown_to_the_live_window_follow_their_story(archive, tell):
    old, one, two = article(), article(), article()
    await tell(filed_story(old), filed_story(two), articles=[old, one, two])
    await tell(filed_story(two, one), gone=((old.id, two.id),))
    assert ids([await archive.story(old.id)]) == [two.id]


async def test_a_story_is_not_gone_while_an_article_tells_it(archive, tell):
    old = article()
    await tell(filed_story(old), articles=[old])
    await tell(gone=((old.id, None),))
    assert ids([await archive.story(old.id)]) == [old.id]


async def test_candidates_are_told_by_an_article_of_the_window_or_by_a_carried_one(archive, tell):
    one, two, three, four = (article() for _ in range(4))
    stories = [filed_story(one), filed_story(two, three), filed_story(four)]
    await tell(*stories, articles=[one, two, three, four])
    assert ids(await archive.candidates(2, 3, [])) == [two.id]
    assert ids(await archive.candidates(2, 4, [])) == sorted([two.id, four.id])
    assert ids(await archive.candidates(3, 4, [one.id, "unknown"])) == sorted([one.id, four.id])
    assert await archive.candidates(4, 99, []) == []


async def test_the_latest_are_those_first_seen_last(archive, tell):
    many = [article(first_seen=NOW - n * HOUR) for n in (5, 1, 3)]
    await tell(*map(filed_story, many), articles=many)
    assert ids(await archive.latest(2)) == [many[1].id, many[2].id]
    assert ids(await archive.latest(9)) == [many[1].id, many[2].id, many[0].id]


async def test_the_latest_under_some_topics_stand_each_once(archive, tell):
    many = [article(first_seen=NOW - n * HOUR) for n in range(5)]
    topics = [("AI",), (), ("AI", "Funding"), ("Policy",), ("Funding",)]
    stories = [filed_story(a, topics=t) for a, t in zip(many, topics, strict=True)]
    await tell(*stories, articles=many)
    under = await archive.latest(9, ["AI", "Funding", "Sport"])
    assert ids(under) == [many[0].id, many[2].id, many[4].id]
    assert ids(await archive.latest(1, ["Funding"])) == [many[2].id]
    assert ids(await archive.latest(9, [ELSEWHERE])) == [many[1].id]
    assert (await archive.latest(9, [ELSEWHERE]))[0].filings == ()


async def test_topics_are_counted_with_the_newest_title_and_elsewhere_too(archive, tell):
    many = [article(f"Office number {n} opens", first_seen=NOW - n * HOUR) for n in range(4)]
    topics = [("AI",), ("AI", "Funding"), (), ("AI",)]
    stories = [filed_story(a, topics=t) for a, t in zip(many, topics, strict=True)]
    await tell(*stories, articles=many)
    assert await archive.topic_counts(NOW - 2 * HOUR) == {
        "AI": (2, "Office number 0 opens"),
        "Funding": (1, "Office number 1 opens"),
        ELSEWHERE: (1, "Office number 2 opens"),
    }


async def test_a_story_filed_anew_stands_only_where_it_stands_now(archive, tell):
    one = article()
    await tell(filed_story(one, topics=["AI", "Policy"]), articles=[one])
    await tell(filed_story(one, topics=["Funding"]))
    assert set(await archive.topic_counts(NOW - 24 * HOUR)) == {"Funding"}


async def test_live_are_whole_stories_of_which_something_is_recent_in_order_of_date(archive, tell):
    old = article(published=NOW - 400 * HOUR, first_seen=NOW - 390 * HOUR)
    fresh = article(published=NOW - 2 * HOUR)
    imported = article(published=NOW - 9000 * HOUR, first_seen=NOW)
    over = article(published=NOW - 900 * HOUR, first_seen=NOW - 900 * HOUR)
    everything = [fresh, old, over, imported]
    await tell(
        filed_story(old, fresh), filed_story(over), filed_story(imported), articles=everything
    )
    live = [pair async for pair in archive.live(NOW - 336 * HOUR)]
    assert [a for a, _ in live] == [imported, old, fresh]
    assert [m.story for _, m in live] == [imported.id, old.id, old.id]


async def test_a_reprint_is_remembered_as_one(archive, tell):
    one, two = article(), article()
    story = filed_story(one, two).story
    reprint = telling(article=two.id, first_seen=two.first_seen, reprint_of=one.id)
    told = replace(filed_story(one), story=replace(story, tellings=(story.tellings[0], reprint)))
    await tell(told, articles=[one, two])
    members = [m async for _, m in archive.live(NOW - 24 * HOUR)]
    assert Membership(article=two.id, story=one.id, reprint_of=one.id) in members


async def test_stories_are_exported_by_the_time_they_were_first_seen(archive, tell):
    many = [article(first_seen=NOW - (n % 7) * HOUR) for n in range(450)]
    await tell(*map(filed_story, many), articles=many)
    exported = [s.story async for s in archive.all_stories()]
    assert [s.id for s in exported] == [
        a.id for a in sorted(many, key=lambda a: (a.first_seen, a.id))
    ]


async def test_stories_leave_topics_that_there_are_no_more(archive, tell):
    many = [article(f"Ferry {n}") for n in range(STEP + 3)]
    named = [("Chips",)] * STEP + [("Chips", "AI"), ("AI",), ()]
    stories = [filed_story(a, topics=t) for a, t in zip(many, named, strict=True)]
    await tell(*stories, articles=many)

    await archive.keep_under(["AI", "Sea"])

    counts = await archive.topic_counts(NOW - 24 * HOUR)
    assert {topic: count for topic, (count, _) in counts.items()} == {"AI": 2, ELSEWHERE: STEP + 1}
    (first,) = await archive.stories([many[0].id])
    assert first.filings == ()
    assert len(await archive.latest(STEP + 9, [ELSEWHERE])) == STEP + 1
