"""Values with sensible defaults, so that a test mentions only what it is about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from digests.article import Article, Publisher
from digests.changes import FiledStory
from digests.schedule.channel import Channel
from digests.schedule.edition import Edition, EditionKey, Window
from digests.schedule.grammar import parse_rhythm
from digests.schedule.schedule import Schedule
from digests.stories.story import Sentence, Story, Telling
from digests.topics import Filing

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
"""Sunday, 09:00 in Hong Kong."""

HONG_KONG = ZoneInfo("Asia/Hong_Kong")

_numbers = count(1)


def article(title="Lantern Labs opens a second office", **fields):
    """An article; each has an address of its own unless one is given."""
    number = next(_numbers)
    defaults = {
        "source": "seeds",
        "source_ref": f"{number}.txt",
        "url": f"https://news.example.com/{number}",
        "first_seen": NOW - timedelta(hours=1),
    }
    return Article(**{**defaults, "title": title, **fields})


def telling(publisher="Daily Example", **fields):
    """One voice of a story; *publisher* is a name, a Publisher or None."""
    number = next(_numbers)
    defaults = {
        "article": f"article{number:09}",
        "title": "Lantern Labs opens a second office",
        "url": f"https://news.example.com/{number}",
        "first_seen": NOW - timedelta(hours=1),
    }
    house = Publisher(name=publisher) if isinstance(publisher, str) else publisher
    return Telling(**{**defaults, "publisher": house, **fields})


def story(title="Lantern Labs opens a second office", *, publishers=1, id=None, **fields):  # noqa: A002
    """A story told by *publishers*: a number of different ones, or their names."""
    number = next(_numbers)
    names = (
        [f"House {number}-{n}" for n in range(publishers)]
        if isinstance(publishers, int)
        else publishers
    )
    first_seen = fields.get("first_seen", NOW - timedelta(hours=1))
    tellings = fields.pop("tellings", None) or tuple(
        telling(name, title=title, first_seen=first_seen) for name in (names or [None])
    )
    defaults = {
        "id": id or f"story{number:011}",
        "url": tellings[0].url,
        "summary": (Sentence(text=f"{title}.", article=tellings[0].article),),
        "first_seen": first_seen,
        "updated": first_seen,
    }
    return Story(**{**defaults, "title": title, "tellings": tellings, **fields})


def filed_story(*articles, topics=(), id=None, **fields):  # noqa: A002
    """The story that *articles* tell, filed under *topics*; its id is the first one's."""
    first = articles[0]
    names = ("title", "url", "publisher", "published", "first_seen")
    tellings = [telling(article=a.id, **{n: getattr(a, n) for n in names}) for a in articles]
    told = story(
        first.title,
        id=id or first.id,
        tellings=tuple(sorted(tellings, key=lambda t: (t.when, t.article))),
        published=min((a.published for a in articles if a.published), default=None),
        first_seen=min(a.first_seen for a in articles),
        updated=max(a.first_seen for a in articles),
        **fields,
    )
    filings = tuple(Filing(story=told.id, topic=t, score=1.0, reason=f"tagged {t}") for t in topics)
    return FiledStory(story=told, filings=filings)


def schedule(every="day at 09:00", **fields):
    """A daily schedule on the console, at nine in Hong Kong."""
    defaults = {
        "id": "schedule1",
        "name": "morning-brief",
        "channel": Channel(platform="console"),
        "rhythm": parse_rhythm(every),
        "zone": HONG_KONG,
    }
    return Schedule(**{**defaults, **fields})


def edition(**fields):
    """The issue of NOW of `schedule()`, over the day before it."""
    window = Window(after=0, through=100, since=NOW - timedelta(days=1), until=NOW)
    defaults = {
        "key": EditionKey(schedule="schedule1", day=NOW.astimezone(HONG_KONG).date()),
        "schedule": fields.get("schedule") or schedule(),
        "due": NOW,
        "window": window,
    }
    return Edition(**{**defaults, **fields})
