"""What a schedule remembers: the articles it told, and the stories that compete again (D7, D8)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select

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
        found = await self.told_by([schedule], among, but=[] if but is None else [but])
        return found[schedule]

    async def told_by(
        self, schedules: Sequence[str], among: Collection[ArticleId], *, but: Sequence[str] = ()
    ) -> Mapping[str, frozenset[ArticleId]]:
        """As `told`, for each of *schedules*."""
        return await self._database.consult(_told_by, schedules, among, but)

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
        return (await self.carried_by({schedule: since}))[schedule]

    async def carried_by(self, since: Mapping[str, datetime]) -> Mapping[str, CarriedOver]:
        """As `carried`, for each schedule of *since*."""
        return await self._database.consult(_carried_by, since)


def tell(
    db: Connection, /, schedule: str, edition: str, part: int, spoken: Iterable[Spoken]
) -> None:
    """Remember that *part* of *edition* tells *spoken*; raises ToldMeanwhile if another did."""
    said = [article for story in spoken for article in story.articles]
    if not said:
        return
    rows = [
        {"schedule": schedule, "article": article, "edition": edition, "part": part}
        for article in dict.fromkeys(said)
    ]
    db.execute(insert(db, told).on_conflict_do_nothing(), rows)
    mine = db.scalar(select(func.count()).where(told.c.edition == edition, told.c.part == part))
    if mine != len(rows) or _told_by(db, [schedule], said, [edition])[schedule]:
        raise ToldMeanwhile("another edition has told one of its stories; it's assembled again")


def carry(
    db: Connection,
    /,
    schedule: str,
    stories: Iterable[Spoken],
    *,
    since: datetime,
    anew: bool = False,
) -> int:
    """Keep *stories* to compete again from *since* on; gives how many were passed over for it.

    Those kept already stay as old as they were, unless *anew*. Only the best 200 stay.
    """
    best = sorted(stories, key=lambda story: (-story.score, story.story))
    kept, rest = best[:MOST_CARRIED], best[MOST_CARRIED:]
    if not kept:
        return 0
    uncarry(db, schedule, {story.story for story in rest})
    new = insert(db, carried)
    fresh = {"articles", "score"} | ({"since"} if anew else set())
    db.execute(
        new.on_conflict_do_update(
            index_elements=[carried.c.schedule, carried.c.story],
            set_={name: new.excluded[name] for name in sorted(fresh)},
        ),
        [
            {
                "schedule": schedule,
                "story": story.story,
                "articles": list(story.articles),
                "score": story.score,
                "since": since,
            }
            for story in kept
        ],
    )
    return len(rest) + db.execute(_WORST, {"its_id": schedule, "most": MOST_CARRIED}).rowcount


_MINE = carried.c.schedule == bindparam("its_id")
_WORST = delete(carried).where(
    _MINE,
    carried.c.story.not_in(
        select(carried.c.story)
        .where(_MINE)
        .order_by(carried.c.score.desc(), carried.c.story)
        .limit(bindparam("most"))
    ),
)


def uncarry(db: Connection, /, schedule: str, stories: Collection[StoryId]) -> None:
    """Keep *stories* no longer."""
    for some in chunks(sorted(stories)):
        db.execute(delete(carried).where(carried.c.schedule == schedule, carried.c.story.in_(some)))


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
    return carry(db, schedule, spoken, since=now, anew=True)


def forget(db: Connection, /, schedules: Collection[str]) -> None:
    """Forget all that *schedules* told and carried."""
    for some in chunks(sorted(schedules)):
        db.execute(delete(told).where(told.c.schedule.in_(some)))
        db.execute(delete(carried).where(carried.c.schedule.in_(some)))


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


def _carried_by(db: Connection, since: Mapping[str, datetime]) -> dict[str, CarriedOver]:
    rows = db.execute(_CARRIED, {"schedules": list(since)}).all()
    old = [a for row in rows if _is_old(row, since) for a in row.articles]
    lasting = _in_folders(db, old)
    alive: dict[str, list[Spoken]] = {schedule: [] for schedule in since}
    expired: dict[str, list[Spoken]] = {schedule: [] for schedule in since}
    for row in rows:
        keep = not _is_old(row, since) or not lasting.isdisjoint(row.articles)
        (alive if keep else expired)[row.schedule].append(
            Spoken(story=row.story, articles=tuple(row.articles), score=row.score)
        )
    return {one: CarriedOver(alive=tuple(alive[one]), expired=tuple(expired[one])) for one in since}


def _is_old(row: Any, since: Mapping[str, datetime]) -> bool:  # noqa: ANN401 - a row
    return bool(row.since < since[row.schedule] - SLACK)


# Statements are made once: for one schedule of ten thousand, that takes longer than to run them.
_TOLD = select(told.c.schedule, told.c.article).where(
    told.c.schedule.in_(bindparam("schedules", expanding=True)),
    told.c.article.in_(bindparam("ids", expanding=True)),
    told.c.edition.not_in(bindparam("but", expanding=True)),
)
_CARRIED = (
    select(carried)
    .where(carried.c.schedule.in_(bindparam("schedules", expanding=True)))
    .order_by(carried.c.schedule, carried.c.score.desc(), carried.c.story)
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


def _in_folders(db: Connection, among: Sequence[ArticleId]) -> set[ArticleId]:
    """Those of some articles that stand in a folder: they don't expire (DESIGN D8)."""
    found: set[ArticleId] = set()
    folders = select(documents.c.source).distinct()
    for some in chunks(among):
        query = (
            select(articles.c.id)
            .join(sightings, sightings.c.seq == articles.c.seq)
            .where(articles.c.id.in_(some), sightings.c.source.in_(folders))
        )
        found.update(db.scalars(query))
    return found
