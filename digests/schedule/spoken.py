"""A rhythm in words, for people to read; `str` gives the text that can be parsed again."""

from collections.abc import Sequence
from typing import assert_never

from digests.schedule.crontab import Crontab
from digests.schedule.days import (
    LAST_DAY,
    ORDINALS,
    WEEKDAYS,
    MonthlyDay,
    MonthlyWeekday,
    Weekly,
)
from digests.schedule.rhythm import Rhythm

_WHOLE_WEEK = (0, 1, 2, 3, 4, 5, 6)
_WORKING_DAYS = (0, 1, 2, 3, 4)


def spoken(rhythm: Rhythm) -> str:
    """ "Mondays and Thursdays at 08:00 and 18:30"; crontab's lines stay as they are.

    With the date before which nothing comes, where there's one.
    """
    days = rhythm.days
    match days:
        case Crontab():
            return str(days)
        case Weekly():
            dates = _weekly(days)
        case MonthlyWeekday():
            nth = next(word for word, number in ORDINALS.items() if number == days.nth)
            dates = f"The {nth} {_name(days.weekday)} of the month"
        case MonthlyDay():
            last = days.day == LAST_DAY
            dates = "The last day of the month" if last else f"Day {days.day} of every month"
        case _:
            assert_never(days)
    begins = rhythm.starting
    since = f", starting {begins.day} {begins:%B %Y}" if begins else ""
    return f"{dates} at {_listed([f'{at:%H:%M}' for at in rhythm.times])}{since}"


def _weekly(weekly: Weekly) -> str:
    if weekly.weeks > 1:
        return f"Every {weekly.weeks} weeks on {_listed([_name(day) for day in weekly.days])}"
    if weekly.days == _WHOLE_WEEK:
        return "Every day"
    if weekly.days == _WORKING_DAYS:
        return "Every weekday"
    if len(weekly.days) == 1:
        return f"Every {_name(weekly.days[0])}"
    return _listed([f"{_name(day)}s" for day in weekly.days])


def _name(weekday: int) -> str:
    return WEEKDAYS[weekday].capitalize()


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
