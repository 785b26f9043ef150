"""What has come due: which occurrence is posted, which are passed over, when the next comes.

Pure decisions (DESIGN D5, D9, D13): the caller brings the time and writes down the answer.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from digests.schedule.occurrences import Occurrence, instant, next_occurrence, occurrences
from digests.schedule.schedule import CatchUp, Schedule


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

    *next_due* (UTC) is later than the time of the decision; None where nothing comes any more.
    """

    post: Occurrence | None = None
    passed_over: tuple[Occurrence, ...] = ()
    next_due: datetime | None = None


def decide(schedule: Schedule, standing: Standing, *, now: datetime) -> Decision:
    """What becomes at *now* of everything that has come due since *standing*.

    At most one is posted, under its own key: the newest, if it's late by no more than the grace or
    the schedule catches up. All the others are passed over; their windows go into the next edition.
    """
    if standing.next_due is None or standing.next_due > now:
        return Decision(next_due=standing.next_due)
    rhythm, zone = schedule.rhythm, schedule.zone
    just_before = standing.next_due - datetime.resolution
    came = tuple(occurrences(rhythm, zone, after=just_before, until=now))
    coming = next_occurrence(rhythm, zone, after=now)
    next_due = coming.due if coming else None
    if not came:  # the zone's rules have changed since next_due was reckoned
        return Decision(next_due=next_due)
    newest = came[-1]
    if standing.paused or not _still_posted(schedule, newest, next_due, now):
        return Decision(passed_over=came, next_due=next_due)
    return Decision(post=newest, passed_over=came[:-1], next_due=next_due)


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
