"""Forgetting, a little at a time: no transaction holds others up (DESIGN D19)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, tuple_

from bot.database import indexing
from bot.database.articles import UNFILED
from bot.database.rows import chunks
from bot.database.tables.archive import articles, documents, memberships, sightings, stories
from bot.database.tables.columns import BigInt, UtcDateTime

STEP = 50
"""Articles looked at in one transaction; with their stories, some tens of milliseconds."""

Place = tuple[datetime, int]
"""Where one left off: when an article was found last, and its number."""

_STANDS = (
    select(sightings.c.seq)
    .join(documents, documents.c.source == sightings.c.source)
    .where(sightings.c.seq == articles.c.seq)
    .exists()
)
"""It stands in a folder still: a document that's withdrawn isn't seen any more."""


def forget(db: Connection, before: datetime, after: Place | None) -> tuple[int, Place | None]:
    """Delete, of the next few articles found last before then, those that may go.

    A story goes as a whole, once none of its articles was found since or stands in a folder.
    Gives how many articles went, and after which place to go on; None where there are no more.
    """
    place = tuple_(articles.c.found, articles.c.seq)
    old = (
        select(articles.c.found, articles.c.seq, memberships.c.story)
        .outerjoin(memberships, memberships.c.seq == articles.c.seq)
        .where(articles.c.found < before)
        .order_by(articles.c.found, articles.c.seq)
        .limit(STEP)
    )
    if after is not None:
        old = old.where(place > tuple_(*after, types=[UtcDateTime, BigInt]))
    rows = (db.execute(old)).all()
    if not rows:
        return 0, None
    told = _forget_stories(db, {row.story for row in rows if row.story is not None}, before)
    loose = _forget_loose(db, [row.seq for row in rows if row.story is None])
    return told + loose, (rows[-1].found, rows[-1].seq)


def _forget_stories(db: Connection, ids: set[str], before: datetime) -> int:
    member = select(memberships.c.story).join(articles)
    kept = member.where(memberships.c.story.in_(ids), or_(articles.c.found >= before, _STANDS))
    gone = sorted(ids.difference(db.scalars(kept.distinct())))
    seqs = (db.scalars(select(memberships.c.seq).where(memberships.c.story.in_(gone)))).all()
    _delete(db, seqs)
    db.execute(delete(stories).where(stories.c.id.in_(gone)))
    return len(seqs)


def _forget_loose(db: Connection, seqs: Sequence[int]) -> int:
    """Forget those of *seqs* in no story, once the newsroom knows what became of them."""
    loose = select(articles.c.seq).where(articles.c.seq.in_(seqs), ~UNFILED, ~_STANDS)
    gone = (db.scalars(loose)).all()
    _delete(db, gone)
    return len(gone)


def _delete(db: Connection, seqs: Sequence[int]) -> None:
    indexing.unindex(db, seqs)
    for some in chunks(seqs):
        db.execute(delete(articles).where(articles.c.seq.in_(some)))
