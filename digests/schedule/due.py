"""What has come due: which occurrence is posted, which are passed over, when the next comes.

Pure decisions (DESIGN D5, D9, D13): the caller brings the time and writes down the answer.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile

from digests.schedule.occurrences import Occurrence, instant, next_occurrence
from digests.schedule.schedule import CatchUp, Schedule

MOST_LISTED = 1_000
"""How many occurrences one decision names: a silent year of every five minutes has 105,000, and
they would keep the loop for seconds."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a schedule has come.

    *next_due* (UTC) is when its next undecided occurrence is due; None if it has none. While
    *paused* nothing is posted; decide once more with it at the end of a pause, so that what came
    meanwhile is passed over.
    """

    next_due: datetime | None
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """*post* is to be posted now, *passed_over* (oldest first) only written down.

    *older* is about how many were passed over before those: after a long silence of a dense rhythm
    only the newest are named. *next_due* (UTC) is later than the time of the decision; None where
    nothing comes any more.
    """

    post: Occurrence | None = None
    passed_over: tuple[Occurrence, ...] = ()
    older: int = 0
    next_due: datetime | None = None


def decide(schedule: Schedule, standing: Standing, *, now: datetime) -> Decision:
    """What becomes at *now* of everything that has come due since *standing*.

    At most one is posted, under its own key: the newest, if it's late by no more than the grace or
    the schedule catches up. All the others are passed over; their windows go into the next edition.
    """
    if standing.next_due is None or standing.next_due > now:
        return Decision(next_due=standing.next_due)
    came, older, coming = _came(schedule, standing.next_due, now)
    next_due = coming.due if coming else None
    if not came:  # the zone's rules have changed since next_due was reckoned
        return Decision(next_due=next_due)
    newest = came[-1]
    if standing.paused or not _still_posted(schedule, newest, next_due, now):
        return Decision(passed_over=came, older=older, next_due=next_due)
    return Decision(post=newest, passed_over=came[:-1], older=older, next_due=next_due)


def after_edit(
    schedule: Schedule, *, now: datetime, last: tuple[date, time] | None
) -> Occurrence | None:
    """The first occurrence later than *now* that doesn't publish a local date again.

    *last* is the local date and wall time that was published last, under whatever rhythm and zone.
    With several times a day, later times than that remain on its date. The same after a restart,
    which may have brought new rules for the zone, and for a schedule that comes back.
    """
    found = next_occurrence(schedule.rhythm, schedule.zone, after=now)
    while found is not None and last is not None and _has_been(schedule, found, *last):
        found = next_occurrence(schedule.rhythm, schedule.zone, after=found.due)
    return found


def _came(
    schedule: Schedule, since: datetime, now: datetime
) -> tuple[tuple[Occurrence, ...], int, Occurrence | None]:
    """The newest that came from *since* to *now*, about how many before, and the first to come."""
    since, older = _late_enough(schedule, since, now)
    came: list[Occurrence] = []
    found = next_occurrence(schedule.rhythm, schedule.zone, after=since - datetime.resolution)
    while found is not None and found.due <= now:
        came.append(found)
        found = next_occurrence(schedule.rhythm, schedule.zone, after=found.due)
    return tuple(came[-MOST_LISTED:]), older + max(0, len(came) - MOST_LISTED), found


def _late_enough(schedule: Schedule, since: datetime, now: datetime) -> tuple[datetime, int]:
    """From when on a few more than MOST_LISTED came until *now*, and how many did before.

    Dates are counted, so that a clock change in between may make it a few more.
    """
    times, zone = schedule.rhythm.times, schedule.zone
    if (now - since) / ONE_DAY * len(times) <= MOST_LISTED:
        return since, 0
    begun, ended = since.astimezone(zone), now.astimezone(zone).date()
    coming = schedule.rhythm.days.dates_from(begun.date())
    dates = list(takewhile(lambda day: day <= ended, coming))
    passed = len(dates) - MOST_LISTED // len(times) - 2
    if passed <= 0:
        return since, 0
    before = bisect_left(times, begun.time()) if dates[0] == begun.date() else 0
    start = datetime.combine(dates[passed], time.min, tzinfo=zone)
    return start.astimezone(UTC), passed * len(times) - before


def _still_posted(
    schedule: Schedule, newest: Occurrence, next_due: datetime | None, now: datetime
) -> bool:
    until_next = next_due - newest.due if next_due else schedule.rhythm.length
    late = now - newest.due
    return late <= schedule.rhythm.grace(until_next) or schedule.catch_up is CatchUp.LATEST


def _has_been(schedule: Schedule, found: Occurrence, day: date, wall_time: time) -> bool:
    """Whether *found* isn't later than *wall_time* on *day*, as the schedule's zone reads it now.

    As an instant, since a gap can move one time of a date past a later one.
    """
    reached = instant(day, wall_time, schedule.zone)
    if reached is None or not schedule.rhythm.several:
        return found.day <= day
    return found.due <= reached
