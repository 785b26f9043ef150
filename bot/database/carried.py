"""What competes again: the stories that a schedule's editions had no place for (DESIGN D8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from bot.database.dialects import insert
from bot.database.rows import chunks
from bot.database.tables.archive import articles, documents, sightings
from bot.database.tables.publishing import carried
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Stories that compete again for a schedule from *since* (UTC) on."""

    schedule: str
    stories: Sequence[Spoken]
    since: datetime

    def best(self) -> Sequence[Spoken]:
        """The stories, best first."""
        return sorted(self.stories, key=lambda story: (-story.score, story.story))


def carry(db: Connection, /, some: Sequence[Left], *, anew: bool = False) -> Mapping[str, int]:
    """Have what *some* left compete again; gives how much was passed over for it, by schedule.

    Those kept already stay as old as they were, unless *anew*. Only the best 200 stay.
    """
    best = {one.schedule: one.best() for one in some}
    uncarry(db, [(id_, story.story) for id_, few in best.items() for story in few[MOST_CARRIED:]])
    rows = [
        {
            "schedule": one.schedule,
            "story": story.story,
            "articles": list(story.articles),
            "score": story.score,
            "since": one.since,
        }
        for one in some
        for story in best[one.schedule][:MOST_CARRIED]
    ]
    if not rows:
        return {}
    new = insert(db, carried)
    fresh = {"articles", "score"} | ({"since"} if anew else set())
    db.execute(
        new.on_conflict_do_update(
            index_elements=[carried.c.schedule, carried.c.story],
            set_={name: new.excluded[name] for name in sorted(fresh)},
        ),
        rows,
    )
    over = _trimmed(db, list(best))
    return {id_: len(few[MOST_CARRIED:]) + over.get(id_, 0) for id_, few in best.items()}


def uncarry(db: Connection, /, some: Collection[tuple[str, StoryId]]) -> None:
    """Keep *some* stories, each of a schedule, no longer."""
    if some:
        db.execute(_UNCARRY, [{"its_id": id_, "its_story": story} for id_, story in some])


def carried_by(db: Connection, since: Mapping[str, datetime]) -> dict[str, CarriedOver]:
    """What competes again for each schedule of *since*; what was left out before then is too old.

    By up to SLACK earlier is late enough, and what stands in a folder doesn't expire (DESIGN D8).
    """
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


def _trimmed(db: Connection, schedules: Sequence[str]) -> dict[str, int]:
    """Keep no more of each of *schedules* than there may be; gives how many went."""
    full = [id_ for some in chunks(schedules) for id_ in db.scalars(_FULL, {"schedules": some})]
    return {id_: db.execute(_WORST, {"its_id": id_}).rowcount for id_ in full}


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


# Statements are made once: for one schedule of ten thousand, that takes longer than to run them.
_CARRIED = (
    select(carried)
    .where(carried.c.schedule.in_(bindparam("schedules", expanding=True)))
    .order_by(carried.c.schedule, carried.c.score.desc(), carried.c.story)
)
_FULL = (
    select(carried.c.schedule)
    .where(carried.c.schedule.in_(bindparam("schedules", expanding=True)))
    .group_by(carried.c.schedule)
    .having(func.count() > MOST_CARRIED)
)
_MINE = carried.c.schedule == bindparam("its_id")
_WORST = delete(carried).where(
    _MINE,
    carried.c.story.not_in(
        select(carried.c.story)
        .where(_MINE)
        .order_by(carried.c.score.desc(), carried.c.story)
        .limit(MOST_CARRIED)
    ),
)
_UNCARRY = delete(carried).where(_MINE, carried.c.story == bindparam("its_story"))
