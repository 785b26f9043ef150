"""Five fields as in crontab: the only module that knows them, and the library that walks them.

The library sees naive local time alone: zones and clock changes are ours (`occurrences`).
"""

import dataclasses
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from typing import cast

from cronsim import CronSim, CronSimError

from digests.quoting import quoted

FIELDS = {
    "minute": "0 to 59",
    "hour": "0 to 23",
    "day of the month": "1 to 31",
    "month": "1 to 12 or jan to dec",
    "day of the week": "0 to 7, Sunday is both, or mon to sun",
}

SOON = 3
"""Dates that are looked at to find what comes next: today's may be over, and a gap may follow."""

_ONE_DAY = timedelta(days=1)
_A_MONDAY = datetime(2024, 1, 1)  # noqa: DTZ001 -- naive local time, on purpose
_LONGEST_FIELD = 200
_FIFTY_TWO_WEEKS = 364
_YEAR = timedelta(days=365)


class CrontabError(ValueError):
    """The line is no crontab rhythm; the message says which part of it isn't."""


@dataclasses.dataclass(frozen=True, slots=True)
class Crontab:
    """The dates that the last three fields of *line* name, and the *times* that the first two do.

    As in Vixie's cron, a day of the month and a day of the week that are both given mean either.
    """

    line: str
    times: tuple[time, ...] = dataclasses.field(init=False, repr=False, compare=False)
    length: timedelta = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        line = " ".join(self.line.lower().split())
        _check(line)
        object.__setattr__(self, "line", line)
        object.__setattr__(self, "times", _times(line))
        object.__setattr__(self, "length", self._average())

    def dates_from(self, day: date) -> Iterator[date]:
        """The named dates, ascending, from *day* on; ends where fifty years name none."""
        soon = _soon(_days_of(self.line), day)
        yield from soon
        if len(soon) == SOON:
            yield from _dates(_days_of(self.line), soon[-1] + _ONE_DAY)

    def _average(self) -> timedelta:
        first = _A_MONDAY.date()
        if next(self.dates_from(first), None) is None:
            raise CrontabError(f'"{self.line}" never comes: no month has that day')
        end = first + timedelta(days=_FIFTY_TWO_WEEKS)
        named = sum(1 for _ in takewhile(lambda day: day < end, self.dates_from(first)))
        return timedelta(days=_FIFTY_TWO_WEEKS // named) if named else _YEAR

    def __str__(self) -> str:
        return f"cron {self.line}"


def _check(line: str) -> None:
    fields = line.split()
    if len(fields) != len(FIELDS):
        raise CrontabError(f"a cron line has five fields ({', '.join(FIELDS)}), not {len(fields)}")
    for place, (name, allowed) in enumerate(FIELDS.items()):
        if not _fits(fields[place], place):
            raise CrontabError(f"{quoted(fields[place])} is no {name} ({allowed})")
    try:
        _walk(line, _A_MONDAY)
    except CronSimError:  # each field is right: only their days contradict each other
        raise CrontabError(f"{quoted(line)} never comes: no month has that day") from None


def _fits(field: str, place: int) -> bool:
    alone = ["*"] * len(FIELDS)
    alone[place] = field
    try:
        _walk(" ".join(alone), _A_MONDAY)
    except CronSimError:
        return False
    return len(field) <= _LONGEST_FIELD


def _times(line: str) -> tuple[time, ...]:
    minute, hour = line.split()[:2]
    a_day = takewhile(
        lambda moment: moment.date() == _A_MONDAY.date(),
        _walk(f"{minute} {hour} * * *", _A_MONDAY),
    )
    return tuple(moment.time() for moment in a_day)


def _days_of(line: str) -> str:
    return " ".join(line.split()[2:])


@lru_cache(maxsize=8192)
def _soon(days: str, day: date) -> tuple[date, ...]:
    """The next few dates, remembered: more is seldom wanted, and others want the same."""
    found: list[date] = []
    with suppress(OverflowError):  # Python's calendar ends with the year 9999
        found.extend(islice(_dates(days, day), SOON))
    return tuple(found)


def _dates(days: str, day: date) -> Iterator[date]:
    """The dates that *days* (three fields) name, from *day* on."""
    return (moment.date() for moment in _walk(f"0 0 {days}", day))


def _walk(line: str, day: date) -> Iterator[datetime]:
    """Naive local moments that *line* names, from the beginning of *day* on."""
    before = datetime(day.year, day.month, day.day) - timedelta(seconds=1)  # noqa: DTZ001
    return cast("Iterator[datetime]", CronSim(line, before))
