"""Finding stories by words, as they're meant: slips of keys forgiven, the newest a little ahead.

Functions on a connection; `archive` gives them their transactions.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    bindparam,
    func,
    literal_column,
    select,
)

from bot.database.articles import through
from bot.database.dialects import DIALECTS, dialect_of
from bot.database.dialects.dialect import Dialect, Terms
from bot.database.search_filters import filters_of
from bot.database.stories import filed
from bot.database.tables.archive import articles, memberships
from bot.database.tables.columns import BigInt
from digests.changes import FiledStory
from digests.search import SearchTerms, corrections, deletions, reach
from digests.stop_words import STOP_WORDS
from digests.stories.story import StoryId

ONE_DAY = timedelta(days=1)

MOST = 400
"""Articles that are weighed for one search: more is more than anybody pages through."""

MOST_FILLING = 30
"""The same for matches that lack a word: they only fill up a page."""

RAREST = 2
"""Words of which one is always enough to fill up a page with."""

MOST_COMBINED = 5
"""Words of which all but one are looked for: of more, nobody's text holds all but one."""

ENOUGH = 1_500
"""Articles that hold one of the words to fill up with: where the rarer ones give so many, the
commoner ones add little but time, a microsecond for each article that holds them."""

WEIGHED = 20_000
"""Articles that hold a word, at most: of a commoner one, the newest so many are weighed first, and
the others only where those don't fit MOST times. Weighing takes a microsecond or two for each."""

INCOMPLETE = 0.5
"""What a match that lacks a word keeps of its score."""

RECENCY = 0.2
"""How much more the newest weighs than the oldest; by half of that HALF_LIFE days later."""

HALF_LIFE = 30.0

FREQUENCIES = "SELECT word, articles FROM vocabulary WHERE word {one_of}"
CANDIDATES = """
SELECT word, articles FROM typos JOIN vocabulary USING (word) WHERE deletion {one_of}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A story that fits; *score* > 0, the higher the better, is comparable within one search."""

    filed: FiledStory
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of what fits, best first.

    *complete* of *total* stories hold every word; they come first, and only where they're fewer
    than the first page holds, it's filled up with such as hold some. MOST articles are weighed,
    so *total* never gets higher. *corrections* are the words read otherwise than typed.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    complete: int = 0
    corrections: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """All the stories that fit with their scores, best first, of which the first are *complete*."""

    stories: Sequence[tuple[StoryId, float]]
    complete: int
    corrections: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A search as it's understood: each group are the terms that may stand for one word."""

    groups: tuple[tuple[str, ...], ...]
    frequencies: Mapping[str, int]
    corrections: Mapping[str, str]

    def every(self) -> Terms:
        """What looks for one of each group."""
        return self._terms(self.groups, len(self.groups))

    def nearly(self) -> Terms | None:
        """What looks for one of each group but one, if that's more than one of any."""
        known = [group for group in self.groups if self._frequency(group)]
        fewest = min(len(known), len(self.groups) - 1)
        return self._terms(known, fewest) if 1 < fewest < MOST_COMBINED else None

    def some(self) -> Terms | None:
        """What looks for one of any group, less what is too common to be of use."""
        known = [group for group in self.groups if self._frequency(group)]
        known.sort(key=lambda group: (self._frequency(group), group))
        held = accumulate(map(self._frequency, known))
        useful = max(RAREST, sum(so_far <= ENOUGH for so_far in held))
        return self._terms(known[:useful], 1) if known else None

    def held(self, *, any_of: bool) -> int:
        """How many articles hold one of all groups, at most; or a useful one of any."""
        known = sorted(filter(None, map(self._frequency, self.groups)))
        return sum(known[:RAREST]) if any_of else min(known, default=0)

    def _terms(self, groups: Sequence[tuple[str, ...]], fewest: int) -> Terms:
        rarity = [1 / math.log(2 + self._frequency(group)) for group in groups]
        return Terms(groups=groups, weights=rarity, fewest=fewest)

    def _frequency(self, group: tuple[str, ...]) -> int:
        return sum(self.frequencies.get(term, 0) for term in group)


def page(
    db: Connection,
    terms: SearchTerms,
    *,
    limit: int,
    offset: int,
    zone: ZoneInfo,
    loosely: bool = False,
) -> Found:
    """The stories that fit *terms*, best first, *limit* of them from *offset* on; as `find`."""
    ranking = find(db, terms, fill=limit, zone=zone, loosely=loosely)
    shown = dict(ranking.stories[offset : offset + limit])
    return Found(
        hits=tuple(Hit(filed=one, score=shown[one.story.id]) for one in filed(db, shown)),
        total=len(ranking.stories),
        complete=ranking.complete,
        corrections=ranking.corrections,
    )


