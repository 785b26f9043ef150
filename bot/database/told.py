"""What a schedule remembers: the articles it told, and the stories that compete again (D7, D8)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select

from bot.database.carried import CarriedOver, Left, Spoken, carried_by, carry
from bot.database.dialects import insert
from bot.database.engine import Database
from bot.database.rows import chunks
from bot.database.tables.archive import articles, sightings
from bot.database.tables.publishing import carried, parts, told
from digests.article import ArticleId
from digests.stories.story import StoryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a part of an edition tells: articles, each once."""

    schedule: str
    edition: str
    part: int
    articles: tuple[ArticleId, ...]

    @classmethod
    def of(cls, schedule: str, edition: str, part: int, spoken: Iterable[Spoken]) -> Self:
        """What a part that tells *spoken* tells."""
        articles = tuple(dict.fromkeys(a for story in spoken for a in story.articles))
        return cls(schedule=schedule, edition=edition, part=part, articles=articles)


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
        found = await self.told_by([schedule], among, but=[] if but is None else [but])
        return found[schedule]

    async def told_by(
        self, schedules: Sequence[str], among: Collection[ArticleId], *, but: Sequence[str] = ()
    ) -> Mapping[str, frozenset[ArticleId]]:
        """As `told`, for each of *schedules*."""
        return await self._database.consult(_told_by, schedules, among, but)

    async def told_in(self, edition: str) -> tuple[ArticleId, ...]:
        """The articles that *edition* told."""
        return await self._database.consult(_told_in, edition)

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
        return (await self.carried_by({schedule: since}))[schedule]

    async def carried_by(self, since: Mapping[str, datetime]) -> Mapping[str, CarriedOver]:
        """As `carried`, for each schedule of *since*."""
        return await self._database.consult(carried_by, since)


def tell(db: Connection, /, some: Iterable[Said]) -> None:
    """Remember that *some* were said; raises ToldMeanwhile where another edition has told of it."""
    said = {(one.edition, one.part): one for one in some if one.articles}
    rows = [
        {"schedule": one.schedule, "article": article, "edition": one.edition, "part": one.part}
        for one in said.values()
        for article in one.articles
    ]
    if not rows:
        return
    db.execute(insert(db, told).on_conflict_do_nothing(), rows)
    if not _all_kept(db, said) or _told_before(db, said.values()):
        raise ToldMeanwhile("another edition has told one of its stories; it's assembled again")


def _all_kept(db: Connection, said: Mapping[tuple[str, int], Said]) -> bool:
    found: dict[tuple[str, int], int] = {}
    for some in chunks(sorted({one.edition for one in said.values()})):
        for edition, part, count in db.execute(_KEPT, {"editions": some}):
            found[edition, part] = count
    return all(found.get(key) == len(one.articles) for key, one in said.items())


def _told_before(db: Connection, said: Collection[Said]) -> bool:
    """Whether other editions of their schedules have told of *said*, as it is or as it was."""
    mine: dict[str, set[ArticleId]] = {}
    for one in said:
        mine.setdefault(one.schedule, set()).update(one.articles)
    everything = set().union(*mine.values())
    before = _told_by(db, list(mine), everything, sorted({one.edition for one in said}))
    return any(not before[schedule].isdisjoint(articles) for schedule, articles in mine.items())


def give_back(
    db: Connection,
    /,
    schedule: str,
    edition: str,
    part: int,
    spoken: Sequence[Spoken],
    *,
    now: datetime,
) -> int:
    """Take back that *part* told *spoken*: they compete again; gives how many were passed over."""
    db.execute(delete(told).where(told.c.edition == edition, told.c.part == part))
    left = Left(schedule=schedule, stories=spoken, since=now)
    return carry(db, [left], anew=True).get(schedule, 0)


def forget(db: Connection, /, schedules: Collection[str]) -> None:
    """Forget all that *schedules* told and carried."""
    for some in chunks(sorted(schedules)):
        db.execute(delete(told).where(told.c.schedule.in_(some)))
        db.execute(delete(carried).where(carried.c.schedule.in_(some)))


def _told_in(db: Connection, edition: str) -> tuple[ArticleId, ...]:
    query = select(told.c.article).where(told.c.edition == edition).order_by(told.c.article)
    return tuple(db.scalars(query))


def _told_by(
    db: Connection, schedules: Sequence[str], among: Collection[ArticleId], but: Sequence[str] = ()
) -> dict[str, frozenset[ArticleId]]:
    """Those *among* some that editions other than *but* told, as they are or as they were."""
    found: dict[str, set[ArticleId]] = {schedule: set() for schedule in schedules}
    is_now = _known_as(db, among)
    for ids in chunks(sorted(is_now)):
        values = {"schedules": list(schedules), "ids": ids, "but": list(but)}
        for schedule, article in db.execute(_TOLD, values):
            found[schedule].update(is_now[article])
    return {schedule: frozenset(articles) for schedule, articles in found.items()}


def _known_as(db: Connection, among: Collection[ArticleId]) -> dict[ArticleId, set[ArticleId]]:
    """As what *among* were told, if they were: themselves, and what they were before."""
    is_now: dict[ArticleId, set[ArticleId]] = {id_: {id_} for id_ in among}
    for ids in chunks(sorted(set(among))):
        for query in (_RENAMED, _READDRESSED):
            for now, before in db.execute(query, {"ids": ids}):
                is_now.setdefault(before, set()).add(now)
    return is_now


# Statements are made once: for one schedule of ten thousand, that takes longer than to run them.
_TOLD = select(told.c.schedule, told.c.article).where(
    told.c.schedule.in_(bindparam("schedules", expanding=True)),
    told.c.article.in_(bindparam("ids", expanding=True)),
    told.c.edition.not_in(bindparam("but", expanding=True)),
)
_KEPT = (
    select(told.c.edition, told.c.part, func.count())
    .where(told.c.edition.in_(bindparam("editions", expanding=True)))
    .group_by(told.c.edition, told.c.part)
)

# Withdrawn articles are few, and have indexes of their own: with a million others as fast.
_NOW, _BEFORE = articles.alias("now"), articles.alias("before")
_WITHDRAWN = _BEFORE.c.withdrawn.is_(True)

_SOME = _NOW.c.id.in_(bindparam("ids", expanding=True))

_RENAMED = (
    select(_NOW.c.id, _BEFORE.c.id)
    .join(_BEFORE, and_(_BEFORE.c.content_hash == _NOW.c.content_hash, _WITHDRAWN))
    .where(_SOME)
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
    .where(
        _SOME,
        or_(_BEFORE.c.url.is_(None), _NOW.c.url.is_(None), _BEFORE.c.title == _NOW.c.title),
    )
)
"""Articles, and as which other one their document told them: it gained, lost or changed an address.

Two addresses with two titles are two articles, of which one took the other's place.
"""
