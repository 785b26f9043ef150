"""Stories are the same whatever came first, and keep what they were when they split or merge."""

from datetime import timedelta
from random import Random

import pytest

from digests.live import LiveWindow
from digests.stories.granularity import Granularity
from tests.builders import NOW, article
from tests.digests.test_live_changes import Mirror, reports

FERRY = (
    "A ferry with ninety passengers sank off Marsamxett in heavy seas, and fishing boats from the "
    "harbour pulled all of them from the water before midnight, the coast guard said."
)
INQUIRY = (
    "Investigators raised the hull and found two bow doors unlocked, so that a prosecutor opened "
    "an inquiry against the owners of the ferry that sank off Marsamxett and sealed their offices."
)


def told(window):
    """What the window holds: the articles of each story, whatever its id."""
    return {frozenset(window._live.ids(story)) for story in window._live.stories}


def hearing(window, mirror):
    while (changes := window.changes(7)).stories or changes.memberships or changes.gone:
        mirror.hear(changes)


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_arrival_makes_no_difference_once_all_is_looked_at_anew(seed):
    articles = reports(Random(11), 24)
    by_date = LiveWindow([])
    by_date.enter(articles)
    assert by_date.renew()
    shuffled, dice = LiveWindow([]), Random(seed)
    dice.shuffle(articles)
    while articles:
        count = dice.randint(1, 20)
        shuffled.enter(articles[:count])
        shuffled.settle()
        del articles[:count]
    assert shuffled.renew()
    assert told(shuffled) == told(by_date)


def test_what_came_and_went_leaves_no_trace():
    articles, passing = reports(Random(5), 16), reports(Random(6), 5)
    plain, other = LiveWindow([]), LiveWindow([])
    plain.enter(articles)
    other.enter([*passing, *articles])
    other.settle()
    other.withdraw([one.id for one in passing])
    plain.renew()
    other.renew()
    assert told(other) == told(plain)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_looked_at_anew_is_reported_with_where_every_story_went(seed):
    dice = Random(seed)
    window, mirror, articles = LiveWindow([]), Mirror(), reports(dice, 20)
    for start in range(0, len(articles), 9):
        window.enter(articles[start : start + 9])
        hearing(window, mirror)
        window.renew()
        hearing(window, mirror)
        assert mirror.agrees()
        assert all(heir is None or heir in mirror.stories for _, heir in mirror.gone[-1:])


def test_a_window_at_rest_is_not_looked_at_again_and_says_nothing():
    window, mirror = LiveWindow([]), Mirror()
    window.enter(reports(Random(2), 8))
    assert window.renew()
    hearing(window, mirror)
    assert not window.renew()
    assert window.changes().stories == ()


def test_a_story_keeps_its_id_when_all_is_looked_at_anew():
    window, mirror = LiveWindow([]), Mirror()
    window.enter(reports(Random(9), 12))
    window.settle()
    hearing(window, mirror)
    before = {story: set(ids) for story, ids in mirror.stories.items()}
    window.enter(reports(Random(10), 4))
    window.renew()
    hearing(window, mirror)
    lasting = [s for s, ids in before.items() if ids & mirror.stories.get(s, set())]
    assert len(lasting) > len(before) * 0.8


def test_a_story_that_splits_leaves_its_id_with_most_of_its_articles():
    bridge = article(
        "Ferry sinks off Marsamxett and harbour reopens",
        text=f"{FERRY} {INQUIRY}",
        published=NOW - timedelta(hours=3),
    )
    first = [
        article(f"Ferry sinks {n}", text=f"{FERRY} {n}.", published=NOW - timedelta(hours=6))
        for n in ("off Malta", "in storm", "with ninety aboard")
    ]
    window, mirror = LiveWindow([]), Mirror()
    mirror.hear(window.take([*first, bridge]))
    [story] = mirror.stories
    mirror.forget([bridge.id])
    mirror.hear(window.withdraw([bridge.id]))
    mirror.hear(window.regroup())
    assert mirror.stories == {story: {one.id for one in first}}


def test_stories_of_days_are_one_storyline_and_two_events():
    sinking = article("Ferry sinks off Marsamxett", text=FERRY, published=NOW - timedelta(days=5))
    inquiry = article("Bow doors of sunken ferry were open", text=INQUIRY, published=NOW)
    counts = {}
    for granularity in Granularity:
        window = LiveWindow([], granularity=granularity)
        window.take([sinking, inquiry])
        counts[granularity] = len(told(window))
    assert counts == {Granularity.EVENT: 2, Granularity.STORYLINE: 1}


def test_one_text_under_five_hundred_addresses_is_one_story_and_one_voice():
    copies = [
        article("Ferry sinks off Marsamxett", text=FERRY, published=NOW - timedelta(minutes=n))
        for n in range(500)
    ]
    window = LiveWindow([])
    [filed] = window.take(copies).stories
    assert len(filed.story.tellings) == 500
    assert sum(t.reprint_of is None for t in filed.story.tellings) == 1
    assert window.renew()
    assert told(window) == {frozenset(one.id for one in copies)}


@pytest.mark.parametrize(
    "text",
    [
        "mine " * 2_000_000,
        "Rescuers reach the flooded mine. " * 10_000,
        "x" * 10_000_000,
        "Рудник затоплен. 矿井被淹没了。 المنجم غمرته المياه. The mine is flooded. " * 200,
    ],
    ids=["10 MB of one word", "one sentence 10,000 times", "one word of 10 MB", "mixed scripts"],
)
def test_an_odd_text_is_a_story_and_holds_nobody_up(text):
    odd, plain = article("An odd text", text=text), article("Ferry sinks", text=FERRY)
    window = LiveWindow([])
    titles = {f.story.title: f.story.summary for f in window.take([odd, plain]).stories}
    assert set(titles) == {"An odd text", "Ferry sinks"}
    said = [sentence.text for sentence in titles["An odd text"]]
    assert len(set(said)) == len(said)
    assert window.renew()
    assert len(told(window)) == 2


def test_what_is_restored_is_linked_when_all_is_looked_at_anew():
    articles = reports(Random(3), 16)
    before = LiveWindow([])
    known = {m.article: m for m in before.take(articles).memberships}
    after = LiveWindow([])
    after.restore([(one, known[one.id]) for one in articles])
    assert after.renew()
    before.renew()
    assert told(after) == told(before)
