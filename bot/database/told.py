"""What a schedule remembers: the articles it told, and the stories that compete again (D7, D8)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.dialects import insert
from bot.database.engine import Database
from bot.database.rows import chunks
from bot.database.tables.archive import articles, documents, sightings
from bot.database.tables.publishing import carried, parts, told
from digests.article import ArticleId
from digests.stories.story import StoryId

MOST_CARRIED = 200
"""How many stories a schedule keeps to compete again, the best by score (DESIGN D8)."""

SLACK = timedelta(hours=1)
"""By how much two days are longer than 48 hours where clocks are set back between them.

Without it a story that may compete for two days would miss the edition two days later.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A story that is told, or could have been: with its articles, and what it weighed."""

    story: StoryId
    articles: tuple[ArticleId, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """The stories that compete again, and those whose time is over."""

    alive: tuple[Spoken, ...]
    expired: tuple[Spoken, ...]


class ToldMeanwhile(Exception):
    """Another edition of the schedule has told one of the stories: assemble again."""


class Memory:
    """Reads what schedules remember."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def told(
        self, schedule: str, among: Collection[ArticleId], *, but: str | None = None
    ) -> frozenset[ArticleId]:
        """Those *among* some articles that *schedule* has told, not counting the edition *but*.

        Told as well is what a withdrawn article told: one of the same content (its document was
        renamed), or one from the same place (it got an address, or another).
        """
        async with self._database.read() as db:
            return frozenset(await _told(db, schedule, among, but=but))

    async def told_in(self, edition: str) -> tuple[ArticleId, ...]:
        """The articles that *edition* told."""
        query = select(told.c.article).where(told.c.edition == edition).order_by(told.c.article)
        async with self._database.read() as db:
            return tuple((await db.execute(query)).scalars())

    async def said_in(self, edition: str) -> tuple[StoryId, ...]:
        """The stories that the parts of *edition* say, in their order, as they were named then."""
        query = select(parts.c.tells).where(parts.c.edition == edition).order_by(parts.c.seq)
        async with self._database.read() as db:
            told_by_parts = (await db.execute(query)).scalars()
            return tuple(story for tells in told_by_parts for story, *_ in tells)

    async def carried(self, schedule: str, *, since: datetime) -> CarriedOver:
        """What competes again: left out at *since* (UTC) or later, or found in a folder (D8).

        By up to SLACK earlier is late enough: days across an autumn's clock change are longer.
        """
        oldest = since - SLACK
        query = (
            select(carried)
            .where(carried.c.schedule == schedule)
            .order_by(carried.c.score.desc(), carried.c.story)
        )
        async with self._database.read() as db:
            rows = (await db.execute(query)).all()
            old = [article for row in rows if row.since < oldest for article in row.articles]
            lasting = await _in_folders(db, old)
        alive: list[Spoken] = []
        expired: list[Spoken] = []
        for row in rows:
            keep = row.since >= oldest or not lasting.isdisjoint(row.articles)
            (alive if keep else expired).append(
                Spoken(story=row.story, articles=tuple(row.articles), score=row.score)
            )
        return CarriedOver(alive=tuple(alive), expired=tuple(expired))


async def tell(
    db: AsyncConnection, schedule: str, edition: str, part: int, spoken: Iterable[Spoken]
) -> None:
    """Remember that *part* of *edition* tells *spoken*; raises ToldMeanwhile if another did."""
    said = [article for story in spoken for article in story.articles]
    if not said:
        return
    rows = [
        {"schedule": schedule, "article": article, "edition": edition, "part": part}
        for article in dict.fromkeys(said)
    ]
    await db.execute(insert(db, told).on_conflict_do_nothing(), rows)
    mine = await db.scalar(
        select(func.count()).where(told.c.edition == edition, told.c.part == part)
    )
    if mine != len(rows) or await _told(db, schedule, said, but=edition):
        raise ToldMeanwhile("another edition has told one of its stories; it's assembled again")


