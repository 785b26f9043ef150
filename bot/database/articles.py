"""The articles table: what is new, what is another version, what the newsroom hasn't noticed.

Functions on a connection; `archive` gives them their transactions.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import Connection, Integer, bindparam, delete, func, select, tuple_, update

from bot.database.dialects import insert
from bot.database.rows import Row, article_of, article_row, chunks
from bot.database.tables.archive import articles, counters, sightings
from bot.database.tables.columns import BigInt, UtcDateTime
from digests.article import Article, ArticleId

STEP = 200
"""Rows made or read in one go: some 10 ms, then the event loop has its turn."""

ONE_DAY = timedelta(days=1)

UNFILED = articles.c.filed_version < articles.c.version
LIVE = articles.c.withdrawn.is_(False)

_COUNTER = "articles"
_REPLACE = update(articles).where(articles.c.seq == bindparam("this"))
_THROUGH = select(counters.c.value).where(counters.c.name == _COUNTER)
# Of the bare column, SQLite looks for the lowest in the index of all: it reads the whole archive.
_FIRST_UNFILED = select(func.min(articles.c.entered + 0)).where(UNFILED)
_UNSEE = delete(sightings).where(
    sightings.c.source == bindparam("where"),
    sightings.c.source_ref == bindparam("ref"),
    sightings.c.seq == bindparam("this"),
)


class Outcome(Enum):
    """What storing an article did."""

    REPEATED = auto()
    CHANGED = auto()
    NEW = auto()


@dataclass(slots=True)
class Batch:
    """What a few articles do to the rows that are there: decided one by one, written at once."""

    known: dict[ArticleId, Row]
    kept: dict[ArticleId, Article] = field(default_factory=dict)
    outcomes: dict[ArticleId, Outcome] = field(default_factory=dict)
    returned: list[ArticleId] = field(default_factory=list)

    def take(self, article: Article) -> None:
        """Decide what *article* does; a first-seen time and a number are kept for life.

        Where it was withdrawn and is back, it enters anew.
        """
        row = article_row(article)
        before = self.known.get(article.id)
        outcome = _outcome(before, row)
        if before is None:
            self.known[article.id] = row | {"version": 1, "filed_version": 0, "withdrawn": False}
        elif outcome is Outcome.CHANGED:
            row["first_seen"] = before["first_seen"]
            row["moment"] = row["published"] or row["first_seen"]
            self.known[article.id] = before | row | {"withdrawn": False}
            self.known[article.id]["version"] += 1
            if before["withdrawn"]:
                self.returned.append(article.id)
        self.kept[article.id] = article
        self.outcomes[article.id] = outcome

    def articles(self, outcome: Outcome) -> list[tuple[int, Article]]:
        """The articles that became so, with their numbers."""
        return [(row["seq"], self.kept[row["id"]]) for row in self.rows(outcome)]

    def rows(self, outcome: Outcome) -> list[Row]:
        """The rows that became so, in the order in which they first came."""
        return [self.known[i] for i, became in self.outcomes.items() if became is outcome]


def _outcome(before: Row | None, row: Row) -> Outcome:
    """What storing *row* over *before* means (DESIGN D10); a stub never replaces a full article."""
    if before is None:
        return Outcome.NEW
    if row["stub"] and not before["stub"] and not before["withdrawn"]:
        return Outcome.REPEATED
    same = before["content_hash"] == row["content_hash"] and not before["withdrawn"]
    return Outcome.REPEATED if same else Outcome.CHANGED


def store(db: Connection, some: Sequence[Sequence[Article]], now: datetime) -> Batch:
    """Keep *some* articles (at most STEP), found *now*; new ones are numbered in their order.

    Each in all its versions, of which the last counts. Those that were withdrawn and are back
    enter under new numbers, so that windows hold them.
    """
    batch = Batch(_known(db, [versions[0].id for versions in some]))
    for versions in some:
        batch.take(_last(versions))
    if new := batch.rows(Outcome.NEW):
        last = _count_up(db, len(new))
        for seq, row in enumerate(new, start=last - len(new) + 1):
            row["seq"] = row["entered"] = seq
            row["found"] = now
        db.execute(insert(db, articles), new)
    if batch.returned:
        last = _count_up(db, len(batch.returned))
        for entered, id_ in enumerate(batch.returned, start=last - len(batch.returned) + 1):
            batch.known[id_]["entered"] = entered
    if changed := batch.rows(Outcome.CHANGED):
        db.execute(_REPLACE, [_replacing(row, now) for row in changed])
    _find_again(db, [row["seq"] for row in batch.rows(Outcome.REPEATED)], now)
    every = [article for versions in some for article in versions]
    seen = {(a.source, a.source_ref, batch.known[a.id]["seq"]) for a in every}
    sighted = [dict(zip(("source", "source_ref", "seq"), place, strict=True)) for place in seen]
    db.execute(insert(db, sightings).on_conflict_do_nothing(), sighted)
    return batch


def _last(versions: Sequence[Article]) -> Article:
    """The last of *versions*, a stub only where all are; first seen when the first one was."""
    if len(versions) == 1:
        return versions[0]
    whole = [article for article in versions if not article.stub]
    return replace((whole or versions)[-1], first_seen=versions[0].first_seen)


def _replacing(row: Row, now: datetime) -> Row:
    columns = row | {"found": now}
    return {"this": columns.pop("seq")} | columns


def _find_again(db: Connection, seqs: Sequence[int], now: datetime) -> None:
    """Note that these were found again: once a day is enough for how long they're kept."""
    again = update(articles).where(articles.c.seq.in_(seqs), articles.c.found < now - ONE_DAY)
    if seqs:
        db.execute(again.values(found=now))


