"""Every zone, every day from 2020 to 2037, every half hour: exactly one edition for each date."""

import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from multiprocessing import get_context
from zoneinfo import ZoneInfo

import numpy as np

from digests.schedule.days import WEEKDAYS
from digests.schedule.grammar import parse_rhythm
from digests.schedule.occurrences import Occurrence, occurrences
from digests.schedule.rhythm import Rhythm
from tests.digests.schedule.clock_changes import FIRST_YEAR, HALF_HOURS, LAST_YEAR, ONE_DAY
from tests.torture.outcome import Outcome, say
from tests.torture.zones import (
    EPOCH,
    MINUTE,
    Spans,
    dates,
    days,
    different,
    instants,
    there_are,
    weekdays_of,
)

FIRST, LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
FORMS = (
    ("day at {at}", None),
    ("cron {minute} {hour} * * *", None),
    *((f"{name} at {{at}}", number) for number, name in enumerate(WEEKDAYS)),
)
"""Rhythms, each with the weekday that it names."""

SAID_EVERY = 10


def checked(name: str, its: Spans, first: date, last: date) -> int:
    """How many occurrences of the zone *name* came from *first* to *last*, each on its date, once.

    Raises AssertionError at the first that doesn't. *its* clocks say when each is to come.
    """
    zone, every = ZoneInfo(name), there_are(its, days(first, last))
    on, weekdays = np.array(dates(every), dtype=object), weekdays_of(every)
    count = 0
    for at in HALF_HOURS:
        dues = instants(its, every, at)
        for rhythm, weekday in _rhythms(at):
            named = slice(None) if weekday is None else weekdays == weekday
            found = list(_between(rhythm, zone, first, last))
            where = f"{rhythm}, {name}"
            _compare(where, [one.day for one in found], on[named].tolist())
            _compare(where, [one.due for one in found], dues[named].tolist())
            count += len(found)
    return count


@cache
def _rhythms(at: time) -> list[tuple[Rhythm, int | None]]:
    words = {"at": f"{at:%H:%M}", "hour": at.hour, "minute": at.minute}
    return [(parse_rhythm(form.format(**words)), weekday) for form, weekday in FORMS]


def _compare(where: str, found: list, wanted: list) -> None:
    if found != wanted:
        first = next(((f, w) for f, w in zip(found, wanted, strict=False) if f != w), None)
        raise AssertionError(f"{where}: {len(found)} for {len(wanted)}, first other: {first}")


def _between(rhythm: Rhythm, zone: ZoneInfo, first: date, last: date) -> Iterator[Occurrence]:
    """Those of the local dates *first* to *last*."""
    begin = datetime.combine(first - 2 * ONE_DAY, time(), tzinfo=UTC)
    end = datetime.combine(last + 3 * ONE_DAY, time(), tzinfo=UTC)
    for occurrence in occurrences(rhythm, zone, after=begin, until=end):
        if first <= occurrence.day <= last:
            yield occurrence


def kinds() -> list[tuple[str, Spans, date]]:
    """A zone and a day for each kind of change: by how much, at what time, on what weekday."""
    found: dict[tuple[int, int, time, int], tuple[str, Spans, date]] = {}
    for name, its in different(FIRST, LAST).items():
        for before, after in pairwise(its):
            shown = EPOCH + (before.end + before.ahead) * MINUTE
            kind = (before.ahead, after.ahead, shown.time(), shown.weekday())
            found.setdefault(kind, (name, its, shown.date()))
    return list(found.values())


def around_each_kind() -> Outcome:
    """The days around each kind of change: alike ones are looked at once."""
    every = kinds()
    around = timedelta(days=3)
    count = sum(checked(name, its, day - around, day + around) for name, its, day in every)
    return _outcome(f"{len(every)} kinds of clock changes, the days around", count)


def every_day(processes: int = 2) -> Outcome:
    """Every day of eighteen years, in every zone that differs from the others."""
    every = different(FIRST, LAST)
    count = 0
    with get_context("spawn").Pool(
        processes, signal.signal, (signal.SIGINT, signal.SIG_IGN)
    ) as pool:
        for done, some in enumerate(pool.imap_unordered(_eighteen_years, every.items()), start=1):
            count += some
            if done % SAID_EVERY == 0:
                say(f"{done} of {len(every)} zones, {count:,} occurrences")
    return _outcome(f"every day of {FIRST_YEAR}–{LAST_YEAR} in {len(every)} zones", count)


def _eighteen_years(zone: tuple[str, Spans]) -> int:
    return checked(*zone, FIRST, LAST)


def _outcome(what: str, count: int) -> Outcome:
    must = "one edition for each local date that there is"
    what = f"{what}, {len(HALF_HOURS)} half hours, daily, cron and weekly on each weekday"
    return Outcome(
        what, must, f"{count:,} occurrences checked, each as it should be", passed=count > 0
    )
