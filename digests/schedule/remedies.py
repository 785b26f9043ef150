"""What somebody may have meant who wrote no rhythm: the same words, nearer to the grammar.

It proposes texts and leaves it to the grammar to say which of them is a rhythm.
"""

import difflib
import re
from calendar import month_abbr, monthrange
from collections.abc import Iterator

from digests.quoting import LONGEST
from digests.schedule.days import ORDINALS, WEEKDAYS

EXAMPLES = (
    "day at 09:00",
    "weekday at 09:00",
    "mon, thu at 08:00, 18:30",
    "first monday of the month at 09:00",
    "every 2 weeks on friday at 16:30",
)

CRON_EXAMPLE = "cron 0 9 * * 1-5"

_USUAL_TIME = "09:00"

_MEANT = {
    "biweekly": "every 2 weeks on monday",
    "fortnightly": "every 2 weeks on monday",
    "weekly": "monday",
    "monthly": "first monday of the month",
    "weekends": "sat, sun",
    "weekend": "sat, sun",
    "mon-fri": "weekday",
    "monday-friday": "weekday",
    "noon": "12:00",
    "midday": "12:00",
    "midnight": "00:00",
    "24:00": "00:00",
    "hourly": "cron 0 * * * *",
    "every hour": "cron 0 * * * *",
}

_PHRASES = (
    (
        re.compile(
            r"^(?:(?:every month|monthly) )?(?:on )?(?:the )?([0-9]{1,2})(?:st|nd|rd|th)\b"
            r"(?! [a-z]+day)(?: of (?:the|each|every|a) month)?"
        ),
        r"day \1 of the month",
    ),
    (re.compile(r"^every month\b"), "first monday of the month"),
    (re.compile(r"every (?:other|second) week\b"), "every 2 weeks"),
    (re.compile(r"every (?:other|second) "), "every 2 weeks on "),
    (re.compile(r"(every [0-9]+ weeks?) (?:on )?"), r"\1 on "),
)

_IDLE = {
    ",",
    "&",
    "at",
    "every",
    "each",
    "in",
    "the",
    "morning",
    "on",
    "o'clock",
    "and",
    "local",
    "time",
}

_KNOWN = (
    *("day", "daily", "weekday", "weekdays", "every", "weeks", "of", "month", "on"),
    *ORDINALS,
    *WEEKDAYS,
    *(f"{weekday}s" for weekday in WEEKDAYS),
    *(weekday[:3] for weekday in WEEKDAYS),
)

_MONTHS = tuple(name.lower() for name in month_abbr[1:])
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_DATE = re.compile(
    rf"\b(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\.?(?: of)? (?P<month>{_MONTH})[a-z]*\b"
    rf"|\b(?P<first>{_MONTH})[a-z]* (?P<then>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?![:.h])"
)
_LATE_DAY = re.compile(r"(?:the )?day (?:29|30|31) ")
_DAY_NAME = rf"(?:{'|'.join(weekday[:3] for weekday in WEEKDAYS)})[a-z]*"
_TWO_DAYS = re.compile(rf"\b({_DAY_NAME}) (?={_DAY_NAME}\b)")
_WORD = re.compile(r"[0-9]{1,2}(?:[:.h][0-9]{2})?(?: ?[ap]\.?m\b\.?)|[^\s,]+|,")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h]?([0-9]{2})|h)?(?::00)?(?: ?([ap])\.?m\b\.?)?")
_EVERY_SO_OFTEN = re.compile(r"every ([0-9]{1,2}) (minute|hour)s?")
_CRON_LINE = re.compile(r"(?:[0-9*][0-9*/,-]* ){2}\S+ \S+ \S+")
_COUNTED = re.compile(
    r"every [0-9]+ weeks? on |(?:the )?day [0-9]+ of the month|of the month"
    r"|[0-9]+ (?:minute|hour|day|week|month|time|x)s?\b"
)


def repaired(text: str) -> Iterator[str]:
    """Texts that may be what *text* (lower case, single spaces) was meant to be, nearest first."""
    text = text[: 2 * LONGEST]
    if _CRON_LINE.fullmatch(text):
        yield f"cron {text}"
    if text in _MEANT:
        yield _MEANT[text]
    if often := _EVERY_SO_OFTEN.fullmatch(text):
        yield from _evenly(int(often[1]), often[2])
    yield from _yearly(text)
    for phrase, meant in _PHRASES:
        text = phrase.sub(meant, text)
    dates, times = _sorted_out(text)
    clock = ", ".join(times) or _USUAL_TIME
    dates = _TWO_DAYS.sub(r"\1, ", dates)
    yield f"{dates or 'day'} at {clock}"
    yield f"{dates} of the month at {clock}"
    if _LATE_DAY.match(dates):
        yield f"last day of the month at {clock}"


def _yearly(text: str) -> Iterator[str]:
    """A crontab for the date that *text* names, and for the month's last day, should it have none.

    That's the 28th of February: there's one every year.
    """
    found = _DATE.search(text)
    if found is None:
        return
    month = 1 + _MONTHS.index(found["month"] or found["first"])
    _, times = _sorted_out(_DATE.sub("", text))
    hour, minute = map(int, (times or [_USUAL_TIME])[0].split(":"))
    for day in (int(found["day"] or found["then"]), monthrange(2026, month)[1]):
        yield f"cron {minute} {hour} {day} {month} *"


def _evenly(count: int, unit: str) -> Iterator[str]:
    """A crontab for every *count* minutes or hours, where that divides the hour or the day."""
    if unit == "minute" and count and 60 % count == 0:
        yield f"cron */{count} * * * *"
    if unit == "hour" and count and 24 % count == 0:
        yield f"cron 0 */{count} * * *"


def _sorted_out(text: str) -> tuple[str, list[str]]:
    """The words that say which dates, near to the grammar's, and those that say when, as HH:MM."""
    counted = [range(*found.span()) for found in _COUNTED.finditer(text)]
    dates: list[str] = []
    times: list[str] = []
    for found in _WORD.finditer(text):
        word = found[0]
        if any(found.start() in span for span in counted):
            dates.append(word)
        elif at := _time(_MEANT.get(word, word)):
            times.append(at)
        elif word not in _IDLE and not word[0].isdigit():
            dates.append(_MEANT.get(word) or _nearest(word))
    return " ".join(dates), times


def _nearest(word: str) -> str:
    if word in _KNOWN:
        return word
    return next(iter(difflib.get_close_matches(word, _KNOWN, n=1, cutoff=0.7)), word)


def _time(word: str) -> str | None:
    spelled = _CLOCK.fullmatch(word)
    if spelled is None:
        return None
    hour, minute = int(spelled[1]), int(spelled[2] or 0)
    if spelled[3] and 1 <= hour <= 12:  # noqa: PLR2004 -- hours on a clock face
        hour = hour % 12 + (12 if spelled[3] == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None  # noqa: PLR2004
