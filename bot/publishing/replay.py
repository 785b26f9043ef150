"""A time machine: what would have been published, on a clock of its own, without posting it.

The real press works on a real ledger, in a database that's thrown away; only the clock is made up,
and articles appear when they were published, else first seen. Their stories are those of today,
told by what had appeared by then.
"""

from bisect import bisect_right
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bot.chat import Payload, Renderer
from bot.database.appearances import Appearance, appearances, trace
from bot.database.archive import Archive
from bot.database.engine import Database, open_database
from bot.database.ledger import Ledger
from bot.database.outcomes import EditionRecord
from bot.database.replays import copy, leave_out, look_on, payloads_since
from bot.database.tellings import without
from bot.publishing.press import Press
from bot.ticker import Ticker, Work
from digests.article import ArticleId
from digests.digest import Candidate
from digests.schedule.channel import PLATFORMS
from digests.schedule.edition import Edition, EditionKey, Kind
from digests.schedule.schedule import Schedule
from digests.stories.ranking import score
from digests.topics import Topic

log = structlog.get_logger(__name__)

A_DAY = timedelta(days=1)

EARLIEST_ZONE = timedelta(hours=14)
LATEST_ZONE = timedelta(hours=12)
"""How far a local date begins before it does in UTC, and how far it ends after that."""

LOOKED_BACK = timedelta(days=40)
"""A schedule's first window begins one rhythm back: a month at most, and what was carried."""

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with an unguessable name is made there
"""Where there's such a place, nobody waits for the disk: a replay needn't last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """An edition that would have been, and its messages as they were worded."""

    key: EditionKey
    record: EditionRecord
    payloads: tuple[Payload, ...]


class MovedClock:
    """A clock that is where it was moved to."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The instant that it was moved to last."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Go on to *moment*, never back."""
        self._now = max(self._now, moment)


class Unwound(Ticker):
    """A ticker that wakes nobody: whoever replays asks the database what is next."""

    def wake_at(self, due: datetime, work: Work, *, name: str) -> None:
        """Nothing, on purpose."""

    def forget(self, name: str) -> None:
        """Nothing, on purpose."""


class Past:
    """The newsroom as it was at each moment of the clock; a `Candidates` for the press."""

    def __init__(self, archive: Archive, some: Sequence[Appearance], clock: MovedClock) -> None:
        self._archive = archive
        self._clock = clock
        self._order = some
        self._moments = [one.moment for one in some]
        self._number = {one.article: n for n, one in enumerate(some, start=1)}

    async def through(self) -> int:
        """How many had appeared by now."""
        return bisect_right(self._moments, self._clock.now())

    async def caught_up(self, through: int) -> None:
        """What had appeared is filed."""

    async def file_under(self, topics: Sequence[Topic]) -> None:
        """It's filed as it was."""

    async def candidates(
        self, edition: Edition, carried: Collection[ArticleId]
    ) -> Sequence[Candidate]:
        """The stories of the window and the carried ones, as they were told by its end."""
        window = edition.window
        new = [one.article for one in self._order[window.after : window.through]]
        filed = await self._archive.candidates(0, 0, (*new, *carried))
        found = []
        for one in filed:
            told = one.story.articles
            later = [a for a in told if self._number.get(a, 0) > window.through]
            if story := without(one.story, later):
                weight = score(story, now=edition.due, length=edition.schedule.rhythm.length)
                found.append(Candidate(story=story, filings=one.filings, score=weight))
        return found


@asynccontextmanager
async def scratch() -> AsyncIterator[Database]:
    """A database of its own, to be thrown away."""
    memory = str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None  # noqa: ASYNC240
    with TemporaryDirectory(prefix="broadsheet-replay-", dir=memory) as folder:
        async with open_database(f"sqlite:///{Path(folder)}/scratch.sqlite3") as database:
            yield database


async def replay(
    real: Database,
    schedules: Iterable[Schedule],
    topics: Sequence[Topic],
    render: Renderer,
    *,
    first: date,
    last: date,
) -> AsyncGenerator[Replayed]:
    """The editions of *schedules* for their local dates *first* to *last*, in order of their time.

    Those of one moment come in order of their keys, which begin with the schedules' own ids. They
    are told a day at a time. A schedule that can't be decided is left out from then on, as the log
    says; the others go on.
    """
    start = datetime.combine(first, time(), tzinfo=UTC) - EARLIEST_ZONE - timedelta(minutes=1)
    end = datetime.combine(last, time.max, tzinfo=UTC) + LATEST_ZONE
    some = await real.consult(appearances, start - LOOKED_BACK)
    clock = MovedClock(start)
    async with scratch() as database:
        await database.change(trace, some)
        await copy(database, schedules, now=start)
        newsroom, renderers = Past(Archive(real), some, clock), dict.fromkeys(PLATFORMS, render)
        press = Press(database, newsroom, renderers, topics, Unwound(), clock)
        soon: datetime | None = start
        told = start
        while soon is not None and soon <= end:
            if soon - told >= A_DAY:
                for one in await _between(database, told, soon):
                    if first <= _date_of(one) <= last:
                        yield one
                told = soon
            clock.move_to(soon)
            await press.issue_due()
            soon = await _next_after(database, soon)
        for one in await _between(database, told, end + A_DAY):
            if first <= _date_of(one) <= last:
                yield one


async def _next_after(database: Database, now: datetime) -> datetime | None:
    """When something is due next; what couldn't be decided by *now* isn't any more."""
    soon, stuck = await database.consult(look_on, now)
    if stuck:
        await database.change(leave_out, now)
    for name, why in stuck.items():
        log.warning("schedule left out", schedule=name, since=now.isoformat(), reason=why)
    return soon


async def _between(database: Database, since: datetime, before: datetime) -> list[Replayed]:
    """What was due from *since* on and before then; of one moment, a birth comes first."""
    found = await Ledger(database).editions(since=since)
    payloads = await database.consult(payloads_since, since)
    records = [record for record in found if record.due < before]
    records.sort(key=lambda record: (record.due, record.kind == Kind.REGULAR, record.key))
    return [
        Replayed(
            key=EditionKey.parse(record.key),
            record=record,
            payloads=payloads.get(record.key, ()),
        )
        for record in records
    ]


def _date_of(one: Replayed) -> date:
    """The local date that its key names; that of a birth in UTC."""
    return one.key.day or one.record.due.date()
