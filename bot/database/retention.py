"""Forgetting, a little at a time: no transaction holds others up (DESIGN D19)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import indexing
from bot.database.articles import UNFILED
from bot.database.rows import chunks
from bot.database.tables.archive import articles, memberships, stories

STORIES = 50
"""Deleted in one transaction; with all they hold, some tens of milliseconds."""


async def forget(db: AsyncConnection, before: datetime) -> int:
    """Delete some stories that got no article since *before*, else some articles in no story.

    Gives how many articles that were; 0 when there's nothing left to delete.
    """
    old = select(stories.c.id).where(stories.c.updated < before).order_by(stories.c.updated)
    if ids := (await db.scalars(old.limit(STORIES))).all():
        member = select(memberships.c.seq).where(memberships.c.story.in_(ids))
        seqs = (await db.scalars(member)).all()
        await _delete(db, seqs)
        await db.execute(delete(stories).where(stories.c.id.in_(ids)))
        return max(len(seqs), 1)
    told = select(memberships.c.seq).where(memberships.c.seq == articles.c.seq).exists()
    untold = select(articles.c.seq).where(articles.c.first_seen < before, ~UNFILED, ~told)
    seqs = (await db.scalars(untold.limit(STORIES))).all()
    await _delete(db, seqs)
    return len(seqs)


async def _delete(db: AsyncConnection, seqs: Sequence[int]) -> None:
    await indexing.unindex(db, seqs)
    for some in chunks(seqs):
        await db.execute(delete(articles).where(articles.c.seq.in_(some)))
