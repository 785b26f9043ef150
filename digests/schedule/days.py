"""Which dates a rhythm names: rules on a calendar without clock and zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In the order of `date.weekday()`: Monday is 0."""

ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
"""Which of a month's Mondays: every month has four, and -1 is the last."""

LAST_DAY = -1
SAFE_DAYS = 28
"""Every month has days 1 to 28."""

MOST_WEEKS = 52

ONE_DAY = timedelta(days=1)
MONTH = timedelta(days=30)

_WORKING_DAYS = (0, 1, 2, 3, 4)
_FIRST_MONDAY = date(1970, 1, 5).toordinal()
"""`every N weeks` counts its weeks from here (DESIGN §5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """Weekdays (0 is Monday) of every week, or of every *weeks*-th week.

    Weeks begin on Monday. Which of them count is reckoned from 1970-01-05; with *starting*, from
    the week of the first named weekday on or after it, and earlier dates aren't named.
    """

    days: tuple[int, ...]
    weeks: int = 1
    starting: date | None = None

    def __post_init__(self) -> None:
        if not self.days or self.days != tuple(sorted({day % 7 for day in self.days})):
            raise ValueError(f"weekdays must be 0 to 6, ascending, each once: {self.days}")
        if not 1 <= self.weeks <= MOST_WEEKS:
            raise ValueError(f"weeks must be 1 to {MOST_WEEKS}: {self.weeks}")
        if self.starting is not None and self.weeks == 1:
            raise ValueError("starting goes only with every 2 or more weeks")

    @property
    def length(self) -> timedelta:
        """From one named date to the next, on average, in whole days."""
        return timedelta(days=max(1, 7 * self.weeks // len(self.days)))

    def dates_from(self, day: date) -> Iterator[date]:
        """The named dates, ascending, from *day* on."""
        anchor = _FIRST_MONDAY
        if self.starting is not None:
            first = self._weekday_from(self.starting)
            day, anchor = max(day, first), _monday_of(first)
        while True:
            late = (_monday_of(day) - anchor) // 7 % self.weeks
            if late:
                day = date.fromordinal(_monday_of(day) + 7 * (self.weeks - late))
            if day.weekday() in self.days:
                yield day
            day += ONE_DAY

    def _weekday_from(self, day: date) -> date:
        while day.weekday() not in self.days:
            day += ONE_DAY
        return day

    def __str__(self) -> str:
        if self.weeks > 1:
            return f"every {self.weeks} weeks on {self._weekdays}"
        if len(self.days) == len(WEEKDAYS):
            return "day"
        return "weekday" if self.days == _WORKING_DAYS else self._weekdays

    @property
    def _weekdays(self) -> str:
        if len(self.days) == 1:
            return WEEKDAYS[self.days[0]]
        return ", ".join(WEEKDAYS[day][:3] for day in self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyWeekday:
    """A month's first to fourth (1 to 4) or last (-1) *weekday* (0 is Monday)."""

    nth: int
    weekday: int

    def __post_init__(self) -> None:
        if self.nth not in ORDINALS.values() or self.weekday not in range(len(WEEKDAYS)):
            raise ValueError(f"no such weekday of a month: {self.nth}, {self.weekday}")

    @property
    def length(self) -> timedelta:
        """A month, taken as thirty days."""
        return MONTH

    def dates_from(self, day: date) -> Iterator[date]:
        """The named dates, ascending, from *day* on."""
        return (found for month in _months_from(day) if (found := self._in(month)) >= day)

    def _in(self, month: date) -> date:
        first = month if self.nth > 0 else _next_month(month) - timedelta(days=7)
        ahead = (self.weekday - first.weekday()) % 7
        return first + timedelta(days=ahead + 7 * (max(self.nth, 1) - 1))

    def __str__(self) -> str:
        nth = next(word for word, number in ORDINALS.items() if number == self.nth)
        return f"{nth} {WEEKDAYS[self.weekday]} of the month"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyDay:
    """A day that every month has: 1 to 28, or -1 for its last."""

    day: int

    def __post_init__(self) -> None:
        if self.day != LAST_DAY and not 1 <= self.day <= SAFE_DAYS:
            raise ValueError(f"not every month has a day {self.day}")

    @property
    def length(self) -> timedelta:
        """A month, taken as thirty days."""
        return MONTH

    def dates_from(self, day: date) -> Iterator[date]:
        """The named dates, ascending, from *day* on."""
        return (found for month in _months_from(day) if (found := self._in(month)) >= day)

    def _in(self, month: date) -> date:
        if self.day == LAST_DAY:
            return _next_month(month) - ONE_DAY
        return month.replace(day=self.day)

    def __str__(self) -> str:
        which = "last day" if self.day == LAST_DAY else f"day {self.day}"
        return f"{which} of the month"


def _monday_of(day: date) -> int:
    return day.toordinal() - day.weekday()


def _months_from(day: date) -> Iterator[date]:
    month = day.replace(day=1)
    while True:
        yield month
        month = _next_month(month)


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
