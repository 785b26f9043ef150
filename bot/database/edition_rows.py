"""Editions as rows: planned or passed over, each key claimed once and for good."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, literal_column, select

from bot.database import dialects
from bot.database.definitions import defined
from bot.database.rows import chunks
from bot.database.tables.publishing import editions, schedules
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


def plan(db: Connection, some: Sequence[Edition], *, now: datetime) -> None:
    """Claim the keys of *some*, none of which is claimed, with their schedules as they stand."""
    if some:
        db.execute(_PLAN, [_planned(edition, now=now) for edition in some])


def pass_over(db: Connection, some: Iterable[PassedOver], *, now: datetime) -> None:
    """Write down what brings no edition; a key that was claimed before stays as it is."""
    rows = [
        _row(one.key, one.schedule, due=one.due, now=now) | {"problem": one.why} for one in some
    ]
    if rows:
        passing = dialects.insert(db, editions).values(_new(PASSED_OVER)).on_conflict_do_nothing()
        db.execute(passing, rows)


def _new(state: str) -> dict[str, Any]:
    """What is alike in all new rows in that *state*, in the statement: none of it is bound.

    The definition is the schedule's own, copied as it's written; its schedule is the row's *of*.
    """
    none: ColumnElement[int] = literal_column("0")
    its_own = select(schedules.c.definition).where(schedules.c.id == bindparam("of"))
    return {
        "schedule": bindparam("of"),
        "state": literal_column(f"'{state}'"),
        "stories": none,
        "carried": none,
        "passed_over": none,
        "failures": none,
        "definition": its_own.scalar_subquery(),
    }


_PLAN = insert(editions).values(_new(PLANNED))


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


def _planned(edition: Edition, *, now: datetime) -> dict[str, Any]:
    window = edition.window
    return _row(edition.key, edition.schedule, due=edition.due, now=now) | {
        "next_due": edition.next_due,
        "window_after": window.after,
        "window_through": window.through,
        "since": window.since,
        "until": window.until,
    }


def _row(key: EditionKey, schedule: Schedule, *, due: datetime, now: datetime) -> dict[str, Any]:
    return {
        "of": schedule.id,
        "key": str(key),
        "kind": key.kind.value,
        "due": due,
        "issued_at": now,
        "channel": str(schedule.channel),
        "on_unknown": schedule.on_unknown.value,
    }
