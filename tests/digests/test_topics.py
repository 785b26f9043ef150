import random

import pytest

from digests.stories.terms import read
from digests.topic_filer import TopicFiler
from digests.topics import Topic
from tests.builders import article

MONEY = Topic(name="Money", match=("investors", "raised", "valuation", "seed capital"))
PEOPLE = Topic(name="People & jobs", tags=("Careers",), match=("resigned", "departed"))


def filed(*articles, topics=(MONEY, PEOPLE)):
    return filings(TopicFiler(topics), *articles)


def filings(filer, *articles):
    found = [filer.found(one, read(one)) for one in articles]
    return filer.filed("a-story", found, lambda: articles)


def names(filings):
    return [f.topic for f in filings]


@pytest.mark.parametrize("tag", ["Money", "MONEY", "#money", "careers", "people & jobs"])
def test_a_tag_files_a_story_by_a_topics_name_or_one_of_its_tags(tag):
    [filing] = filed(article(tags=(tag,)))
    assert filing.reason == f"tagged {tag}"


def test_a_tags_words_may_hang_together():
    topic = Topic(name="AI", tags=("artificial intelligence",))
    assert filed(article(tags=("Artificial-Intelligence",)), topics=(topic,))


def test_a_topics_name_is_no_keyword():
    assert filed(article("Money is all they speak of")) == ()


def test_a_tag_outweighs_any_words():
    told = article("Investors raised the valuation", tags=("Careers",))
    assert names(filed(told)) == ["People & jobs", "Money"]


def test_beside_a_tag_a_word_alone_does_not_count():
    assert names(filed(article("Investors wait", tags=("Careers",)))) == ["People & jobs"]


def test_words_file_a_story_best_topic_first_with_the_reason():
    told = article("Investors raised money", text="He resigned.")
    money, people = filed(told)
    assert (money.topic, people.topic) == ("Money", "People & jobs")
    assert money.score > people.score > 0
    assert money.reason == "“investors”, “raised” in the title"
    assert people.reason == "“resigned” in the text"


def test_topics_that_fit_alike_stand_in_their_order():
    told = article("Investors resigned")
    assert names(filed(told)) == ["Money", "People & jobs"]
    assert names(filed(told, topics=(PEOPLE, MONEY))) == ["People & jobs", "Money"]


def test_a_story_stands_under_three_topics_at_most():
    topics = [Topic(name=f"T{n}", match=("investors",)) for n in range(5)]
    assert names(filed(article("Investors"), topics=topics)) == ["T0", "T1", "T2"]


def test_what_fits_no_topic_is_not_filed():
    assert filed(article("A quiet day at the lake")) == ()


def test_without_topics_nothing_is_filed():
    assert filed(article("Investors"), topics=()) == ()


SPORT = Topic(name="Sport", match=("goal", "coach"))
HARBOUR = Topic(name="Harbour", match=("cargo", "pilot boat"))
SPEECH = {
    topic: [f"{first}{middle}{last}" for middle in "aeiou" for last in "bdgklmnr"]
    for topic, first in (("Sport", "spr"), ("Harbour", "h"), (None, "w"))
}
"""Forty made-up words for each topic and for none: "sprab", "hul", "wom"."""


def spoken(topic, seed, count=30):
    return " ".join(random.Random(f"{topic}{seed}").choices(SPEECH[topic], k=count))


def stories_of(topic, count, *, tags=()):
    """*count* stories in the words of *topic*; every third has a keyword, every tenth *tags*."""
    for n in range(count):
        keyword = {"Sport": " goal", "Harbour": " cargo"}.get(topic, "") * (n % 3 == 0)
        tagged = tags if n % 10 == 0 else ()
        told = article("No title", text=spoken(topic, n) + keyword, tags=tagged)
        yield [told]


def taught(*topics, count=250, tags=None):
    filer = TopicFiler(topics)
    lessons = [
        s for topic in SPEECH for s in stories_of(topic, count, tags=(tags or {}).get(topic, ()))
    ]
    random.Random(4).shuffle(lessons)
    filer.study(lessons)
    return filer


def without_keywords(words):
    return article("No title", text=words)


@pytest.fixture(scope="module")
def filer():
    return taught(SPORT, HARBOUR)


def test_stories_teach_which_words_go_with_a_topic(filer):
    [filing] = filings(filer, without_keywords(spoken("Sport", "new")))
    assert filing.topic == "Sport"
    assert filing.reason.startswith("words like “spr")


def test_stories_teach_that_one_stray_keyword_is_not_enough(filer):
    told = without_keywords(spoken(None, "new") + " goal")
    assert names(filings(TopicFiler([SPORT, HARBOUR]), told)) == ["Sport"]
    assert filings(filer, told) == ()


def test_what_is_learnt_keeps_the_admins_words_as_the_reason(filer):
    [filing] = filings(filer, without_keywords(spoken("Sport", "new") + " goal"))
    assert filing.reason == "“goal” in the text"


def test_what_is_learnt_never_moves_a_story_that_words_decide_clearly():
    topic = Topic(name="Sport", match=("goal", "coach", "league"))
    told = without_keywords(f"{spoken(None, 'new')} goal coach league")
    assert names(filings(taught(topic, HARBOUR), told)) == ["Sport"]


def test_a_tag_wins_against_what_is_learnt(filer):
    told = article("No title", text=spoken("Sport", "new"), tags=("Harbour",))
    assert names(filings(filer, told)) == ["Harbour"]


def test_tags_teach_what_no_keyword_says():
    told = without_keywords(spoken("Sport", "new"))
    ball_games = Topic(name="Ball games", tags=("Sport",))
    assert filings(taught(ball_games, HARBOUR), told) == ()
    taught_by_tags = taught(ball_games, HARBOUR, tags={"Sport": ("sport",)})
    assert names(filings(taught_by_tags, told)) == ["Ball games"]


def test_a_story_is_not_filed_for_no_words_at_all(filer):
    assert filings(filer, without_keywords("Quux")) == ()


def test_words_are_suggested_that_the_topic_lacks(filer):
    words = filer.suggestions("Sport", count=5)
    assert len(words) == 5
    assert set(words) <= set(SPEECH["Sport"])


def test_few_stories_teach_nothing():
    few = taught(SPORT, HARBOUR, count=50)
    assert few.suggestions("Sport") == ()
    assert filings(few, without_keywords(spoken("Sport", "new"))) == ()


def test_the_order_of_the_lessons_changes_nothing():
    lessons = [s for topic in SPEECH for s in stories_of(topic, 250)]
    first, again = TopicFiler([SPORT, HARBOUR]), TopicFiler([SPORT, HARBOUR])
    first.study(lessons)
    random.Random(9).shuffle(lessons)
    again.study(lessons)
    told = without_keywords(spoken("Sport", "new", 8) + spoken("Harbour", "new", 8))
    assert filings(again, told) == filings(first, told)


def test_learning_again_forgets_what_was_learnt():
    filer = taught(SPORT, HARBOUR)
    filer.study([])
    assert filer.suggestions("Sport") == ()


def test_learning_is_due_once_there_is_enough_and_again_when_much_has_changed():
    filer = TopicFiler([SPORT, HARBOUR])
    assert not filer.is_due(499)
    assert filer.is_due(500)
    filer.study([s for topic in SPEECH for s in stories_of(topic, 250)])
    assert [n for n in (0, 600, 601, 750, 937, 938, 10_000) if filer.is_due(n)] == [
        0,
        600,
        938,
        10_000,
    ]
