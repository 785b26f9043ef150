"""A rhythm: on which local dates, at which wall-clock times. It knows no zone and no instant."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from digests.schedule.crontab import Crontab
from digests.schedule.days import MonthlyDay, MonthlyWeekday, Weekly

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)

SHORTEST_CARRY = timedelta(days=2)
LONGEST_CARRY = WEEK

GRACE = {DAY: timedelta(hours=6), WEEK: timedelta(hours=24)}
"""How late an occurrence may be and still be posted as itself, by length (DESIGN D9)."""

Days = Weekly | MonthlyWeekday | MonthlyDay | Crontab


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The dates that *days* names, each at *times* (whole minutes, ascending).

    `str` gives the canonical text; `parse_rhythm` (in `grammar`) makes the same rhythm of it again,
    given `starting` beside it.
    """

    days: Days
    times: tuple[time, ...]

    def __post_init__(self) -> None:
        if not self.times or self.times != tuple(sorted(set(self.times))):
            raise ValueError(f"times must be ascending, each once: {self.times}")
        if any(at.second or at.microsecond or at.tzinfo for at in self.times):
            raise ValueError(f"times must be whole minutes without a zone: {self.times}")
        if isinstance(self.days, Crontab) and self.times != self.days.times:
            raise ValueError(f"the times of {self.days} are in its line")

    @property
    def several(self) -> bool:
        """Whether a date has several times: then an edition's key needs the time too."""
        return len(self.times) > 1

    @property
    def starting(self) -> date | None:
        """The date before which nothing comes, if one was set."""
        return self.days.starting if isinstance(self.days, Weekly) else None

    @property
    def length(self) -> timedelta:
        """From one named date to the next, on average: a day, three days, a week, thirty days.

        Whole days, never less than one. Working days are a day apart.
        """
        return self.days.length

    @property
    def carry(self) -> timedelta:
        """How long a story left out competes again: two days if daily, a week if weekly or rarer.

        In between, two lengths, so that it meets at least one more edition (DESIGN D8).
        """
        return min(LONGEST_CARRY, max(SHORTEST_CARRY, 2 * self.length))

    def grace(self, until_next: timedelta) -> timedelta:
        """How late an occurrence may be, where the one after it comes *until_next* later."""
        return GRACE.get(self.length, until_next / 2)

    def __str__(self) -> str:
        if isinstance(self.days, Crontab):
            return str(self.days)
        return f"{self.days} at {', '.join(f'{at:%H:%M}' for at in self.times)}"
