"""Every kind of reply, made of words that may be anybody's."""

from dataclasses import replace
from datetime import timedelta

from bot.commands.queries import NotUnderstood
from bot.commands.replies import (
    AskedTooOften,
    DigestReady,
    EditionOrdered,
    FrontPage,
    HelpShown,
    LastIssue,
    NoSuchTopic,
    NotAnswered,
    NothingFound,
    Progress,
    ScheduleList,
    ScheduleRefused,
    ScheduleShown,
    ScheduleState,
    SeveralFound,
    SimilarFound,
    StoriesFound,
    StoryFound,
    TopicCount,
    TopicList,
    Viewpoint,
)
from bot.commands.verbs import help_for
from digests.article import Image
from digests.digest import Digest, Section
from digests.schedule.channel import Channel
from digests.schedule.presentation import Layout, Presentation
from digests.stories.story import Sentence
from digests.topics import Filing
from tests.builders import HONG_KONG, NOW, edition, schedule, story, telling

HERE = Viewpoint(NOW, HONG_KONG)
DAY = timedelta(days=1)
NEWS = Channel(platform="slack", workspace="T024", id="C0123456")


def story_of(words, *, url="https://news.example.com/1", publishers=3, **fields):
    """A story all of whose words are *words*, told by *publishers*, with a picture."""
    tellings = tuple(
        telling(
            f"{words} {n}",
            title=f"{words} {n}",
            url=url,
            published=NOW - timedelta(hours=publishers - n),
        )
        for n in range(publishers)
    )
    defaults = {
        "tellings": tellings,
        "url": url,
        "published": NOW - timedelta(hours=3),
        "image": Image(url=url, alt=words),
        "summary": tuple(Sentence(text=f"{words}.", article=t.article) for t in tellings),
    }
    return story(words, **{**defaults, **fields})


def digest_of(*sections, layout=Layout.FLAT, pictures=True, **fields):
    """A scheduled digest of *sections*: pairs of a topic and its stories."""
    presentation = Presentation(layout=layout, pictures=pictures)
    issue = edition(schedule=schedule(channel=NEWS, presentation=presentation))
    defaults = {
        "heading": "Morning brief",
        "since": NOW - DAY,
        "until": NOW,
        "zone": HONG_KONG,
        "sections": tuple(Section(topic=t, stories=tuple(s)) for t, s in sections),
        "left_out": 14,
        "next_due": NOW + DAY,
        "edition": issue,
    }
    return Digest(**{**defaults, **fields})


def state(**fields):
    """A running schedule of #news, made in chat."""
    defaults = {
        "schedule": schedule("weekday at 09:00", topics=("Funding", "AI"), channel=NEWS),
        "next_due": NOW + DAY,
        "paused": False,
        "from_file": False,
    }
    return ScheduleState(**{**defaults, **fields})


def every_reply(words="Lantern Labs", url="https://news.example.com/1", stories=3):
    """One reply of each kind and more, with *words* wherever somebody else's may stand."""
    told = [story_of(words, url=url) for _ in range(stories)]
    one = told[0]
    sections = ((words, told[:1]), (f"{words} 2", told[1:]))
    named = state(
        schedule=schedule(title=words, topics=(words,), channel=NEWS), topics_gone=(words,)
    )
    paused = schedule("cron 0 9 * * 1-5", id="schedule2", name="evening-brief")
    other = state(schedule=paused, paused=True, next_due=None)
    return [
        DigestReady(digest_of(*sections, heading=words)),
        DigestReady(digest_of(*sections, layout=Layout.THREAD)),
        DigestReady(digest_of(*sections, pictures=False, edition=None)),
        DigestReady(digest_of()),
        StoryFound(one, (Filing(story=one.id, topic=words, score=1.0, reason=words),), HERE),
        StoryFound(replace(one, tellings=one.tellings[:1], summary=(), image=None), (), HERE),
        SeveralFound(words, tuple(told), HERE, total=9),
        SimilarFound(one, tuple(told[1:]), HERE),
        SimilarFound(one, (), HERE),
        StoriesFound(words, tuple(told), 23, 1, 2, 5, {words: words}, HERE),
        NothingFound(words, (f"/news search {words}", "/news topics")),
        NothingFound("", ()),
        NothingFound(words, (), gone=True),
        TopicList((TopicCount(words, 3, words), TopicCount("AI", 0)), 30),
        HelpShown(help_for(None)),
        HelpShown(help_for("schedule")),
        NotUnderstood(typed=words, problem=f"I don't know “{words}”", example=f"/news {words}"),
        AskedTooOften(12),
        NotAnswered("a1b2c3d4"),
        NoSuchTopic(words, (words, "AI", "Elsewhere")),
        ScheduleList(()),
        ScheduleList((named, other)),
        ScheduleShown(named, (NOW + DAY, NOW + 2 * DAY), change="added", obstacle=words),
        ScheduleShown(state(paused=True, from_file=True), (), change="paused"),
        ScheduleShown(state(), (), change="removed"),
        ScheduleRefused(words, words),
        *(EditionOrdered(named.schedule, "schedule1/extra/1", progress) for progress in Progress),
        front_page_of(words, told),
        FrontPage((), HERE),
    ]


def front_page_of(words, stories):
    """One schedule that told *stories*, and one that told nothing yet."""
    named = state(schedule=schedule(title=words, channel=NEWS))
    return FrontPage((LastIssue(named, tuple(stories), NOW - DAY), LastIssue(state())), HERE)
