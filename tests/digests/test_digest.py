from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.digest import Candidate, assemble, latest, topics_gone, topics_named
from digests.stories.story import Score
from digests.topics import Filing, Topic
from tests.builders import HONG_KONG, NOW, edition, schedule, story

TOPICS = (Topic(name="Money"), Topic(name="People"), Topic(name="Rules"))


def candidate(*topics, score=1.0, **fields):
    """A story filed under *topics*: names, or (name, score) pairs."""
    told = story(**fields)
    pairs = [t if isinstance(t, tuple) else (t, 1.0) for t in topics]
    filings = tuple(Filing(story=told.id, topic=t, score=s, reason="") for t, s in pairs)
    return Candidate(story=told, filings=filings, score=Score(parts={"1 publisher": score}))


def layout(digest):
    return {s.topic: [x.title for x in s.stories] for s in digest.sections}


def cut(candidates, *, told=(), **fields):
    return assemble(edition(schedule=schedule(**fields)), candidates, TOPICS, told=told)


def test_sections_stand_in_the_settings_order_with_elsewhere_last():
    found = cut(
        [
            candidate(title="Fits nothing", score=9),
            candidate("Rules", title="A rule"),
            candidate("Money", title="A sum"),
        ]
    )
    assert list(layout(found.digest)) == ["Money", "Rules", "Elsewhere"]


def test_a_schedule_that_names_topics_has_them_in_its_own_order_and_no_elsewhere():
    found = cut(
        [candidate(title="Fits nothing"), candidate("Money"), candidate("Rules")],
        topics=("Rules", "Money"),
    )
    assert list(layout(found.digest)) == ["Rules", "Money"]
    assert found.left_out == ()


def test_a_schedule_may_spell_a_topic_in_its_own_way():
    assert list(layout(cut([candidate("Money")], topics=("MONEY",)).digest)) == ["Money"]


def test_stories_stand_best_first():
    found = cut(
        [candidate("Money", title="Low", score=1), candidate("Money", title="High", score=2)]
    )
    assert layout(found.digest) == {"Money": ["High", "Low"]}


def test_ties_go_by_id_in_whatever_order_they_come():
    tied = [candidate("Money", title=i, id=i) for i in ("story-b", "story-a", "story-c")]
    forward, backward = cut(tied), cut(reversed(tied))
    assert layout(forward.digest) == {"Money": ["story-a", "story-b", "story-c"]}
    assert forward == backward


def test_a_story_stands_once_under_the_best_of_its_topics():
    found = cut([candidate(("Money", 1.0), ("Rules", 3.0), title="Both")])
    assert layout(found.digest) == {"Rules": ["Both"]}


def test_a_story_stands_under_the_best_of_the_topics_that_the_schedule_names():
    found = cut([candidate(("Money", 1.0), ("Rules", 3.0), title="Both")], topics=("Money",))
    assert layout(found.digest) == {"Money": ["Both"]}


def test_of_two_topics_that_fit_alike_the_first_in_order_has_the_story():
    both = candidate("Money", "Rules", title="Both")
    assert layout(cut([both]).digest) == {"Money": ["Both"]}
    assert layout(cut([both], topics=("Rules", "Money")).digest) == {"Rules": ["Both"]}


def test_a_story_is_told_when_any_of_its_articles_was():
    old, new = candidate("Money", publishers=3), candidate("Money", title="New")
    found = cut([old, new], told={old.story.articles[1]})
    assert layout(found.digest) == {"Money": ["New"]}
    assert found.left_out == ()


def test_each_topic_has_one_place_before_the_best_of_all_take_the_rest():
    rich = [candidate("Money", title=f"Sum {n}", score=9 - n) for n in range(4)]
    poor = [candidate("Rules", title="A rule", score=0.1)]
    found = cut([*rich, *poor], stories=3)
    assert layout(found.digest) == {"Money": ["Sum 0", "Sum 1"], "Rules": ["A rule"]}
    assert [c.story.title for c in found.left_out] == ["Sum 2", "Sum 3"]
    assert found.digest.left_out == 2


