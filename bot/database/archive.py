"""The archive: every article and story that was kept, found again by number, id, topic or words.

Each method is one transaction; what it takes is in the modules beside this one.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import articles, indexing, live, retention, search, stories
from bot.database.articles import STEP, Outcome
from bot.database.engine import Database
from bot.database.rows import article_of, chunks
from bot.database.search import Found, Hit
from digests.article import Article, ArticleId
from digests.live import Changes, FiledStory
from digests.search import SearchTerms
from digests.stories.story import Membership, Story, StoryId

UTC_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of the articles that were stored; *through* is the archive's highest number.

    An article that was withdrawn and is there again counts as changed.
    """

    new: tuple[ArticleId, ...]
    changed: tuple[ArticleId, ...]
    repeated: tuple[ArticleId, ...]
    through: int


async def store(db: AsyncConnection, batch: Sequence[Article]) -> Stored:
    """Keep *batch*; new articles are numbered in its order."""
    outcomes: dict[ArticleId, Outcome] = {}
    for some in chunks(batch, STEP):
        for id_, outcome in (await articles.store(db, some)).items():
            outcomes[id_] = max(outcome, outcomes.get(id_, outcome))
    new, changed, repeated = (
        tuple(id_ for id_, outcome in outcomes.items() if outcome is wanted)
        for wanted in (Outcome.NEW, Outcome.CHANGED, Outcome.REPEATED)
    )
    through = await articles.through(db)
    return Stored(new=new, changed=changed, repeated=repeated, through=through)


async def withdraw(
    db: AsyncConnection,
    source: str,
    refs: Collection[str],
    still: Collection[tuple[str, ArticleId]] = (),
) -> tuple[ArticleId, ...]:
    """Take back what *refs* of *source* told, but for what they *still* tell (reference, id).

    Gives the articles that nothing tells any more: neither candidates nor answers from now on.
    """
    gone = await articles.withdraw(db, source, refs, still)
    await stories.untell(db, gone)
    await indexing.unindex(db, gone)
    return tuple(gone.values())