def find(
    db: Connection,
    terms: SearchTerms,
    *,
    fill: int,
    zone: ZoneInfo,
    weighed: int = WEIGHED,
    loosely: bool = False,
) -> Ranking:
    """Rank the stories that fit *terms*; where fewer than *fill* are complete, up to that many.

    These lack one word; more only where nothing else is found: what shares one word of three with
    a question is no answer to it. *loosely*, what shares any word will do.
    """
    reading = _read(db, terms)
    filters = filters_of(terms, zone)
    if not reading.groups:
        newest = _newest(db, filters) if filters else []
        return Ranking(newest, len(newest), {})
    after = _after(db, reading.held(any_of=False), weighed)
    rows = _match(db, reading.every(), filters, MOST, after)
    if after and len(rows) < MOST:
        rows = _match(db, reading.every(), filters, MOST)
    best, rest = _scores(rows), dict[StoryId, float]()
    if len(best) < fill and len(reading.groups) > 1:
        after = _after(db, reading.held(any_of=True), weighed)
        nearly = None if loosely else reading.nearly()
        if nearly:
            rest = _scores(_match(db, nearly, filters, MOST_FILLING, after))
        if not rest and not (best and nearly) and (some := reading.some()):
            rest = _scores(_match(db, some, filters, MOST_FILLING, after))
    rest = {id_: INCOMPLETE * s for id_, s in rest.items() if id_ not in best}
    fillings = _ranked(rest)[: max(0, fill - len(best))]
    return Ranking(_ranked(best) + fillings, len(best), reading.corrections)


def _after(db: Connection, held: int, weighed: int) -> int:
    """The number after which about *weighed* of *held* articles stand; 0 where that's all."""
    return int(through(db) * (1 - weighed / held)) if held > weighed else 0


def _ranked(scores: Mapping[StoryId, float]) -> list[tuple[StoryId, float]]:
    return sorted(scores.items(), key=lambda hit: (-hit[1], hit[0]))


def _read(db: Connection, terms: SearchTerms) -> _Reading:
    """Take *terms* as they're meant; stop words count only where there are no others."""
    telling = [word for word in terms.words if word not in STOP_WORDS]
    spoken = telling or ([] if terms.phrases or terms.unspaced else list(terms.words))
    exact = [*map(" ".join, terms.phrases), *terms.unspaced]
    groups: list[tuple[str, ...]] = [(term,) for term in exact]
    # How often a phrase or a pair is written isn't counted: it's rarer than a word.
    frequencies = dict.fromkeys(exact, 1) | _frequencies(db, spoken)
    corrected: dict[str, str] = {}
    for word in spoken:
        meant: tuple[str, ...] = ()
        if word not in frequencies:
            near = candidates(db, word)
            meant = corrections(word, near)
            frequencies |= {other: near[other] for other in meant}
            corrected |= {word: meant[0]} if meant else {}
        groups.append(meant or (word,))
    return _Reading(tuple(groups), frequencies, corrected)


def _frequencies(db: Connection, words: Sequence[str]) -> dict[str, int]:
    return dict(dialect_of(db).rows(db, FREQUENCIES, words)) if words else {}


def candidates(db: Connection, word: str) -> dict[str, int]:
    """The words that share a key with *word*, with their frequencies."""
    if not reach(word):
        return {}
    return dict(dialect_of(db).rows(db, CANDIDATES, deletions(word)))


def _matching(
    dialect: Dialect, *filters: ColumnElement[bool]
) -> Select[tuple[StoryId, datetime, float]]:
    """Of articles *after* a number, the *most* that fit best: story, moment, rank (below 0)."""
    index = dialect.search
    best = select(index.seq.label("seq"), index.rank.label("rank"))
    best = best.where(index.fits, index.seq > bindparam("after", type_=BigInt))
    # Stored and not yet in stories: a large import would crowd out what can be shown.
    best = best.where(index.seq <= select(func.max(memberships.c.seq)).scalar_subquery())
    if filters:
        best = best.join(articles, articles.c.seq == index.seq)
        best = best.join(memberships, memberships.c.seq == articles.c.seq).where(*filters)
    best = best.order_by(literal_column("rank"), literal_column("seq"))
    found = best.limit(bindparam("most", type_=Integer)).subquery()
    told = select(memberships.c.story, articles.c.moment, found.c.rank)
    told = told.join(memberships, memberships.c.seq == found.c.seq)
    return told.join(articles, articles.c.seq == found.c.seq)


# Made once: SQLAlchemy takes longer to make a statement than the index to answer it.
_MATCHING = {name: _matching(dialect) for name, dialect in DIALECTS.items()}


def _match(
    db: Connection,
    terms: Terms,
    filters: Sequence[ColumnElement[bool]],
    most: int,
    after: int = 0,
) -> Sequence[Row[tuple[StoryId, datetime, float]]]:
    """The articles that fit *terms*, best first."""
    dialect = dialect_of(db)
    fitting = _matching(dialect, *filters) if filters else _MATCHING[dialect.name]
    return db.execute(fitting, {**dialect.terms(terms), "most": most, "after": after}).all()


def _scores(rows: Sequence[Row[tuple[StoryId, datetime, float]]]) -> dict[StoryId, float]:
    """The stories that *rows* tell, each with its best article's score."""
    newest = max((row.moment for row in rows), default=None)
    scores: dict[StoryId, float] = {}
    for row in rows:
        days = (newest - row.moment) / ONE_DAY if newest else 0.0
        score = -row.rank * (1 + RECENCY * 2 ** (-days / HALF_LIFE))
        scores[row.story] = max(score, scores.get(row.story, 0.0))
    return scores


def _newest(db: Connection, filters: Sequence[ColumnElement[bool]]) -> list[tuple[StoryId, float]]:
    """The stories that fit *filters*, first those with the newest article; all weigh the same."""
    told = select(memberships.c.story).join(articles).where(*filters)
    told = told.order_by(articles.c.first_seen.desc(), articles.c.seq.desc()).limit(MOST)
    return [(id_, 1.0) for id_ in dict.fromkeys((db.scalars(told)).all())]
