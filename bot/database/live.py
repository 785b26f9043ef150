"""What the newsroom's memory holds after a restart: the articles of stories that may still grow.

Functions on a connection; `archive` gives them their transactions.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, or_, select

from bot.database.rows import article_of
from bot.database.tables.archive import articles, memberships
from digests.article import Article, ArticleId
from digests.stories.story import Membership, StoryId

Member = tuple[int, StoryId, ArticleId | None]
"""An article's number, its story, and whose words it repeats."""


def members(db: Connection, since: datetime, most: int | None = None) -> list[Member]:
    """The members, in order of date, of stories with one published or first seen *since* then.

    With *most*, of the stories of so many of those, the latest by date.
    """
    fresh = or_(articles.c.first_seen >= since, articles.c.published >= since)
    latest = select(articles.c.seq).where(fresh).order_by(articles.c.moment.desc()).limit(most)
    growing = select(memberships.c.story).where(memberships.c.seq.in_(latest))
    whole = select(memberships.c.seq, memberships.c.story, memberships.c.reprint_of)
    whole = whole.join(articles).where(memberships.c.story.in_(growing))
    rows = db.execute(whole.order_by(articles.c.moment, articles.c.seq))
    return [(row.seq, row.story, row.reprint_of) for row in rows]


def pairs(db: Connection, some: Sequence[Member]) -> list[tuple[Article, Membership]]:
    """The articles of *some* members, in that order; those withdrawn meanwhile are left out."""
    rows = db.execute(select(articles).where(articles.c.seq.in_([m[0] for m in some])))
    there = {row["seq"]: article_of(row) for row in rows.mappings()}
    return [
        (there[seq], Membership(article=there[seq].id, story=story, reprint_of=reprint_of))
        for seq, story, reprint_of in some
        if seq in there
    ]
