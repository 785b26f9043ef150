"""When articles appeared: as the world saw them, not as they were stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from bot.database.rows import chunks
from bot.database.tables.archive import articles, counters
from digests.article import ArticleId


@dataclass(frozen=True, slots=True)
class Appearance:
    """An article and when it was published, else first seen (UTC)."""

    article: ArticleId
    moment: datetime


def appearances(db: Connection, since: datetime) -> list[Appearance]:
    """All that appeared at *since* or later, in order."""
    query = (
        select(articles.c.id, articles.c.moment)
        .where(articles.c.moment >= since, articles.c.withdrawn.is_(False))
        .order_by(articles.c.moment, articles.c.seq)
    )
    return [Appearance(row.id, row.moment) for row in db.execute(query)]


def trace(db: Connection, some: Sequence[Appearance]) -> None:
    """Number *some* in an archive that holds nothing else, without their words.

    So that windows can begin where they would have begun.
    """
    empty = {
        "version": 1,
        "filed_version": 1,
        "withdrawn": False,
        "stub": False,
        "content_hash": b"",
        "source": "replay",
        "title": "",
        "tags": [],
        "images": [],
        "excerpt": "",
        "text": "",
    }
    numbered = list(enumerate(some, start=1))
    for few in chunks(numbered):
        rows = [
            empty
            | {"seq": n, "entered": n, "id": one.article, "source_ref": one.article}
            | dict.fromkeys(("moment", "first_seen", "found"), one.moment)
            for n, one in few
        ]
        db.execute(insert(articles), rows)
    db.execute(insert(counters).values(name="articles", value=len(some)))
