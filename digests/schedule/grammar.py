"""The text of a rhythm, as settings and chat write it: `weekday at 09:00` → Rhythm."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from digests.quoting import quoted
from digests.schedule.crontab import Crontab, CrontabError
from digests.schedule.days import (
    MOST_WEEKS,
    ORDINALS,
    SAFE_DAYS,
    WEEKDAYS,
    MonthlyDay,
    MonthlyWeekday,
    Weekly,
)
from digests.schedule.remedies import CRON_EXAMPLE, EXAMPLES, repaired
from digests.schedule.rhythm import DAY, Days, Rhythm

LEAST_DISTANCE = timedelta(minutes=5)
"""From one edition of a schedule to the next: nobody reads digests faster."""

NO_HOUR = 24

DENSEST_EXAMPLE = "cron */5 * * * *"

_OF_A_DAY = r"(?:noon|midday|midnight|(?:[01]?[0-9]|2[0-3])(?:[:.h][0-5][0-9])?(?: ?[ap]\.?m\.?)?)"
_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?(?: ?([ap])\.?m\.?)?")
_NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time()}
_SURELY_A_TIME = re.compile(r"[:.h][0-9]{2}|[0-9] ?[ap]\.?m|noon|midday|midnight")
_WITHOUT_AT = re.compile(rf"(.+?),? ({_OF_A_DAY}(?:(?:, ?| and ){_OF_A_DAY})*)")
_NTH = {**ORDINALS, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_SHORT = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_OF_THE_MONTH = r" of (?:the|each|every|a) month"
_EVERY_DAY = tuple(range(len(WEEKDAYS)))
_WORKING_DAYS = _EVERY_DAY[:5]

_NTH_WEEKDAY = re.compile(rf"(?:the )?({'|'.join(_NTH)}) ([a-z]+){_OF_THE_MONTH}")
_NTH_DAY = re.compile(
    r"(?:the )?(?:day ([0-9]{1,3})|([0-9]{1,3})(?:st|nd|rd|th)(?: day)?|(first|last) day)"
    + _OF_THE_MONTH
)
_RANGE = re.compile(r"([a-z]+)(?: ?[-\u2013] ?| to | through | till | until )([a-z]+)")
_STARTING = re.compile(r"(.+?),? starting (.+)")
_WEEKS = re.compile(r"every (?:([0-9]{1,3}) )?weeks? on (.+)")


class RhythmError(ValueError):
    """The text is no rhythm; the message is one sentence: what is wrong, and what to write."""


@lru_cache(maxsize=1_000)  # schedules by the thousand have few rhythms between them
def parse_rhythm(text: str, *, starting: date | None = None) -> Rhythm:
    """The rhythm that *text* names; raises RhythmError with the nearest form that would do.

    *starting* belongs to `every N weeks on …` alone; the text may say it as well: `…, starting 4
    December 2026`.
    """
    words, begins = _tidy(text), starting
    try:
        words, begins = _begun(words, starting)
        rhythm = _rhythm(words, begins)
    except _TooOften as wrong:
        minutes = int(LEAST_DISTANCE.total_seconds() // 60)
        raise RhythmError(
            f"{quoted(text)}: {wrong}; write times at least {minutes} minutes apart, "
            f'for instance "{DENSEST_EXAMPLE}"'
        ) from None
    except (_Wrong, CrontabError) as wrong:
        raise RhythmError(f"{quoted(text)}: {wrong}; {_advice(words)}") from None
    if begins != rhythm.starting:
        raise RhythmError(f'"{rhythm}" takes no "starting", only "{EXAMPLES[-1]}" and the like do')
    return rhythm


class _Wrong(ValueError):
    """What is wrong, as half a sentence."""


class _TooOften(_Wrong):
    """Its times are nearer to each other than digests are worth reading."""


def _advice(text: str) -> str:
    for candidate in repaired(text):
        try:
            return f'write "{_rhythm(candidate)}"'
        except ValueError:
            continue
    if text.startswith("cron"):
        return f'write for instance "{CRON_EXAMPLE}"'
    *most, last = (f'"{example}"' for example in EXAMPLES)
    return f"write for instance {', '.join(most)} or {last}"


def _tidy(text: str) -> str:
    return " ".join(text.lower().split())


def _begun(text: str, starting: date | None) -> tuple[str, date | None]:
    """*text* without the date that it starts from, and that date: 2026-12-04, 4 December 2026."""
    parted = _STARTING.fullmatch(text)
    if parted is None:
        return text, starting
    for spelled in ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y"):
        with suppress(ValueError):
            begins = datetime.strptime(parted[2], spelled).date()  # noqa: DTZ007 - a local date
            break
    else:
        raise _Wrong(f"{quoted(parted[2])} is no date to start from, such as 2026-12-04")
    if starting not in {None, begins}:
        raise _Wrong(f"it starts on {begins} here, and on {starting} by its setting")
    return parted[1], begins


def _rhythm(text: str, starting: date | None = None) -> Rhythm:
    rhythm = _spelled(text, starting)
    if _least_distance(rhythm) < LEAST_DISTANCE:
        raise _TooOften("it comes too often")
    return rhythm


def _least_distance(rhythm: Rhythm) -> timedelta:
    """The least time from one wall time to the next, also over midnight where it's daily."""
    at = [timedelta(hours=t.hour, minutes=t.minute) for t in rhythm.times]
    if rhythm.length == DAY:
        at.append(at[0] + DAY)
    return min((later - earlier for earlier, later in pairwise(at)), default=DAY)


