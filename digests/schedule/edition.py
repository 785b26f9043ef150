"""An edition: one issue of a schedule, named by schedule and local date."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Self

from digests.schedule.schedule import Schedule


class Kind(StrEnum):
    """Why there is an edition (DESIGN D5)."""

    REGULAR = "regular"
    FIRST = "first"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionKey:
    """`SCHEDULE/2026-11-22`, `SCHEDULE/2026-11-22T18:30`, `SCHEDULE/first` or `SCHEDULE/extra/3`.

    *schedule* is the schedule's id. *wall_time* is there only where a rhythm has several times a
    day; *number* only for an extra edition.
    """

    schedule: str
    kind: Kind = Kind.REGULAR
    day: date | None = None
    wall_time: time | None = None
    number: int | None = None

    def __str__(self) -> str:
        raise NotImplementedError

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key that *text* spells; raises ValueError where it spells none."""
        raise NotImplementedError


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
