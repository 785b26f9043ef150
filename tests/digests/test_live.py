import pickle
from datetime import timedelta

import pytest

from digests.live import LiveWindow
from digests.stories.story import Membership
from digests.topics import Topic
from tests.builders import NOW, article

MINE = "Rescuers reach the flooded Karrabin mine after two days"
MINE_BODY = (
    "Rescue teams broke through to the flooded Karrabin mine and brought eleven miners to the "
    "surface. The miners had waited for two days in an air pocket four hundred metres down."
)
MINE_AGAIN = "Eleven miners brought up alive from flooded Karrabin mine"
MINE_AGAIN_BODY = (
    "All eleven miners trapped in the Karrabin mine are alive. They had been cut off when an "
    "underground lake flooded the shaft; rescue teams drilled for two days to reach them."
)
BAKER = "Baker of Oldhaven wins the national bread prize"
BAKER_BODY = (
    "Mirela Dost has won the national bread prize with a loaf of rye and walnuts. The jury of "
    "bakers praised its crust; her shop in Oldhaven sold out within the hour."
)


def mine(**fields):
    return article(MINE, **{"text": MINE_BODY, "published": NOW - timedelta(hours=9), **fields})


def mine_again(**fields):
    when = NOW - timedelta(hours=5)
    return article(MINE_AGAIN, **{"text": MINE_AGAIN_BODY, "published": when, **fields})


def baker(**fields):
    return article(BAKER, **{"text": BAKER_BODY, "published": NOW - timedelta(hours=7), **fields})


@pytest.fixture
def live():
    return LiveWindow([Topic(name="Mining", match=("mine",))])


def stories(changes):
    return {filed.story.title: set(filed.story.articles) for filed in changes.stories}


def test_articles_that_tell_one_event_become_one_story(live):
    first, second, other = mine(), mine_again(), baker()
    changes = live.take([first, second, other])
    assert sorted(map(sorted, stories(changes).values())) == sorted(
        [sorted([first.id, second.id]), [other.id]]
    )
    assert {m.article: m.story for m in changes.memberships} == {
        first.id: first.id,
        second.id: first.id,
        other.id: other.id,
    }


def test_articles_are_taken_in_order_of_date_whatever_their_order_in_the_call(live):
    first, second = mine(), mine_again()
    [filed] = live.take([second, first]).stories
    assert filed.story.id == first.id
    assert filed.story.articles == (first.id, second.id)


def test_a_story_comes_filed_under_its_topics(live):
    changes = live.take([mine(), baker()])
    filings = {f.story.title: [x.topic for x in f.filings] for f in changes.stories}
    assert filings == {MINE: ["Mining"], BAKER: []}


def test_a_changed_article_is_taken_anew_and_its_former_story_is_gone(live):
    first, second = mine(), baker()
    live.take([first, second])
    rewritten = mine_again(url=second.url)
    changes = live.take([rewritten])
    assert changes.gone == ((second.id, first.id),)
    assert changes.memberships == (Membership(article=second.id, story=first.id),)


def test_what_has_not_changed_is_not_reported_again(live):
    live.take([mine(), mine_again()])
    assert live.regroup().stories == ()
    changes = live.take([baker()])
    assert list(stories(changes)) == [BAKER]


def test_the_last_article_withdrawn_takes_its_story_with_it(live):
    only = baker()
    live.take([only])
    assert live.withdraw([only.id, "never-heard-of-it"]).gone == ((only.id, None),)


def test_a_story_outlives_the_article_that_opened_it(live):
    first, second = mine(), mine_again()
    live.take([first, second])
    changes = live.withdraw([first.id])
    assert changes.gone == ()
    [filed] = changes.stories
    assert (filed.story.id, filed.story.articles) == (first.id, (second.id,))


def pieces(live):
    """What is filed anew, a story at a time."""
    found = []
    while (changes := live.refiled(1)) is not None:
        found += changes.stories
    return found


def refiled(live, *topics):
    live.refile(topics)
    return pieces(live)


def test_a_restored_window_goes_on_where_the_former_one_ended(live):
    first, other, second = mine(), baker(), mine_again()
    before = live.take([first, other])
    fresh = LiveWindow([])
    fresh.restore([(a, m) for m in before.memberships for a in (first, other) if a.id == m.article])
    assert fresh.regroup().stories == ()
    [filed] = fresh.take([second]).stories
    assert filed.story.id == first.id


def test_what_is_restored_together_stays_together():
    first, other = mine(), baker()
    live = LiveWindow([])
    live.restore([(a, Membership(article=a.id, story="kept-from-before")) for a in (first, other)])
    [filed] = refiled(live, Topic(name="Mining", match=("mine",)))
    assert set(filed.story.articles) == {first.id, other.id}