def test_with_fewer_places_than_topics_the_first_topics_have_them():
    found = cut([candidate("Rules", score=9), candidate("People"), candidate("Money")], stories=2)
    assert list(layout(found.digest)) == ["Money", "People"]


def test_no_place_is_kept_for_what_fits_nowhere():
    found = cut([candidate(score=0.1), *(candidate("Money", score=5) for _ in range(3))], stories=3)
    assert list(layout(found.digest)) == ["Money"]


def test_the_first_topic_weighs_a_little_more():
    found = cut(
        [candidate("Money"), candidate("Rules"), candidate("Rules"), candidate("Money")], stories=3
    )
    assert [len(s.stories) for s in found.digest.sections] == [2, 1]


def test_the_second_story_of_one_publisher_gives_way():
    found = cut(
        [
            candidate("Money", title="First", publishers=["Echo"], score=3.0),
            candidate("Money", title="Second", publishers=["Echo"], score=2.5),
            candidate("Money", title="Other", publishers=["Gazette"], score=2.0),
            candidate("Money", title="Shared", publishers=["Echo", "Herald"], score=1.95),
        ]
    )
    assert layout(found.digest) == {"Money": ["First", "Other", "Shared", "Second"]}


def test_stories_of_unknown_publishers_are_no_publishers_second():
    found = cut(
        [candidate("Money", publishers=0, title=t, score=s) for t, s in (("A", 3), ("B", 2))]
    )
    assert layout(found.digest) == {"Money": ["A", "B"]}


def test_another_section_may_open_with_the_same_publisher():
    found = cut(
        [
            candidate("Money", publishers=["Echo"], score=3),
            candidate("Rules", title="Theirs", publishers=["Echo"], score=2.1),
            candidate("Rules", title="Others", publishers=["Herald"], score=2.0),
        ]
    )
    assert layout(found.digest)["Rules"] == ["Theirs", "Others"]


def test_what_is_left_out_says_what_it_weighed():
    found = cut([candidate("Money", publishers=["Echo"], score=s) for s in (2, 1)], stories=1)
    [left] = found.left_out
    assert left.score.parts == {
        "1 publisher": 1,
        "under Money": 0.5,
        "another story of Echo": -0.6,
    }


def test_a_filing_under_a_topic_that_is_gone_no_longer_counts():
    assert list(layout(cut([candidate("Weather")]).digest)) == ["Elsewhere"]


def test_a_schedule_whose_topics_are_all_gone_has_all_that_there_are():
    found = cut([candidate("Money"), candidate("Weather")], topics=("Weather", "Sport"))
    assert list(layout(found.digest)) == ["Money", "Elsewhere"]


def test_a_story_filed_under_topics_that_are_gone_is_left_out_not_lost():
    kept = candidate("Money", title="A sum", score=2)
    adrift = candidate("Weather", title="Rain", score=3)
    also_cut = candidate("Money", title="Another", score=1)
    found = cut([kept, adrift, also_cut, adrift], topics=("Money",), stories=1)
    assert layout(found.digest) == {"Money": ["A sum"]}
    assert [c.story.title for c in found.left_out] == ["Rain", "Another"]
    assert found.digest.left_out == 2


def test_the_topics_that_a_schedule_names_in_vain_are_told():
    known = [t.name for t in TOPICS]
    assert topics_gone(("money", "Weather", "Elsewhere"), known) == ("Weather",)
    assert topics_gone((), known) == ()


def test_a_story_that_comes_from_window_and_carried_stands_once():
    twice = candidate("Money")
    assert len(cut([twice, twice]).digest.stories) == 1


def test_a_digest_carries_what_its_first_and_last_lines_need():
    issue = edition(next_due=NOW + timedelta(days=1))
    digest = assemble(issue, [candidate("Money")], TOPICS).digest
    assert digest.heading == issue.schedule.heading
    assert (digest.since, digest.until) == (issue.window.since, issue.window.until)
    assert (digest.zone, digest.next_due) == (issue.schedule.zone, issue.next_due)
    assert digest.edition == issue
    assert len(digest.articles) == 1


CANDIDATES = st.lists(
    st.tuples(
        st.sampled_from(["Money", "People", "Rules", None]),
        st.sampled_from(["Echo", "Gazette", None]),
        st.integers(0, 6),
    ),
    max_size=25,
)