def _known(db: Connection, ids: Sequence[ArticleId]) -> dict[ArticleId, Row]:
    c = articles.c
    kept = (c.id, c.seq, c.entered, c.version, c.withdrawn, c.stub, c.content_hash, c.first_seen)
    rows = db.execute(select(*kept).where(c.id.in_(ids)))
    return {row["id"]: dict(row) for row in rows.mappings()}


def _count_up(db: Connection, by: int) -> int:
    """The highest number after *by* new ones were given.

    The counter's row is locked until the commit, so that numbers are in order of commits (D6).
    """
    first = insert(db, counters).values(name=_COUNTER, value=by)
    raised = first.on_conflict_do_update(
        index_elements=[counters.c.name], set_={"value": counters.c.value + by}
    )
    return int((db.execute(raised.returning(counters.c.value))).scalar_one())


def through(db: Connection) -> int:
    """The highest number given so far; 0 where there's none."""
    value = db.scalar(_THROUGH)
    return int(value or 0)


def filed_through(db: Connection) -> int:
    """The highest number up to which the newsroom has taken notice of everything."""
    first = db.scalar(_FIRST_UNFILED)
    return through(db) if first is None else int(first) - 1


def withdraw(
    db: Connection,
    source: str,
    refs: Collection[str],
    still: Collection[tuple[str, ArticleId]],
) -> dict[int, ArticleId]:
    """Forget that *refs* of *source* told anything but *still*; give what nobody tells now."""
    withdrawn: dict[int, ArticleId] = {}
    there = select(sightings.c.source_ref, sightings.c.seq, articles.c.id).join(articles)
    for some in chunks(sorted(refs)):
        at = (sightings.c.source == source) & sightings.c.source_ref.in_(some)
        found = (db.execute(there.where(at))).all()
        lost = [row for row in found if (row.source_ref, row.id) not in still]
        if lost:
            db.execute(
                _UNSEE, [{"where": source, "ref": row.source_ref, "this": row.seq} for row in lost]
            )
        ids = {row.seq: row.id for row in lost}
        for seqs in chunks(sorted(ids)):
            withdrawn |= {seq: ids[seq] for seq in _take_down(db, seqs)}
    return withdrawn


def _take_down(db: Connection, seqs: Sequence[int]) -> Sequence[int]:
    """Mark those of *seqs* as withdrawn that are found nowhere else."""
    elsewhere = select(sightings.c.seq).where(sightings.c.seq == articles.c.seq).exists()
    taken = update(articles).where(articles.c.seq.in_(seqs), LIVE, ~elsewhere)
    taken = taken.values(withdrawn=True, version=articles.c.version + 1)
    return list((db.scalars(taken.returning(articles.c.seq))).all())


def numbers(db: Connection, ids: Iterable[ArticleId]) -> dict[ArticleId, int]:
    """The numbers of those of *ids* that are there and not withdrawn."""
    found: dict[ArticleId, int] = {}
    for some in chunks(sorted(set(ids))):
        rows = db.execute(
            select(articles.c.id, articles.c.seq).where(articles.c.id.in_(some), LIVE)
        )
        found |= {row.id: row.seq for row in rows}
    return found


def unfiled(
    db: Connection, limit: int, after: ArticleId | None = None
) -> list[tuple[Article, int]]:
    """The first articles by date of which the newsroom hasn't taken notice, and their versions.

    With *after*, those that come after that one.
    """
    place = (articles.c.moment, articles.c.seq)
    first = select(articles).where(UNFILED, LIVE).order_by(*place)
    if after is not None:
        last = db.execute(select(*place).where(articles.c.id == after)).one_or_none()
        if last is not None:
            first = first.where(tuple_(*place) > tuple_(*last, types=[UtcDateTime, BigInt]))
    rows = db.execute(first.limit(limit)).mappings()
    return [(article_of(row), row["version"]) for row in rows]


def withdrawn_unnoticed(db: Connection) -> dict[ArticleId, int]:
    """The withdrawn articles of which the newsroom hasn't taken notice, with their versions.

    In the order of the index of what is unfiled, so that nothing else is read.
    """
    gone = select(articles.c.id, articles.c.version).where(UNFILED, ~LIVE)
    ordered = gone.order_by(articles.c.moment, articles.c.seq)
    return {row.id: row.version for row in db.execute(ordered)}


def following(db: Connection, after: int, limit: int) -> list[tuple[int, Article]]:
    """The first articles with a number above *after*, but for withdrawn ones, with theirs."""
    rows = select(articles).where(articles.c.seq > after, LIVE).order_by(articles.c.seq)
    return [(row["seq"], article_of(row)) for row in db.execute(rows.limit(limit)).mappings()]


def notice(db: Connection, taken: Mapping[ArticleId, int | None]) -> None:
    """The newsroom has taken notice of these articles as they were at these versions, or are."""
    if taken:
        seen = func.coalesce(bindparam("seen", type_=Integer), articles.c.version)
        noticed = update(articles).where(articles.c.id == bindparam("this"))
        db.execute(
            noticed.values(filed_version=seen),
            [{"this": id_, "seen": version} for id_, version in taken.items()],
        )


def references(db: Connection, ids: Collection[ArticleId]) -> dict[ArticleId, str]:
    """The `source_ref` of each of *ids* that there are."""
    found: dict[ArticleId, str] = {}
    for some in chunks(sorted(ids)):
        rows = db.execute(
            select(articles.c.id, articles.c.source_ref).where(articles.c.id.in_(some))
        )
        found |= {row.id: row.source_ref for row in rows}
    return found
