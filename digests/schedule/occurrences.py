"""When a rhythm comes in a zone: local dates and wall-clock times, turned into instants.

What names an occurrence is its local date and wall time, never its instant: so a clock change
neither loses one nor brings one twice.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.schedule.rhythm import Rhythm

_ONE_DAY = timedelta(days=1)
"""No zone ever moved its clocks by more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A rhythm's *wall_time* on the local date *day*, which comes at the instant *due* (UTC)."""

    day: date
    wall_time: time
    due: datetime


def next_occurrence(rhythm: Rhythm, zone: ZoneInfo, *, after: datetime) -> Occurrence | None:
    """The first occurrence later than *after*; None where the calendar ends before.

    In a spring gap the time moves on by the gap; in an autumn overlap the first of the two counts;
    a date that the zone skips has none. Of several on one instant the earliest named is it.
    """
    if after.tzinfo is None:
        raise ValueError("after needs a time zone")
    try:
        return _first(rhythm, zone, after)
    except OverflowError:  # Python's calendar ends with the year 9999
        return None


def occurrences(
    rhythm: Rhythm, zone: ZoneInfo, *, after: datetime, until: datetime
) -> Iterator[Occurrence]:
    """The occurrences later than *after* and not than *until*, in the order of their instants."""
    occurrence = next_occurrence(rhythm, zone, after=after)
    while occurrence is not None and occurrence.due <= until:
        yield occurrence
        occurrence = next_occurrence(rhythm, zone, after=occurrence.due)


def instant(day: date, wall_time: time, zone: ZoneInfo) -> datetime | None:
    """When *zone*'s clocks show *wall_time* on *day*, in UTC; None for a date that it skips.

    The first of two; where a gap leaves the time out, as much later as the gap is long.
    """
    due = datetime.combine(day, wall_time, tzinfo=zone).astimezone(UTC)
    return None if _moves(day, wall_time, zone, due) and _skips(zone, day) else due


def _first(rhythm: Rhythm, zone: ZoneInfo, after: datetime) -> Occurrence | None:
    found: Occurrence | None = None
    for day, wall_time in _named(rhythm, _before(zone, after)):
        due = instant(day, wall_time, zone)
        if due is None or due <= after:
            continue
        if found is None or due < found.due:
            found = Occurrence(day=day, wall_time=wall_time, due=due)
        if not _moves(
            day, wall_time, zone, due
        ):  # only what moves on can be overtaken by later names
            return found
    return found


def _moves(day: date, wall_time: time, zone: ZoneInfo, due: datetime) -> bool:
    shown = due.astimezone(zone)
    return shown.time() != wall_time or shown.date() != day


def _skips(zone: ZoneInfo, day: date) -> bool:
    """Whether no instant is on *day*: then its beginning moves on past it, its end back before it.

    (Samoa had no 30 December 2011. A gap at midnight alone skips nothing.)
    """
    begins = datetime.combine(day, time.min, tzinfo=zone)
    ends = datetime.combine(day, time.max, tzinfo=zone).replace(fold=1)
    return all(edge.astimezone(UTC).astimezone(zone).date() != day for edge in (begins, ends))


def _before(zone: ZoneInfo, after: datetime) -> datetime:
    """A local time (naive) before which nothing named comes later than *after*.

    That is the local time of *after*, except for what a gap has just moved on past it.
    """
    local = after.astimezone(zone)
    a_day_ago = (after.astimezone(UTC) - _ONE_DAY).astimezone(zone)
    moved = local.utcoffset() != a_day_ago.utcoffset()
    return local.replace(tzinfo=None) - (_ONE_DAY if moved else timedelta(0))


def _named(rhythm: Rhythm, start: datetime) -> Iterator[tuple[date, time]]:
    """The dates and times that *rhythm* names, ascending, from the local time *start* on."""
    for day in rhythm.days.dates_from(start.date()):
        skip = bisect_left(rhythm.times, start.time()) if day == start.date() else 0
        for wall_time in rhythm.times[skip:]:
            yield day, wall_time
