"""A digest: what an edition says. Chosen, cut and grouped here; each platform lays it out."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import heapify, heappop, heappush
from itertools import chain
from zoneinfo import ZoneInfo

from digests.article import ArticleId
from digests.schedule.edition import Edition
from digests.schedule.schedule import STORIES, Schedule
from digests.stories.story import Score, Story
from digests.topics import ELSEWHERE, TAGGED, Filing, Topic

TOPIC_PRIORITY = 0.5
"""What the first topic's stories gain over those of none: almost a second publisher's worth."""

SURE = 0.3
"""What a story gains under a heading that one of its articles names as its tag, over those that
stand there by words that they use: half of what a second publisher is worth."""

SECOND_STORY = -0.6
"""What a story loses where all who tell it already stand above it: about one publisher's worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A story that an edition could tell, where it is filed, and what it weighs."""

    story: Story
    filings: tuple[Filing, ...] = ()
    score: Score = Score()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A topic of a digest with its stories, best first (never empty)."""

    topic: str
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What is said: sections of stories under a heading.

    *since* and *until* (UTC) are the period, *zone* the reader's; *left_out* counts the stories
    that found no place ("and 14 more"); *edition* is None for `/news latest`.
    """

    heading: str
    since: datetime
    until: datetime
    zone: ZoneInfo
    sections: tuple[Section, ...]
    left_out: int = 0
    next_due: datetime | None = None
    edition: Edition | None = None

    @property
    def stories(self) -> tuple[Story, ...]:
        """Its stories in the order in which they're read."""
        return tuple(chain.from_iterable(s.stories for s in self.sections))

    @property
    def articles(self) -> tuple[ArticleId, ...]:
        """What becomes told when it's enqueued (DESIGN D7)."""
        return tuple(chain.from_iterable(s.articles for s in self.stories))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A digest, and the stories that found no place in it, best first, as they were weighed."""

    digest: Digest
    left_out: tuple[Candidate, ...]


def assemble(
    edition: Edition,
    candidates: Iterable[Candidate],
    topics: Sequence[Topic],
    *,
    told: Container[ArticleId] = (),
) -> Assembly:
    """What *edition* says: stories not told yet, each topic one place first, then by score (D8).

    What stands under none of the topics that the schedule names isn't left out: it was never meant.
    What stands only under topics that are gone from the settings is: nobody can tell any more.
    Where all that the schedule names are gone, it has all that there are.
    Knows no clock, no disk and no chat: everything it weighs is an argument.
    """
    schedule = edition.schedule
    headings = _headings(schedule.topics, topics) or _headings((), topics)
    fresh = [c for c in candidates if not any(a in told for a in c.story.articles)]
    ranked = _ranked(_current(fresh, topics), headings)
    chosen, passed = _cut(ranked, headings, limit=schedule.stories)
    adrift = () if ELSEWHERE in headings else _adrift(fresh, topics)
    left_out = sorted([*(p.candidate for p in passed), *adrift], key=lambda c: -c.score.total)
    digest = Digest(
        heading=schedule.heading,
        since=edition.window.since,
        until=edition.window.until,
        zone=schedule.zone,
        sections=_sections(chosen, headings),
        left_out=len(left_out),
        next_due=edition.next_due,
        edition=edition,
    )
    return Assembly(digest=digest, left_out=tuple(left_out))


def latest(
    candidates: Iterable[Candidate],
    topics: Sequence[Topic],
    *,
    now: datetime,
    zone: ZoneInfo,
    named: Sequence[str] = (),
    topic: str | None = None,
    count: int = STORIES,
) -> Digest:
    """The *count* stories first seen last (DESIGN D16), under *named* topics or, without, all.

    *topic* asks for one heading alone, "Elsewhere" included. Knows nothing of what was told.
    """
    headings = _headings([topic] if topic else named, topics)
    placed = [p for c in _current(candidates, topics) if (p := _placed(c, headings))]
    placed.sort(key=_newest)
    newest = placed[:count]
    return Digest(
        heading=f"Latest: {headings[0]}" if topic and headings else "Latest",
        since=min((p.candidate.story.first_seen for p in newest), default=now),
        until=now,
        zone=zone,
        sections=_sections(newest, headings),
    )


def topics_named(schedules: Iterable[Schedule]) -> tuple[str, ...]:
    """The union of the topics of a channel's schedules; () for all topics, as where one names none.

    In the order in which they're first named.
    """
    named = [s.topics for s in schedules]
    return tuple(dict.fromkeys(chain.from_iterable(named))) if all(named) else ()


def topics_gone(named: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """The topics that a schedule *named* and that aren't among the *known* names (any more)."""
    there = {name.casefold() for name in (*known, ELSEWHERE)}
    return tuple(name for name in named if name.casefold() not in there)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A candidate under its heading, with its rank there (0 is the best)."""

    candidate: Candidate
    heading: str
    rank: int = 0


def _current(candidates: Iterable[Candidate], topics: Sequence[Topic]) -> Iterator[Candidate]:
    """Each story once, without filings under topics that are gone from the settings."""
    known = {t.name for t in topics}
    for candidate in {c.story.id: c for c in candidates}.values():
        yield replace(candidate, filings=tuple(f for f in candidate.filings if f.topic in known))


def _adrift(candidates: Iterable[Candidate], topics: Sequence[Topic]) -> Iterator[Candidate]:
    """Each story that is filed, but only under topics that are gone from the settings, once."""
    known = {t.name for t in topics}
    for candidate in {c.story.id: c for c in candidates}.values():
        if candidate.filings and known.isdisjoint(f.topic for f in candidate.filings):
            yield candidate


def _headings(named: Sequence[str], topics: Sequence[Topic]) -> list[str]:
    """The sections a digest may have, in order, as the settings spell them.

    A name that no topic has (any more) is passed over.
    """
    known = [*(t.name for t in topics), ELSEWHERE]
    spelled = {name.casefold(): name for name in reversed(known)}
    wanted = (spelled.get(name.casefold()) for name in named)
    return list(dict.fromkeys(name for name in wanted if name)) if named else known


def _placed(candidate: Candidate, headings: Sequence[str]) -> _Placed | None:
    """*candidate* under the best of *headings* (ties by order); None where it fits none."""
    scores = {f.topic: f.score for f in candidate.filings} or {ELSEWHERE: 0.0}
    fitting = [h for h in headings if h in scores]
    if not fitting:
        return None
    return _Placed(candidate=candidate, heading=max(fitting, key=scores.__getitem__))


def _ranked(candidates: Iterable[Candidate], headings: Sequence[str]) -> list[_Placed]:
    """All that fit a heading, best first over all headings, with what place and neighbours cost."""
    by_heading: dict[str, list[Candidate]] = {h: [] for h in headings}
    for candidate in candidates:
        if placed := _placed(candidate, headings):
            by_heading[placed.heading].append(candidate)
    ranked = [
        _Placed(candidate=candidate, heading=heading, rank=rank)
        for place, heading in enumerate(headings)
        for rank, candidate in enumerate(
            _queued(_preferred(c, heading, place, len(headings)) for c in by_heading[heading])
        )
    ]
    return sorted(ranked, key=_prominence)


def _preferred(candidate: Candidate, heading: str, place: int, count: int) -> Candidate:
    """*candidate* with what its heading's place adds, and that it surely belongs there."""
    if heading == ELSEWHERE:
        return candidate
    preferred = _with_part(candidate, f"under {heading}", TOPIC_PRIORITY * (1 - place / count))
    surest = max(f.score for f in candidate.filings if f.topic == heading)
    return _with_part(preferred, f"tagged {heading}", SURE) if surest >= TAGGED else preferred


