"""Schedules as rows: what making, editing and removing one does to its memory and its editions."""

from base64 import b32encode
from dataclasses import replace
from datetime import date, datetime, time
from secrets import token_bytes
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.audit import Change, record
from bot.database.definitions import defined, definition, place
from bot.database.edition_rows import pass_over, passed_over
from bot.database.parts import withdraw
from bot.database.tables.publishing import schedules
from digests.schedule.due import Decision, Standing, after_edit, decide
from digests.schedule.schedule import Schedule

Row = Any
"""A row of the schedules table."""

RUNNING, PAUSED = {"paused": "no"}, {"paused": "yes"}
"""What the audit holds of a pause, beside the settings."""

Last = tuple[date, time]
"""The local date and wall time of the last occurrence that was published or passed over."""


async def make(
    db: AsyncConnection, schedule: Schedule, *, from_file: bool, who: str, now: datetime
) -> Schedule:
    """Store a new schedule, its window one rhythm back; gives it with a new id (DESIGN D6)."""
    return await make_as_is(
        db, replace(schedule, id=_new_id()), from_file=from_file, who=who, now=now
    )


async def make_as_is(
    db: AsyncConnection, made: Schedule, *, from_file: bool, who: str, now: datetime
) -> Schedule:
    """Store a new schedule under the id that it has, which must be free."""
    first = after_edit(made, now=now, last=None)
    row: dict[str, Any] = {
        "id": made.id,
        "name": made.name,
        "place": place(made.channel),
        "from_file": from_file,
        "created_at": now,
        "paused_at": now if made.paused else None,
        "next_run_at": first and first.due,
        "birth": made.first_now,
        "window_after": 0 if made.first_now else None,
        "window_since": now - made.rhythm.length,
        "extras": 0,
        "failures": 0,
        "definition": definition(made),
    }
    await db.execute(insert(schedules).values(row))
    await _record(db, made, "added", who=who, now=now, after=row["definition"])
    return made


async def edit(
    db: AsyncConnection, row: Row, wanted: Schedule, *, who: str, now: datetime
) -> Schedule:
    """Give a schedule other settings; its id, told and window stay (DESIGN D13).

    Under another rhythm or zone, and after a pause, what was missed is passed over, and the first
    occurrence is later than *now* and on no date that was published.
    """
    before, after = defined(row.id, row.definition), replace(wanted, id=row.id)
    changes: dict[str, Any] = {"definition": definition(after)}
    if changes["definition"] == row.definition:
        return after
    changes |= {"name": after.name, "place": place(after.channel), "problem": None}
    changes |= {"failures": 0, "retry_at": None}
    what = "changed"
    if before.paused != after.paused:
        what = "paused" if after.paused else "resumed"
        changes["paused_at"] = now if after.paused else None
    if what == "resumed" or (before.rhythm, before.zone.key) != (after.rhythm, after.zone.key):
        why = "the schedule was paused" if before.paused else "it was changed meanwhile"
        changes |= await _begin_anew(db, row, before, after, why=why, now=now)
    await db.execute(update(schedules).where(schedules.c.id == row.id).values(changes))
    was, is_ = (RUNNING | row.definition, RUNNING | changes["definition"])
    if what == "changed":
        was, is_ = row.definition, changes["definition"]
    await _record(db, after, what, who=who, now=now, before=was, after=is_)
    return after


async def pause(db: AsyncConnection, row: Row, *, who: str, now: datetime) -> None:
    """Stop new editions; those that are planned still come."""
    await _set(db, row, paused_at=now)
    schedule = defined(row.id, row.definition)
    before, after = row.definition | RUNNING, row.definition | PAUSED
    await _record(db, schedule, "paused", who=who, now=now, before=before, after=after)


async def resume(db: AsyncConnection, row: Row, *, who: str, now: datetime) -> None:
    """Let editions come again; those of the pause are passed over."""
    schedule = defined(row.id, row.definition)
    anew = await _begin_anew(db, row, schedule, schedule, why="the schedule was paused", now=now)
    await _set(db, row, paused_at=None, **anew)
    before, after = row.definition | PAUSED, row.definition | RUNNING
    await _record(db, schedule, "resumed", who=who, now=now, before=before, after=after)


async def remove(db: AsyncConnection, row: Row, *, who: str, now: datetime) -> None:
    """Take a schedule out; what it hasn't posted yet is cancelled, its memory stays for a while."""
    await _set(db, row, removed_at=now, next_run_at=None, birth=False)
    await withdraw(db, row.id, why="the schedule was removed", now=now)
    await _record(
        db, defined(row.id, row.definition), "removed", who=who, now=now, before=row.definition
    )


async def bring_back(
    db: AsyncConnection, row: Row, wanted: Schedule, *, from_file: bool, who: str, now: datetime
) -> Schedule:
    """Give a removed schedule its place again, with the memory that it had.

    One that was removed before the edition of its birth still gets it, if it's *wanted* so.
    """
    back = replace(wanted, id=row.id)
    first = after_edit(back, now=now, last=last_of(row))
    await _set(
        db,
        row,
        from_file=from_file,
        removed_at=None,
        paused_at=now if back.paused else None,
        next_run_at=first and first.due,
        birth=back.first_now and row.window_after == 0,
        failures=0,
        retry_at=None,
        problem=None,
        name=back.name,
        place=place(back.channel),
        definition=definition(back),
    )
    before, after = row.definition, definition(back)
    await _record(db, back, "brought back", who=who, now=now, before=before, after=after)
    return back


def last_of(row: Row) -> Last | None:
    """What *row* says was published or passed over last."""
    return None if row.last_day is None else (row.last_day, row.last_wall)


def newest(decision: Decision) -> Last | None:
    """The last occurrence that *decision* posts or passes over."""
    found = decision.post or (decision.passed_over[-1] if decision.passed_over else None)
    return None if found is None else (found.day, found.wall_time)


async def _begin_anew(
    db: AsyncConnection, row: Row, before: Schedule, after: Schedule, *, why: str, now: datetime
) -> dict[str, Any]:
    """Pass over what *before* missed; gives the columns with which *after* goes on from *now*."""
    missed = decide(before, Standing(next_due=row.next_run_at, paused=True), now=now)
    gone = passed_over(before, missed.passed_over, why=why, older=missed.older)
    await db.run_sync(pass_over, gone, now=now)
    last = newest(missed) or last_of(row)
    first = after_edit(after, now=now, last=last)
    day, wall_time = last or (None, None)
    return {"next_run_at": first and first.due, "last_day": day, "last_wall": wall_time}


async def _set(db: AsyncConnection, row: Row, **values: Any) -> None:  # noqa: ANN401 - of any column
    await db.execute(update(schedules).where(schedules.c.id == row.id).values(values))


async def _record(
    db: AsyncConnection,
    schedule: Schedule,
    what: str,
    *,
    who: str,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    await record(
        db,
        Change(
            at=now,
            who=who,
            place=place(schedule.channel),
            subject=schedule.id,
            what=what,
            before=before,
            after=after,
        ),
    )


def _new_id() -> str:
    """Eight characters of lower-case base32, by chance: 40 bits."""
    return b32encode(token_bytes(5)).decode().lower()