@given(CANDIDATES, st.integers(1, 10), st.randoms(use_true_random=False))
def test_every_edition_is_full_fair_and_the_same_in_any_order(rows, stories, shuffled):
    found = [
        candidate(*([topic] if topic else []), publishers=[house] if house else [], score=score / 2)
        for topic, house, score in rows
    ]
    assembly = cut(found, stories=stories)
    shuffled.shuffle(found)
    assert cut(found, stories=stories) == assembly

    said = assembly.digest.stories
    assert len(said) == min(stories, len(found))
    assert len(said) + len(assembly.left_out) == len(found)
    assert {s.id for s in said}.isdisjoint(c.story.id for c in assembly.left_out)
    filed = [
        t.name for t in TOPICS if any(c.filings and c.filings[0].topic == t.name for c in found)
    ]
    assert [s.topic for s in assembly.digest.sections][: len(filed)] == filed[:stories]
    weights = [c.score.total for c in assembly.left_out]
    assert weights == sorted(weights, reverse=True)


def seen(hours, *topics, **fields):
    return candidate(*topics, first_seen=NOW - timedelta(hours=hours), **fields)


def test_latest_has_the_stories_first_seen_last_under_their_topics():
    found = [
        seen(1, "Rules", title="Third"),
        seen(3, "Money", title="Oldest"),
        seen(2, "Money", title="Second"),
        seen(0, title="First"),
    ]
    digest = latest(found, TOPICS, now=NOW, zone=HONG_KONG, count=3)
    assert layout(digest) == {"Money": ["Second"], "Rules": ["Third"], "Elsewhere": ["First"]}
    assert (digest.edition, digest.next_due, digest.left_out) == (None, None, 0)
    assert (digest.since, digest.until) == (NOW - timedelta(hours=2), NOW)


def test_latest_shows_eight_unless_asked_for_more():
    found = [seen(n) for n in range(12)]
    assert len(latest(found, TOPICS, now=NOW, zone=HONG_KONG).stories) == 8
    assert len(latest(found, TOPICS, now=NOW, zone=HONG_KONG, count=10).stories) == 10


def test_latest_of_what_arrived_together_is_the_best():
    found = [seen(1, "Money", title=t, score=s) for t, s in (("Low", 1), ("High", 2))]
    assert latest(found, TOPICS, now=NOW, zone=HONG_KONG, count=1).stories[0].title == "High"


def test_latest_stays_within_the_topics_of_the_channel():
    found = [seen(0), seen(1, "Rules"), seen(2, "Money")]
    digest = latest(found, TOPICS, now=NOW, zone=HONG_KONG, named=("Rules",))
    assert list(layout(digest)) == ["Rules"]


@pytest.mark.parametrize(
    ("asked", "titles"), [("money", ["Two", "Both"]), ("elsewhere", ["None"]), ("Weather", [])]
)
def test_latest_of_one_topic(asked, titles):
    found = [
        seen(0, "Rules"),
        seen(1, title="None"),
        seen(2, ("Money", 1), title="Two"),
        seen(3, ("Rules", 2), ("Money", 1), title="Both"),
    ]
    digest = latest(found, TOPICS, now=NOW, zone=HONG_KONG, topic=asked, named=("Rules",))
    assert [s.title for s in digest.stories] == titles


def test_latest_of_nothing_is_an_empty_digest():
    digest = latest([], TOPICS, now=NOW, zone=HONG_KONG)
    assert (digest.sections, digest.since) == ((), NOW)


def test_a_channel_has_the_topics_of_all_its_schedules():
    one, two = schedule(topics=("A", "B")), schedule(topics=("C", "B"))
    assert topics_named([one, two]) == ("A", "B", "C")
    assert topics_named([one, schedule(topics=())]) == ()
    assert topics_named([]) == ()


def test_a_story_that_is_tagged_stands_above_one_that_uses_the_words():
    found = cut(
        [
            candidate(("Money", 4.0), title="Words", score=1.2),
            candidate(("Money", 104.0), title="Tag", score=1.0),
        ]
    )
    assert layout(found.digest) == {"Money": ["Tag", "Words"]}