def _queued(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """A section's candidates, best first; the second story of one publisher gives way.

    Who has given way once waits with what is left of its score: what it loses, it loses once.
    """
    waiting = [(*_weight(c), False, c) for c in candidates]
    heapify(waiting)
    heard: set[str] = set()
    while waiting:
        *_, penalised, candidate = heappop(waiting)
        publishers = candidate.story.publishers
        if publishers and not penalised and heard.issuperset(publishers):
            candidate = _with_part(candidate, f"another story of {publishers[0]}", SECOND_STORY)
            heappush(waiting, (*_weight(candidate), True, candidate))
            continue
        yield candidate
        heard.update(publishers)


def _with_part(candidate: Candidate, name: str, value: float) -> Candidate:
    return replace(candidate, score=Score(parts={**candidate.score.parts, name: value}))


def _weight(candidate: Candidate) -> tuple[float, str]:
    """Sort key: best score, then id, so that ties never wobble."""
    return -candidate.score.total, candidate.story.id


def _prominence(placed: _Placed) -> tuple[float, int, str]:
    """Sort key over sections; within one, never against its own order."""
    return -placed.candidate.score.total, placed.rank, placed.candidate.story.id


def _newest(placed: _Placed) -> tuple[float, float, str]:
    """Sort key: first seen last; what arrived together, by score."""
    return -placed.candidate.story.first_seen.timestamp(), *_weight(placed.candidate)


def _cut(
    ranked: Sequence[_Placed], headings: Sequence[str], *, limit: int
) -> tuple[list[_Placed], list[_Placed]]:
    """What is told and what is left out; "Elsewhere" is no topic, so no place is kept for it."""
    best = {p.heading: p for p in reversed(ranked) if p.heading != ELSEWHERE}
    first = [best[h] for h in headings if h in best][:limit]
    reserved = {p.candidate.story.id for p in first}
    rest = [p for p in ranked if p.candidate.story.id not in reserved]
    places = limit - len(first)
    chosen = {p.candidate.story.id for p in rest[:places]} | reserved
    return [p for p in ranked if p.candidate.story.id in chosen], rest[places:]


def _sections(chosen: Iterable[_Placed], headings: Sequence[str]) -> tuple[Section, ...]:
    """The sections that have stories, in the order of *headings*; stories keep their order."""
    stories: dict[str, list[Story]] = {h: [] for h in headings}
    for placed in chosen:
        stories[placed.heading].append(placed.candidate.story)
    return tuple(Section(topic=h, stories=tuple(s)) for h, s in stories.items() if s)
