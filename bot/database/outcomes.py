"""What became of each edition, told from its parts, for whoever reads the ledger."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.edition_rows import ENQUEUED
from bot.database.parts import OPEN, State
from bot.database.tables.publishing import editions, parts, schedules
from digests.schedule.edition import Window

POSTED = "posted"

WORST_FIRST = (State.FAILED, State.SKIPPED, State.CANCELLED)
"""What an edition is called where some of its parts were posted and some ended otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRecord:
    """A line of the ledger; datetimes in UTC.

    *state* is planned, enqueued, posted, empty, held, failed, skipped, cancelled or passed-over,
    *why* says the reason where there's one. *window* is None where nothing was issued. *parts* and
    *posted* count messages, the others stories: told, carried to the next edition, passed over.
    """

    key: str
    schedule: str
    kind: str
    state: str
    channel: str
    due: datetime
    window: Window | None
    issued_at: datetime
    posted_at: datetime | None
    parts: int
    posted: int
    stories: int
    carried: int
    passed_over: int
    why: str | None


async def records(
    db: AsyncConnection, of: Collection[str], since: datetime | None
) -> tuple[EditionRecord, ...]:
    """The ledger's lines, oldest due first; *of* some schedules, by their ids, else of all."""
    mine = _chosen(select(editions, schedules.c.name), of, since)
    rows = (await db.execute(mine.order_by(editions.c.due, editions.c.key))).all()
    counted = _chosen(
        select(
            parts.c.edition,
            parts.c.state,
            func.count().label("parts"),
            func.max(parts.c.sent_at).label("sent_at"),
            func.min(parts.c.problem).label("problem"),
        ).join(editions, editions.c.key == parts.c.edition),
        of,
        since,
    ).group_by(parts.c.edition, parts.c.state)
    by_edition: dict[str, list[Any]] = {}
    for row in (await db.execute(counted)).all():
        by_edition.setdefault(row.edition, []).append(row)
    return tuple(_record(row, by_edition.get(row.key, ())) for row in rows)


def outcome(state: str, counts: Mapping[str, int]) -> str:
    """What an edition in *state* is called, whose parts stand in *counts* (number by state)."""
    if state != ENQUEUED or not counts:
        return state
    if State.HELD in counts:
        return State.HELD
    if any(one in counts for one in OPEN):
        return ENQUEUED
    return next((one for one in WORST_FIRST if one in counts), POSTED)


def _chosen(query: Select[Any], of: Collection[str], since: datetime | None) -> Select[Any]:
    query = query.join(schedules, schedules.c.id == editions.c.schedule)
    if of:
        query = query.where(editions.c.schedule.in_(of))
    if since is not None:
        query = query.where(editions.c.due >= since)
    return query


def _record(row: Any, counted: Sequence[Any]) -> EditionRecord:  # noqa: ANN401 - rows
    counts = {one.state: one.parts for one in counted}
    return EditionRecord(
        key=row.key,
        schedule=row.name,
        kind=row.kind,
        state=outcome(row.state, counts),
        channel=row.channel,
        due=row.due,
        window=_window(row),
        issued_at=row.issued_at,
        posted_at=max((one.sent_at for one in counted if one.sent_at), default=None),
        parts=sum(counts.values()),
        posted=counts.get(State.SENT, 0),
        stories=row.stories,
        carried=row.carried,
        passed_over=row.passed_over,
        why=row.problem or _why(counted),
    )


def _window(row: Any) -> Window | None:  # noqa: ANN401 - a row
    if row.window_through is None:
        return None
    return Window(
        after=row.window_after, through=row.window_through, since=row.since, until=row.until
    )


def _why(counted: Iterable[Any]) -> str | None:
    return next((one.problem for one in counted if one.problem), None)