def _spelled(text: str, starting: date | None) -> Rhythm:
    keyword, _, line = text.partition(" ")
    if keyword == "cron":
        crontab = Crontab(line)
        return Rhythm(days=crontab, times=crontab.times)
    dates, clock = _parted(text)
    days = _days(dates, starting)
    return Rhythm(days=days, times=tuple(sorted({_time(word) for word in _listed(clock)})))


def _parted(text: str) -> tuple[str, str]:
    """The words that say which dates, and those that say when: behind "at", or plainly times."""
    dates, at, clock = text.partition(" at ")
    if at:
        return dates, clock
    parted = _WITHOUT_AT.fullmatch(text)
    if parted is None or not _SURELY_A_TIME.search(parted[2]):
        raise _Wrong('there is no "at" with a time')
    return parted[1], parted[2]


def _time(word: str) -> time:
    """09:00, 9:00, 9, 9am, 9:30 p.m., 18h30, noon."""
    if word in _NAMED_TIMES:
        return _NAMED_TIMES[word]
    spelled = _TIME.fullmatch(word)
    hour, minute = (int(spelled[1]), int(spelled[2] or 0)) if spelled else (NO_HOUR, 0)
    if spelled and spelled[3]:
        hour = hour % 12 + (12 if spelled[3] == "p" else 0) if 1 <= hour <= 12 else NO_HOUR  # noqa: PLR2004
    if not (hour < NO_HOUR and minute < 60):  # noqa: PLR2004 -- as on a clock
        raise _Wrong(f"{quoted(word)} is no time of day (00:00 to 23:59)")
    return time(hour, minute)


def _days(text: str, starting: date | None) -> Days:
    if spelled := _WEEKS.fullmatch(text):
        return _every_weeks(int(spelled[1] or 1), spelled[2], starting)
    if spelled := _NTH_DAY.fullmatch(text):
        return _day_of_month(spelled[1] or spelled[2] or spelled[3])
    if spelled := _NTH_WEEKDAY.fullmatch(text):
        return MonthlyWeekday(nth=_NTH[spelled[1]], weekday=_weekday(spelled[2]))
    text = text.removeprefix("every ")
    if text in {"day", "days", "daily"}:
        return Weekly(days=_EVERY_DAY)
    if text in {"weekday", "weekdays"}:
        return Weekly(days=_WORKING_DAYS)
    return Weekly(days=_weekdays(text))


def _every_weeks(weeks: int, days: str, starting: date | None) -> Weekly:
    if not 1 <= weeks <= MOST_WEEKS:
        raise _Wrong(f"every {weeks} weeks is not between 1 and {MOST_WEEKS}")
    return Weekly(days=_weekdays(days), weeks=weeks, starting=starting if weeks > 1 else None)


def _day_of_month(day: str) -> MonthlyDay:
    if day in {"first", "last"}:
        return MonthlyDay(day=ORDINALS[day])
    if not 1 <= int(day) <= SAFE_DAYS:
        raise _Wrong(f'not every month has a day {int(day)} (1 to {SAFE_DAYS}, or "last day")')
    return MonthlyDay(day=int(day))


def _weekdays(text: str) -> tuple[int, ...]:
    return tuple(sorted({day for word in _listed(text) for day in _span(word)}))


def _span(word: str) -> Iterator[int]:
    """One weekday, or all from one to another: mon-fri, saturday to monday."""
    ends = _RANGE.fullmatch(word)
    if ends is None:
        yield _weekday(word)
        return
    first, last = _weekday(ends[1]), _weekday(ends[2])
    for number in range(first, first + (last - first) % len(WEEKDAYS) + 1):
        yield number % len(WEEKDAYS)


def _weekday(word: str) -> int:
    name = word.removesuffix("s") if word.endswith("days") else word
    for number, weekday in enumerate(WEEKDAYS):
        if name in {weekday, weekday[:3]} or _SHORT.get(name) == number:
            return number
    raise _Wrong(f"{quoted(word)} names no day" if word else "a day is missing")


def _listed(text: str) -> Iterator[str]:
    return (word.strip() for word in re.split(r",| and ", text))
