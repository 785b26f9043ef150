"""Forgetting, a little at a time: no transaction holds others up (DESIGN D19)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.database import indexing
from bot.database.articles import UNFILED
from bot.database.rows import chunks
from bot.database.tables.archive import articles, memberships, stories

STORIES = 50
"""Deleted in one transaction; with all they hold, some tens of milliseconds."""


def forget(db: Connection, before: datetime) -> int:
    """Delete some stories that got no article since *before*, else some articles in no story.

    Gives how many articles that were; 0 when there's nothing left to delete.
    """
    old = select(stories.c.id).where(stories.c.updated < before).order_by(stories.c.updated)
    if ids := (db.scalars(old.limit(STORIES))).all():
        member = select(memberships.c.seq).where(memberships.c.story.in_(ids))
        seqs = (db.scalars(member)).all()
        _delete(db, seqs)
        db.execute(delete(stories).where(stories.c.id.in_(ids)))
        return max(len(seqs), 1)
    told = select(memberships.c.seq).where(memberships.c.seq == articles.c.seq).exists()
    untold = select(articles.c.seq).where(articles.c.first_seen < before, ~UNFILED, ~told)
    seqs = (db.scalars(untold.limit(STORIES))).all()
    _delete(db, seqs)
    return len(seqs)


def _delete(db: Connection, seqs: Sequence[int]) -> None:
    indexing.unindex(db, seqs)
    for some in chunks(seqs):
        db.execute(delete(articles).where(articles.c.seq.in_(some)))
