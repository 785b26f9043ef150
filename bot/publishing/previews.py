"""Previews: the edition that a schedule would have, or had, without issuing it."""

from datetime import UTC, date, datetime, timedelta

from bot.database.ledger import Ledger
from bot.errors import UsageError
from digests.schedule.edition import Edition, extra_key, key_for
from digests.schedule.occurrences import Occurrence, next_occurrence
from digests.schedule.schedule import Schedule

TWO_DAYS = timedelta(days=2)
"""However far a zone is from UTC, a local date begins later than that before its end in UTC."""


class NoEdition(UsageError):
    """The schedule has no edition on that date."""


async def edition_for(
    ledger: Ledger, schedule: Schedule, on: date | None, *, now: datetime, through: int
) -> Edition:
    """The edition of *schedule* *on* a local date as it was issued, else as it would be.

    Without a date, the one that would come out *now* (UTC). Raises NoEdition.
    """
    if on is None:
        return await _now(ledger, schedule, now=now, through=through)
    occurrence = _occurrence(schedule, on)
    key = key_for(schedule, occurrence)
    issued = await ledger.issued(key)
    if issued is not None:
        return issued
    due = occurrence.due
    if due > now:
        window = await ledger.window(schedule, now=now, through=through)
    else:
        window = await ledger.window_between(due - schedule.rhythm.length, due)
    return Edition(
        key=key,
        schedule=schedule,
        due=due,
        window=window,
        next_due=_after(schedule, due),
    )


async def _now(ledger: Ledger, schedule: Schedule, *, now: datetime, through: int) -> Edition:
    return Edition(
        key=extra_key(schedule, 0),  # nobody's: extra editions count from one
        schedule=schedule,
        due=now,
        window=await ledger.window(schedule, now=now, through=through),
        next_due=_after(schedule, now),
    )


def _occurrence(schedule: Schedule, on: date) -> Occurrence:
    """The first occurrence on that date."""
    start = datetime(on.year, on.month, on.day, tzinfo=UTC) - TWO_DAYS
    found = next_occurrence(schedule.rhythm, schedule.zone, after=start)
    while found is not None and found.day < on:
        found = next_occurrence(schedule.rhythm, schedule.zone, after=found.due)
    if found is None or found.day != on:
        following = f"the next after it is on {found.day}" if found else "none comes after it"
        raise NoEdition(f"{schedule.name} has no edition on {on}; {following}")
    return found


def _after(schedule: Schedule, moment: datetime) -> datetime | None:
    found = next_occurrence(schedule.rhythm, schedule.zone, after=moment)
    return None if found is None else found.due