class Archive:
    """What was read, and what the newsroom made of it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # What the newsroom is working on, as it was when it was given out: a version stored
        # meanwhile, by an import say, hasn't been noticed when that work is filed.
        self._offered: dict[ArticleId, int] = {}

    async def store(self, batch: Sequence[Article]) -> Stored:
        """Keep *batch*: its identities, versions and numbers are those of DESIGN D6 and D10."""
        async with self._database.write() as db:
            return await store(db, batch)

    async def withdraw(self, source: str, refs: Collection[str]) -> tuple[ArticleId, ...]:
        """Take back what *refs* of *source* told; gives the articles that nobody tells now."""
        async with self._database.write() as db:
            return await withdraw(db, source, refs)

    async def through(self) -> int:
        """The highest number given so far; 0 in an empty archive."""
        async with self._database.read() as db:
            return await articles.through(db)

    async def filed_through(self) -> int:
        """The highest number up to which the newsroom has taken notice of everything."""
        async with self._database.read() as db:
            return await articles.filed_through(db)

    async def unfiled(self, limit: int) -> Sequence[Article]:
        """The first *limit* articles by date of which the newsroom hasn't taken notice."""
        async with self._database.read() as db:
            rows = await articles.unfiled(db, limit)
        self._offered = {row["id"]: row["version"] for row in rows}
        return [article_of(row) for row in rows]

    async def withdrawn_unnoticed(self) -> Sequence[ArticleId]:
        """The withdrawn articles of which the newsroom hasn't taken notice."""
        async with self._database.read() as db:
            self._offered = await articles.withdrawn_unnoticed(db)
        return list(self._offered)

    async def set_aside(self, article: ArticleId) -> None:
        """Offer *article* no more, unless it changes: it can't be worked on."""
        async with self._database.write() as db:
            await articles.notice(db, self._versions([article]))

    async def file(self, changes: Changes, taken: Sequence[ArticleId]) -> None:
        """Keep *changes*, of which *taken*, as last offered, were the occasion."""
        async with self._database.read() as db:
            texts = await articles.texts(db, taken)
        words = await asyncio.to_thread(lambda: [indexing.indexed(*text) for text in texts])
        async with self._database.write() as db:
            await stories.file(db, changes)
            there = await articles.numbers(db, taken)
            await indexing.index(db, [one for one in words if one.seq in there.values()])
            await articles.notice(db, self._versions(taken))

    def _versions(self, taken: Iterable[ArticleId]) -> dict[ArticleId, int | None]:
        return {id_: self._offered.get(id_) for id_ in taken}

    async def live(self, since: datetime) -> AsyncIterator[tuple[Article, Membership]]:
        """All articles, by date, of stories that have one published or first seen since then."""
        async with self._database.read() as db:
            members = await live.members(db, since)
        for some in chunks(members, STEP):
            async with self._database.read() as db:
                pairs = await live.pairs(db, some)
            for pair in pairs:
                yield pair

    async def candidates(
        self, after: int, through: int, carried: Collection[ArticleId]
    ) -> Sequence[FiledStory]:
        """The stories with an article of *after* < number ≤ *through*, or with one of *carried*."""
        async with self._database.read() as db:
            return await stories.filed(db, await stories.between(db, after, through, carried))

    async def story(self, id_: str) -> FiledStory | None:
        """The story of that id, or the one that took its members; also by an article's id."""
        async with self._database.read() as db:
            found = await stories.whereabouts(db, id_)
            return next(iter(await stories.filed(db, [found])), None) if found else None

    async def stories(self, ids: Iterable[StoryId]) -> Sequence[FiledStory]:
        """Those of *ids* that there are, in that order, each once; old ids lead to new stories."""
        async with self._database.read() as db:
            found = [await stories.whereabouts(db, id_) for id_ in ids]
            return await stories.filed(db, [id_ for id_ in found if id_])

    async def latest(self, count: int, topics: Collection[str] = ()) -> Sequence[FiledStory]:
        """The *count* stories first seen last, under any of *topics* where some are named."""
        async with self._database.read() as db:
            return await stories.filed(db, await stories.latest(db, count, topics))

    async def topic_counts(self, since: datetime) -> Mapping[str, tuple[int, str | None]]:
        """For each topic (ELSEWHERE too) how many stories it got since then; the newest's title."""
        async with self._database.read() as db:
            return await stories.topic_counts(db, since)

    async def search(
        self, terms: SearchTerms, *, limit: int, offset: int = 0, zone: ZoneInfo = UTC_ZONE
    ) -> Found:
        """The stories that fit *terms*, best first, from *offset* on; `since:` is in *zone*."""
        async with self._database.read() as db:
            ranking = await search.find(db, terms, fill=limit, zone=zone)
            page = dict(ranking.stories[offset : offset + limit])
            shown = await stories.filed(db, page)
        return Found(
            hits=tuple(Hit(filed=one, score=page[one.story.id]) for one in shown),
            total=len(ranking.stories),
            complete=ranking.complete,
            corrections=ranking.corrections,
        )

    async def articles(self) -> AsyncIterator[Article]:
        """All articles but the withdrawn, by number; a few in memory at a time."""
        after = 0
        while True:
            async with self._database.read() as db:
                rows = await articles.following(db, after, STEP)
            if not rows:
                return
            for row in rows:
                yield article_of(row)
            after = rows[-1]["seq"]

    async def all_stories(self) -> AsyncIterator[FiledStory]:
        """All stories, by the time they were first seen; a few in memory at a time."""
        last: Story | None = None
        while True:
            async with self._database.read() as db:
                some = await stories.filed(db, await stories.following(db, last, STEP))
            if not some:
                return
            for one in some:
                yield one
            last = some[-1].story

    async def references(self, ids: Collection[ArticleId]) -> Mapping[ArticleId, str]:
        """Where each of *ids* was found first: its `source_ref`."""
        async with self._database.read() as db:
            return await articles.references(db, ids)

    async def forget(self, before: datetime) -> int:
        """Delete what nobody told since *before*, a little at a time; gives how many articles."""
        forgotten = 0
        while True:
            async with self._database.write() as db:
                step = await retention.forget(db, before)
            if not step:
                return forgotten
            forgotten += step
