"""An edition: one issue of a schedule, named by schedule and local date."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Self

from digests.quoting import quoted
from digests.schedule.occurrences import Occurrence
from digests.schedule.schedule import Schedule


class Kind(StrEnum):
    """Why there is an edition (DESIGN D5)."""

    REGULAR = "regular"
    FIRST = "first"
    EXTRA = "extra"


_NAME = re.compile(r"[^/\s]+")
_SPELLED = re.compile(
    rf"(?P<schedule>{_NAME.pattern})/"
    r"(?:(?P<day>\d{4}-\d\d-\d\d)(?:T(?P<wall_time>\d\d:\d\d))?"
    r"|(?P<first>first)"
    r"|extra/(?P<number>[1-9]\d{0,8}))",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionKey:
    """`SCHEDULE/2026-11-22`, `SCHEDULE/2026-11-22T18:30`, `SCHEDULE/first` or `SCHEDULE/extra/3`.

    *schedule* is the schedule's id, without "/" and blanks. *day* is there in a regular key alone,
    *wall_time* only where a rhythm has several times a day; *number*, from 1, only in an extra one.
    """

    schedule: str
    kind: Kind = Kind.REGULAR
    day: date | None = None
    wall_time: time | None = None
    number: int | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.schedule):
            raise ValueError(f"an edition's key can't hold the schedule {self.schedule!r}")
        given = (self.day is not None, self.number is not None)
        if given != (self.kind is Kind.REGULAR, self.kind is Kind.EXTRA):
            raise ValueError("a regular key has a day, an extra one a number, the first neither")
        if self.wall_time is not None and self.day is None:
            raise ValueError("a wall time needs a day")

    def __str__(self) -> str:
        if self.day is not None:
            clock = "" if self.wall_time is None else f"T{self.wall_time:%H:%M}"
            return f"{self.schedule}/{self.day.isoformat()}{clock}"
        number = "" if self.number is None else f"/{self.number}"
        return f"{self.schedule}/{self.kind}{number}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key that *text* spells; raises ValueError where it spells none."""
        spelled = _SPELLED.fullmatch(text)
        if spelled is None:
            raise ValueError(f"{quoted(text)} is no edition's key")
        schedule, day, clock, number = spelled.group("schedule", "day", "wall_time", "number")
        if spelled["first"]:
            return cls(schedule=schedule, kind=Kind.FIRST)
        if number:
            return cls(schedule=schedule, kind=Kind.EXTRA, number=int(number))
        try:
            on, at = date.fromisoformat(day), time.fromisoformat(clock) if clock else None
        except ValueError:
            raise ValueError(f"{quoted(text)} is no edition's key: no day is like that") from None
        return cls(schedule=schedule, day=on, wall_time=at)


def key_for(schedule: Schedule, occurrence: Occurrence) -> EditionKey:
    """The key of the regular edition that *occurrence* brings."""
    wall_time = occurrence.wall_time if schedule.rhythm.several else None
    return EditionKey(schedule=schedule.id, day=occurrence.day, wall_time=wall_time)


def first_key(schedule: Schedule) -> EditionKey:
    """The key of the edition at a schedule's birth."""
    return EditionKey(schedule=schedule.id, kind=Kind.FIRST)


def extra_key(schedule: Schedule, number: int) -> EditionKey:
    """The key of the *number*-th edition that was asked for."""
    return EditionKey(schedule=schedule.id, kind=Kind.EXTRA, number=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What an edition covers: articles with *after* < sequence number ≤ *through* (DESIGN D6).

    *since* and *until* (UTC) are the same for people.
    """

    after: int
    through: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One issue of a schedule. *due* is UTC; *next_due* is when the next regular one comes."""

    key: EditionKey
    schedule: Schedule
    due: datetime
    window: Window
    next_due: datetime | None = None