async def carry(
    db: AsyncConnection,
    schedule: str,
    stories: Iterable[Spoken],
    *,
    since: datetime,
    anew: bool = False,
) -> int:
    """Keep *stories* to compete again from *since* on; gives how many were passed over for it.

    Those kept already stay as old as they were, unless *anew*. Only the best 200 stay.
    """
    rows = [
        {
            "schedule": schedule,
            "story": story.story,
            "articles": list(story.articles),
            "score": story.score,
            "since": since,
        }
        for story in stories
    ]
    if not rows:
        return 0
    new = insert(db, carried)
    fresh = {"articles", "score"} | ({"since"} if anew else set())
    await db.execute(
        new.on_conflict_do_update(
            index_elements=[carried.c.schedule, carried.c.story],
            set_={name: new.excluded[name] for name in sorted(fresh)},
        ),
        rows,
    )
    best = (
        select(carried.c.story)
        .where(carried.c.schedule == schedule)
        .order_by(carried.c.score.desc(), carried.c.story)
        .limit(MOST_CARRIED)
    )
    worse = delete(carried).where(carried.c.schedule == schedule, carried.c.story.not_in(best))
    return (await db.execute(worse)).rowcount


async def uncarry(db: AsyncConnection, schedule: str, stories: Collection[StoryId]) -> None:
    """Keep *stories* no longer."""
    for some in chunks(sorted(stories)):
        await db.execute(
            delete(carried).where(carried.c.schedule == schedule, carried.c.story.in_(some))
        )


async def give_back(
    db: AsyncConnection,
    schedule: str,
    edition: str,
    part: int,
    spoken: Sequence[Spoken],
    *,
    now: datetime,
) -> int:
    """Take back that *part* told *spoken*: they compete again; gives how many were passed over."""
    await db.execute(delete(told).where(told.c.edition == edition, told.c.part == part))
    return await carry(db, schedule, spoken, since=now, anew=True)


async def forget(db: AsyncConnection, schedules: Collection[str]) -> None:
    """Forget all that *schedules* told and carried."""
    for some in chunks(sorted(schedules)):
        await db.execute(delete(told).where(told.c.schedule.in_(some)))
        await db.execute(delete(carried).where(carried.c.schedule.in_(some)))


async def _told(
    db: AsyncConnection, schedule: str, among: Iterable[ArticleId], *, but: str | None
) -> set[ArticleId]:
    """Those *among* some that editions other than *but* told, as they are or as they were."""
    found: set[ArticleId] = set()
    for some in chunks(sorted(set(among))):
        is_now = {id_: {id_} for id_ in some}
        for query in (_RENAMED, _READDRESSED):
            for now, before in (await db.execute(query.where(_NOW.c.id.in_(some)))).all():
                is_now.setdefault(before, set()).add(now)
        for ids in chunks(sorted(is_now)):
            mine = select(told.c.article).where(
                told.c.schedule == schedule, told.c.article.in_(ids)
            )
            if but is not None:
                mine = mine.where(told.c.edition != but)
            found.update(*(is_now[id_] for id_ in (await db.execute(mine)).scalars()))
    return found


# Withdrawn articles are few, and have indexes of their own: with a million others as fast.
_NOW, _BEFORE = articles.alias("now"), articles.alias("before")
_WITHDRAWN = _BEFORE.c.withdrawn.is_(True)

_RENAMED = select(_NOW.c.id, _BEFORE.c.id).join(
    _BEFORE, and_(_BEFORE.c.content_hash == _NOW.c.content_hash, _WITHDRAWN)
)
"""Articles, and as which other one their content was known: their document was renamed."""

_READDRESSED = (
    select(_NOW.c.id, _BEFORE.c.id)
    .join(sightings, sightings.c.seq == _NOW.c.seq)
    .join(
        _BEFORE,
        and_(
            _BEFORE.c.source == sightings.c.source,
            _BEFORE.c.source_ref == sightings.c.source_ref,
            _WITHDRAWN,
        ),
    )
    .where(or_(_BEFORE.c.url.is_(None), _NOW.c.url.is_(None), _BEFORE.c.title == _NOW.c.title))
)
"""Articles, and as which other one their document told them: it gained, lost or changed an address.

Two addresses with two titles are two articles, of which one took the other's place.
"""


async def _in_folders(db: AsyncConnection, among: Sequence[ArticleId]) -> set[ArticleId]:
    """Those of some articles that stand in a folder: they don't expire (DESIGN D8)."""
    found: set[ArticleId] = set()
    folders = select(documents.c.source).distinct()
    for some in chunks(among):
        query = (
            select(articles.c.id)
            .join(sightings, sightings.c.seq == articles.c.seq)
            .where(articles.c.id.in_(some), sightings.c.source.in_(folders))
        )
        found.update((await db.execute(query)).scalars())
    return found
