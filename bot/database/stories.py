"""Stories as they're read: by id, by window, by topic, the latest.

Functions on a connection; `archive` gives them their transactions.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, Text, select, tuple_

from bot.database.dialects import dialect_of
from bot.database.rows import chunks, story_of
from bot.database.tables.archive import articles, filings, forwards, memberships, stories
from bot.database.tables.columns import UtcDateTime
from digests.article import ArticleId
from digests.changes import FiledStory
from digests.stories.story import Story, StoryId
from digests.topics import Filing

TOLD = "SELECT id, told FROM stories WHERE id {one_of}"
FILED = """
SELECT id, told, topic, score, reason FROM stories
LEFT JOIN filings ON filings.story = stories.id AND filings.score > 0
WHERE id {one_of} ORDER BY score DESC, topic
"""


def told(db: Connection, ids: Iterable[StoryId]) -> dict[StoryId, Story]:
    found: dict[StoryId, Story] = {}
    for some in chunks(sorted(ids)):
        rows = dialect_of(db).rows(db, TOLD, some)
        found |= {id_: story_of(presented) for id_, presented in rows}
    return found


def filed(db: Connection, ids: Iterable[StoryId]) -> list[FiledStory]:
    """Those of *ids* that are there, in that order, with their filings, best first."""
    ordered = list(dict.fromkeys(ids))
    presented: dict[StoryId, Story] = {}
    under: dict[StoryId, list[Filing]] = {}
    for some in chunks(ordered):
        for id_, story, topic, score, reason in dialect_of(db).rows(db, FILED, some):
            if id_ not in presented:
                presented[id_] = story_of(story)
            if topic is not None:
                filing = Filing(story=id_, topic=topic, score=score, reason=reason)
                under.setdefault(id_, []).append(filing)
    return [
        FiledStory(story=presented[id_], filings=tuple(under.get(id_, ())))
        for id_ in ordered
        if id_ in presented
    ]


def found(db: Connection, ids: Iterable[str]) -> list[FiledStory]:
    """The stories to which *ids* lead, in that order, each once."""
    return filed(db, [id_ for id_ in (_whereabouts(db, id_) for id_ in ids) if id_])


def _whereabouts(db: Connection, id_: str) -> StoryId | None:
    """The story of that id, else the one that took its members, else the article's."""
    forward = select(forwards.c.story).where(forwards.c.old == id_)
    member = select(memberships.c.story).join(articles).where(articles.c.id == id_)
    for way in (select(stories.c.id).where(stories.c.id == id_), forward, member):
        if (found := db.scalar(way)) is not None:
            return str(found)
    return None


def between(
    db: Connection, after: int, through: int, carried: Collection[ArticleId]
) -> list[FiledStory]:
    """The stories with an article of *after* < number ≤ *through*, or with one of *carried*."""
    member = select(memberships.c.story).join(articles)
    ids = set(db.scalars(member.where(articles.c.entered.between(after + 1, through)).distinct()))
    for some in chunks(sorted(carried)):
        ids.update(db.scalars(member.where(articles.c.id.in_(some))))
    return filed(db, sorted(ids))


def latest(db: Connection, count: int, topics: Collection[str]) -> list[FiledStory]:
    """The *count* stories first seen last, under any of *topics*; under none at all means all."""
    if not topics:
        newest = select(stories.c.id).order_by(stories.c.first_seen.desc(), stories.c.id.desc())
        return filed(db, db.scalars(newest.limit(count)))
    under: dict[StoryId, datetime] = {}
    for topic in sorted(set(topics)):
        newest = select(filings.c.story, filings.c.first_seen).where(filings.c.topic == topic)
        newest = newest.order_by(filings.c.first_seen.desc(), filings.c.story.desc())
        under |= {row.story: row.first_seen for row in db.execute(newest.limit(count))}
    return filed(db, sorted(under, key=lambda id_: (under[id_], id_), reverse=True)[:count])


def following(db: Connection, last: Story | None, limit: int) -> list[FiledStory]:
    """The first stories after *last*, by the time they were first seen, then by id."""
    key = tuple_(stories.c.first_seen, stories.c.id)
    ordered = select(stories.c.id).order_by(stories.c.first_seen, stories.c.id).limit(limit)
    if last is not None:
        ordered = ordered.where(key > tuple_(last.first_seen, last.id, types=[UtcDateTime, Text]))
    return filed(db, db.scalars(ordered))
