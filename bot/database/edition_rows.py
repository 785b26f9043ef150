"""Editions as rows: planned or passed over, each key claimed once and for good."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.definitions import defined, definition
from bot.database.dialects import insert
from bot.database.tables.publishing import editions
from digests.schedule.edition import Edition, EditionKey, Window, key_for
from digests.schedule.occurrences import Occurrence
from digests.schedule.schedule import Schedule

PLANNED = "planned"
ENQUEUED = "enqueued"
EMPTY = "empty"
PASSED_OVER = "passed-over"
CANCELLED = "cancelled"


async def plan(db: AsyncConnection, edition: Edition, *, now: datetime) -> bool:
    """Claim *edition*'s key; False, and nothing is changed, where it was claimed before."""
    window = edition.window
    row = _row(edition.key, edition.schedule, due=edition.due, state=PLANNED, now=now) | {
        "next_due": edition.next_due,
        "window_after": window.after,
        "window_through": window.through,
        "since": window.since,
        "until": window.until,
    }
    claimed = insert(db, editions).values(row).on_conflict_do_nothing().returning(editions.c.key)
    return await db.scalar(claimed) is not None


async def pass_over(
    db: AsyncConnection,
    schedule: Schedule,
    occurrences: Iterable[Occurrence],
    *,
    why: str,
    now: datetime,
    older: int = 0,
) -> None:
    """Write down that *occurrences* bring no edition of *schedule*, and *why*, for people.

    The reason of the first counts the *older* ones that aren't among them.
    """
    rows = [
        _row(key_for(schedule, o), schedule, due=o.due, state=PASSED_OVER, now=now)
        | {"problem": why}
        for o in occurrences
    ]
    if older:
        rows[0]["problem"] = f"{why}; about {older:,} before it were passed over too"
    if rows:
        await db.execute(insert(db, editions).on_conflict_do_nothing(), rows)


def edition_of(row: Any) -> Edition:  # noqa: ANN401 - a row has the columns of its query
    """The planned edition that *row* holds, with its schedule as it stood when it was issued."""
    return Edition(
        key=EditionKey.parse(row.key),
        schedule=defined(row.schedule, row.definition),
        due=row.due,
        window=Window(
            after=row.window_after,
            through=row.window_through,
            since=row.since,
            until=row.until,
        ),
        next_due=row.next_due,
    )


def _row(
    key: EditionKey, schedule: Schedule, *, due: datetime, state: str, now: datetime
) -> dict[str, Any]:
    return {
        "key": str(key),
        "schedule": schedule.id,
        "kind": key.kind.value,
        "state": state,
        "due": due,
        "issued_at": now,
        "stories": 0,
        "carried": 0,
        "passed_over": 0,
        "failures": 0,
        "channel": str(schedule.channel),
        "on_unknown": schedule.on_unknown.value,
        "definition": definition(schedule),
    }
