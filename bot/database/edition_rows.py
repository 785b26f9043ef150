"""Editions as rows: planned or passed over, each key claimed once and for good."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.database.definitions import Definition, defined, definition
from bot.database.dialects import insert
from bot.database.rows import chunks
from bot.database.tables.publishing import editions
from digests.schedule.edition import Edition, EditionKey, Window, key_for
from digests.schedule.occurrences import Occurrence
from digests.schedule.schedule import Schedule

PLANNED = "planned"
ENQUEUED = "enqueued"
EMPTY = "empty"
PASSED_OVER = "passed-over"
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """An occurrence that brings no edition, and why."""

    key: EditionKey
    schedule: Schedule
    due: datetime
    why: str


def claimed(db: Connection, keys: Iterable[EditionKey]) -> set[EditionKey]:
    """Those of *keys* that an edition has, or that were passed over: they bring no other."""
    found: set[EditionKey] = set()
    for some in chunks([str(key) for key in keys]):
        found.update(EditionKey.parse(key) for key in db.scalars(_CLAIMED, {"keys": some}))
    return found


_CLAIMED = select(editions.c.key).where(editions.c.key.in_(bindparam("keys", expanding=True)))


def plan(db: Connection, some: Sequence[tuple[Edition, Definition]], *, now: datetime) -> None:
    """Claim the keys of *some*, none of which is claimed, with their schedules as they stand."""
    if some:
        db.execute(insert(db, editions), [_planned(*one, now=now) for one in some])


def pass_over(db: Connection, some: Iterable[PassedOver], *, now: datetime) -> None:
    """Write down what brings no edition; a key that was claimed before stays as it is."""
    rows = [
        _row(passed.key, passed.schedule, due=passed.due, state=PASSED_OVER, now=now)
        | {"problem": passed.why, "definition": definition(passed.schedule)}
        for passed in some
    ]
    if rows:
        db.execute(insert(db, editions).on_conflict_do_nothing(), rows)


def passed_over(
    schedule: Schedule, occurrences: Sequence[Occurrence], *, why: str, older: int = 0
) -> list[PassedOver]:
    """*occurrences* as what brings no edition of *schedule*, and *why*, for people.

    The reason of the first counts the *older* ones that aren't among them.
    """
    also = f"{why}; about {older:,} before it were passed over too"
    return [
        PassedOver(
            key=key_for(schedule, one),
            schedule=schedule,
            due=one.due,
            why=also if older and not n else why,
        )
        for n, one in enumerate(occurrences)
    ]


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


def _planned(edition: Edition, written: Definition, *, now: datetime) -> dict[str, Any]:
    window = edition.window
    return _row(edition.key, edition.schedule, due=edition.due, state=PLANNED, now=now) | {
        "definition": written,
        "next_due": edition.next_due,
        "window_after": window.after,
        "window_through": window.through,
        "since": window.since,
        "until": window.until,
    }


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
    }