def test_new_topics_report_the_stories_that_stand_elsewhere_now(live):
    live.take([mine(), baker()])
    bread, mining = Topic(name="Bread", match=("bread",)), Topic(name="Mining", match=("mine",))
    assert [f.story.title for f in refiled(live, bread, mining)] == [BAKER]
    assert refiled(live, mining)[0].filings == ()


def test_stories_are_filed_anew_by_what_many_stories_teach(live):
    live.refile([Topic(name="Mining", match=("mine",))])
    told = live.take([article(f"Mine {n} shut", text=f"Ore {n} silver drift") for n in range(600)])
    live.learn()
    moved = pieces(live)
    assert len(told.stories) > 1
    assert all(f.filings for f in told.stories)
    assert {f.story.id for f in moved} <= {f.story.id for f in told.stories}
    live.learn()
    assert pieces(live) == []


def test_what_is_forgotten_draws_no_new_articles(live):
    first = mine(published=NOW - timedelta(days=20), first_seen=NOW - timedelta(days=20))
    live.take([first])
    live.forget(NOW - timedelta(days=14))
    [filed] = live.take([mine_again()]).stories
    assert first.id not in filed.story.articles
    assert live.withdraw([first.id]).gone == ()


def test_a_story_is_remembered_whole_while_one_of_its_articles_is_fresh(live):
    first = mine(published=NOW - timedelta(days=15), first_seen=NOW - timedelta(days=15))
    second = mine_again(published=NOW - timedelta(days=13), first_seen=NOW - timedelta(days=13))
    live.take([first, second])
    live.forget(NOW - timedelta(days=14))
    [filed] = live.take(
        [mine(text=MINE_BODY + " More.", published=NOW - timedelta(days=13))]
    ).stories
    assert first.id in filed.story.articles


def test_changes_and_articles_can_be_sent_between_processes(live):
    changes = live.take([mine(), baker()])
    assert pickle.loads(pickle.dumps(changes)) == changes  # noqa: S301 - our own bytes


def test_reprints_are_one_voice_and_outlive_the_article_they_repeat(live):
    first, copies = mine(), [mine(), mine(published=NOW - timedelta(hours=2))]
    [filed] = live.take([first, *copies]).stories
    assert {t.reprint_of for t in filed.story.tellings} == {None, min(first.id, copies[0].id)}
    changes = live.withdraw([first.id])
    [filed] = changes.stories
    assert set(filed.story.articles) == {copy.id for copy in copies}
    assert live.regroup().gone == ()


def test_the_very_same_words_are_the_same_story_after_ten_days(live):
    first = mine(published=NOW - timedelta(days=11))
    live.take([first])
    [filed] = live.take([mine()]).stories
    assert filed.story.id == first.id


def test_what_was_forgotten_leaves_room_and_the_rest_as_it_was(live):
    live.take([article(f"Item {n}", first_seen=NOW - timedelta(days=30)) for n in range(40)])
    first = mine()
    live.take([first])
    live.forget(NOW - timedelta(days=14))
    [filed] = live.take([mine_again()]).stories
    assert filed.story.id == first.id
    assert live.regroup().stories == ()


def test_the_same_calls_give_the_same_changes():
    articles = [mine(), baker(), mine_again()]
    one, other = LiveWindow([]), LiveWindow([])
    assert one.take(articles) == other.take(articles)
    assert one.regroup() == other.regroup()


def test_changes_are_said_a_few_stories_at_a_time():
    window = LiveWindow(())
    window.enter([mine(), mine_again(), baker()])

    first, second, last = window.changes(1), window.changes(1), window.changes(1)

    assert [len(c.stories) for c in (first, second, last)] == [1, 1, 0]
    whole = LiveWindow(()).take([])
    assert last == whole
    said = {m.article for c in (first, second) for m in c.memberships}
    assert len(said) == 3


def test_of_more_articles_than_memory_has_room_for_the_oldest_stories_go():
    window = LiveWindow(())
    window.take([mine(), mine_again(), baker(published=NOW - timedelta(days=3))])
    window.forget(NOW - timedelta(days=14), 2)

    later = window.take([baker(), mine_again()])

    assert sorted(len(f.story.tellings) for f in later.stories) == [1, 3]


def test_two_texts_that_share_a_subject_only_are_two_stories(live):
    mines = article(
        "Karrabin mine reopens its eastern gallery to visitors",
        text="Guides lead families past lamps, rails and timber props every Sunday morning, "
        "and children may ride a restored wagon along the old tramway.",
        published=NOW - timedelta(hours=3),
    )
    shares = article(
        "Karrabin mine sells bonds to pension funds abroad",
        text="Brokers in Lisbon placed the paper with insurers at four per cent interest, "
        "and demand exceeded supply threefold before the book closed.",
        published=NOW - timedelta(hours=2),
    )
    assert [len(ids) for ids in stories(live.take([mines, shares])).values()] == [1, 1]
