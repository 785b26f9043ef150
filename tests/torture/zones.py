"""What the clocks of each zone show when: another calendar, which knows nothing of rhythms.

It goes from UTC to local time alone, as a clock does; what it's compared with goes the other way.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import numpy as np

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
A_DAY = 24 * 60
NEVER = 2**62


@dataclass(frozen=True)
class Span:
    """From *begin* until *end* (minutes since 1970), clocks are so many minutes *ahead* of UTC."""

    begin: int
    end: int
    ahead: int


Spans = tuple[Span, ...]


def spans(zone: ZoneInfo, first: date, last: date) -> Spans:
    """Those of *zone* from *first* to *last*, by looking at its clocks once a day, then closer."""
    begin = (_number(first) - 2) * A_DAY
    looks = _midnights(first - 2 * ONE_DAY, last + 3 * ONE_DAY)
    offsets = [look.astimezone(zone).utcoffset() for look in looks]
    changes = [
        _change(zone, begin + (n - 1) * A_DAY, begin + n * A_DAY)
        for n in range(1, len(offsets))
        if offsets[n] != offsets[n - 1]
    ]
    edges = [-NEVER, *changes, NEVER]
    return tuple(
        Span(start, stop, _ahead(zone, max(start, begin))) for start, stop in pairwise(edges)
    )


@cache
def _midnights(first: date, last: date) -> list[datetime]:
    start = datetime.combine(first, time(), tzinfo=UTC)
    return [start + n * ONE_DAY for n in range((last - first).days + 1)]


def _ahead(zone: ZoneInfo, minute: int) -> int:
    offset = (EPOCH + minute * MINUTE).astimezone(zone).utcoffset()
    ahead, rest = divmod(offset, MINUTE)
    assert not rest, zone
    return ahead


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The minute between the two with which the clocks change."""
    was = _ahead(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _ahead(zone, middle) == was:
            before = middle
        else:
            after = middle
    return after


def different(first: date, last: date) -> dict[str, Spans]:
    """A zone for each set of clock changes that there is, to the minute."""
    found: dict[Spans, str] = {}
    for name in sorted(available_timezones()):
        found.setdefault(spans(ZoneInfo(name), first, last), name)
    return {name: its for its, name in found.items()}


def days(first: date, last: date) -> np.ndarray:
    """The days from *first* to *last*, counted from 1 January 1970."""
    return np.arange(_number(first), _number(last) + 1)


def weekdays_of(some: np.ndarray) -> np.ndarray:
    """The weekdays of *some* days, 0 is Monday: day 0 was a Thursday."""
    return (some + 3) % 7


def _number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def dates(some: np.ndarray) -> list[date]:
    start = date(1970, 1, 1).toordinal()
    return [date.fromordinal(start + int(n)) for n in some]


def there_are(its: Spans, some: np.ndarray) -> np.ndarray:
    """Those of *some* days that the clocks show at all."""
    shown = np.zeros(len(some), dtype=bool)
    for span in its:
        shown |= (span.begin + span.ahead < (some + 1) * A_DAY) & (
            span.end + span.ahead > some * A_DAY
        )
    return some[shown]


def instants(its: Spans, some: np.ndarray, at: time) -> np.ndarray:
    """When the clocks show *at* first on each of *some* days.

    Where they never do, as much later as they went forward.
    """
    local = some * A_DAY + at.hour * 60 + at.minute
    found = np.full(len(some), NEVER)
    for span in its:
        moment = local - span.ahead
        shown = (span.begin <= moment) & (moment < span.end)
        found[shown] = np.minimum(found[shown], moment[shown])
    for before, after in pairwise(its):
        left_out = (before.end + before.ahead <= local) & (local < after.begin + after.ahead)
        left_out &= found == NEVER
        found[left_out] = local[left_out] - before.ahead
    return np.array([EPOCH + timedelta(minutes=minute) for minute in found.tolist()], dtype=object)
