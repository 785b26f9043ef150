"""Replies of every kind, full of hostile text and of every length."""

from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import strategies as st

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
    Reply,
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
from bot.commands.verbs import VERBS, help_for
from digests.article import Image
from digests.digest import Digest, Section
from digests.schedule.channel import Channel
from digests.schedule.presentation import Presentation, Style
from digests.stories.story import Sentence
from digests.topics import Filing
from tests.bot.platforms.discord.hostile import addresses, texts, titles
from tests.builders import HONG_KONG, NOW, edition, schedule, story, telling

HERE = Viewpoint(NOW, HONG_KONG)
DAY = timedelta(days=1)
NEWS = Channel(platform="discord", workspace="41", id="42")


def digest_of(*sections, **presentation):
    """A scheduled digest of *sections*: pairs of a topic and its stories."""
    chosen = schedule(channel=NEWS, presentation=Presentation(**presentation))
    return Digest(
        heading="Morning brief",
        since=NOW - DAY,
        until=NOW,
        zone=HONG_KONG,
        sections=tuple(Section(topic=t, stories=tuple(s)) for t, s in sections),
        left_out=14 if sections else 0,
        next_due=NOW + DAY,
        edition=edition(schedule=chosen),
    )


def state(**fields):
    made = schedule("weekday at 09:00", channel=NEWS, topics=("Funding", "AI"))
    defaults = {"schedule": made, "next_due": NOW + DAY, "paused": False, "from_file": False}
    return ScheduleState(**{**defaults, **fields})


instants = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - naive, as asked
names = st.one_of(st.none(), st.just("Harbour Post"), titles())
images = st.builds(lambda url, alt: Image(url=url or "", alt=alt), addresses(), texts())
_ids = st.uuids().map(lambda id_: f"{id_.hex[:15]}2")
channels = st.sampled_from(
    [
        Channel(platform="discord", workspace="1", id="2"),
        Channel(platform="discord-webhook", id="NEWS"),
        Channel(platform="slack", workspace="T1", id="C1"),
    ]
)


@st.composite
def stories(draw):
    published = draw(st.one_of(st.none(), instants))
    many = draw(st.sampled_from([1, 1, 2, 3, 40]))
    first, *others = draw(st.lists(st.tuples(names, texts(), addresses()), min_size=1, max_size=3))
    voices = [first, *(others * many)][:many]
    tellings = tuple(
        telling(
            name,
            title=title,
            url=url,
            published=published,
            reprint_of="article1" if n % 7 == 6 else None,
        )
        for n, (name, title, url) in enumerate(voices)
    )
    said = draw(st.lists(texts(), max_size=3))
    return story(
        draw(titles()),
        id=draw(_ids),
        tellings=tellings,
        url=draw(addresses()),
        published=published,
        image=draw(st.one_of(st.none(), images)),
        summary=tuple(
            Sentence(text=t, article=tellings[n % len(tellings)].article)
            for n, t in enumerate(said)
        ),
    )


def _lists_of_stories(most):
    return st.lists(stories(), max_size=most, unique_by=lambda s: s.id).map(tuple)


schedules = st.builds(
    lambda name, title, topics, channel, presentation: schedule(
        "mon, thu at 08:00, 18:30",
        name=name,
        title=title,
        topics=tuple(topics),
        channel=channel,
        presentation=presentation,
    ),
    titles(),
    texts(),
    st.lists(titles(), max_size=3),
    channels,
    st.builds(
        Presentation,
        style=st.sampled_from(Style),
        pictures=st.booleans(),
        silent=st.booleans(),
        crosspost=st.booleans(),
        forum_tags=st.lists(texts(), max_size=2).map(tuple),
    ),
)

states = st.builds(
    ScheduleState,
    schedule=schedules,
    next_due=st.one_of(st.none(), instants),
    paused=st.booleans(),
    from_file=st.booleans(),
    last_edition=st.one_of(st.none(), st.just("schedule1/2026-11-22")),
    topics_gone=st.lists(texts(), max_size=2).map(tuple),
)


@st.composite
def digests(draw, most=8):
    chosen = draw(_lists_of_stories(most))
    topics = draw(st.lists(titles(), min_size=1, max_size=4, unique=True))
    sections = [
        Section(topic=topic, stories=chosen[n :: len(topics)]) for n, topic in enumerate(topics)
    ]
    issue = draw(st.one_of(st.none(), schedules.map(lambda s: edition(schedule=s))))
    return Digest(
        heading=draw(titles()),
        since=NOW - timedelta(days=1),
        until=NOW,
        zone=HONG_KONG,
        sections=tuple(section for section in sections if section.stories),
        left_out=draw(st.integers(0, 5000)),
        next_due=draw(st.one_of(st.none(), st.just(NOW + timedelta(days=1)))),
        edition=issue,
    )


_filings = st.lists(
    st.builds(Filing, story=st.just("s"), topic=titles(), score=st.just(1.0), reason=texts()),
    max_size=3,
).map(tuple)

KINDS = {
    DigestReady: st.builds(DigestReady, digests()),
    StoryFound: st.builds(StoryFound, stories(), _filings, st.just(HERE)),
    SimilarFound: st.builds(SimilarFound, stories(), _lists_of_stories(3), st.just(HERE)),
    SeveralFound: st.builds(
        SeveralFound, texts(), _lists_of_stories(3), st.just(HERE), st.integers(2, 900)
    ),
    StoriesFound: st.builds(
        StoriesFound,
        words=texts(),
        stories=_lists_of_stories(3),
        total=st.integers(1, 90_000),
        complete=st.integers(0, 3),
        page=st.integers(1, 3),
        pages=st.integers(3, 900),
        corrections=st.dictionaries(texts(), texts(), max_size=4),
        seen=st.just(HERE),
    ),
    NothingFound: st.builds(
        NothingFound, texts(), st.lists(texts(), max_size=6).map(tuple), st.booleans()
    ),
    TopicList: st.builds(
        TopicList,
        st.lists(
            st.builds(TopicCount, titles(), st.integers(0, 9999), st.one_of(st.none(), texts())),
            max_size=4,
        ).map(lambda few: tuple(few * 10)),
        st.just(30),
    ),
    HelpShown: st.sampled_from([HelpShown(VERBS), *(HelpShown(help_for(v.verb)) for v in VERBS)]),
    NotUnderstood: st.builds(NotUnderstood, texts(), texts(), texts()),
    AskedTooOften: st.builds(AskedTooOften, st.integers(1, 60)),
    NotAnswered: st.builds(NotAnswered, texts()),
    NoSuchTopic: st.builds(
        NoSuchTopic, texts(), st.lists(texts(), max_size=4).map(lambda few: tuple(few * 10))
    ),
    ScheduleList: st.builds(
        ScheduleList, st.lists(states, max_size=4).map(lambda few: few * 11).map(tuple)
    ),
    ScheduleShown: st.builds(
        ScheduleShown,
        states,
        st.lists(instants, max_size=5).map(tuple),
        st.sampled_from([None, "added", "changed", "paused", "resumed", "removed"]),
        st.one_of(st.none(), texts()),
    ),
    ScheduleRefused: st.builds(ScheduleRefused, texts(), texts()),
    EditionOrdered: st.builds(EditionOrdered, schedules, texts(), st.sampled_from(Progress)),
    FrontPage: st.builds(
        FrontPage,
        st.lists(
            st.builds(LastIssue, states, _lists_of_stories(2), st.one_of(st.none(), instants)),
            max_size=3,
        ).map(tuple),
        st.just(HERE),
    ),
}

assert KINDS.keys() == set(get_args(Reply)), "a kind of reply isn't tried"
