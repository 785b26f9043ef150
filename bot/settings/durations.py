"""Lengths of time as people write them: `36 hours`, `2 days`, `a week`."""

import re
from datetime import timedelta

from digests.quoting import quoted

_DAY = timedelta(days=1)
_UNITS = {
    "hour": timedelta(hours=1),
    "day": _DAY,
    "week": 7 * _DAY,
    "year": 365 * _DAY,
}
LONGEST = 100 * _UNITS["year"]
"""What is taken from today has to be a date that there is."""

_WRITTEN = re.compile(rf"([0-9]{{1,5}}|an?)\s*({'|'.join(_UNITS)})s?", re.IGNORECASE)


class DurationError(ValueError):
    """The text is no length of time; the message says what to write instead."""


def parse_duration(text: str) -> timedelta:
    """The length of time that *text* names; a year is 365 days. Raises DurationError."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise DurationError(
            f"{quoted(text)} is no length of time; write it as 36 hours, 2 days or a week"
        )
    count, unit = match.groups()
    length = (int(count) if count.isdecimal() else 1) * _UNITS[unit.lower()]
    if length > LONGEST:
        raise DurationError(f'"{text}" is too long; at most {LONGEST // _UNITS["year"]} years')
    return length


def duration_text(length: timedelta) -> str:
    """*length* in days where it's a round number of them, else in hours."""
    unit = "hour" if length % _DAY else "day"
    count = length // _UNITS[unit]
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
