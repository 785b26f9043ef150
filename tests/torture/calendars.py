"""Every zone, every day from 2020 to 2037, every half hour: exactly one edition for each date.

Beside it stands another calendar: it looks at what a zone's clocks show, minute by minute around
each change, and knows nothing of rhythms.
"""

import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from digests.schedule.grammar import parse_rhythm
from digests.schedule.occurrences import occurrences
from tests.digests.schedule.clock_changes import FIRST_YEAR, HALF_HOURS, LAST_YEAR, ONE_DAY
from tests.torture.outcome import Outcome

START = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
END = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
FORMS = ("day at {at}", "monday at {at}", "cron {minute} {hour} * * *")


def zones() -> dict[str, list[datetime]]:
    """A zone for each set of clock changes there is, with the instants after which they are."""
    found: dict[int, tuple[str, list[datetime]]] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        offsets = [(START + n * ONE_DAY).astimezone(zone).utcoffset() for n in range(DAYS)]
        moves = [n for n in range(1, DAYS) if offsets[n] != offsets[n - 1]]
        kind = zlib.crc32(repr([(n, offsets[n]) for n in [0, *moves]]).encode())
        found.setdefault(kind, (name, [START + (n - 1) * ONE_DAY for n in moves]))
    return dict(found.values())


DAYS = (END - START).days


def dates(first: date, last: date, weekday: int | None = None) -> list[date]:
    """Every date from *first* to *last*, or those of a weekday."""
    all_of_them = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    return [day for day in all_of_them if weekday is None or day.weekday() == weekday]


def shown_from(zone: ZoneInfo, day: date, at: time) -> datetime | None:
    """When *zone*'s clocks first show *at* on *day*; None where they never do."""
    naive = datetime.combine(day, at)
    hits = [
        moment
        for offset in sorted({_offset(zone, naive, n) for n in (-30, -1, 1, 30)})
        if (moment := (naive - offset).replace(tzinfo=UTC)).astimezone(zone).replace(tzinfo=None)
        == naive
    ]
    return min(hits, default=None)


def _offset(zone: ZoneInfo, naive: datetime, hours: int) -> timedelta:
    return (naive.replace(tzinfo=UTC) + timedelta(hours=hours)).astimezone(zone).utcoffset()


def checked(name: str, first: date, last: date, moves: Sequence[datetime]) -> int:
    """How many occurrences of *name* came from *first* to *last*, each on its date, once.

    Raises AssertionError at the first that doesn't. *moves* are near which its clocks change.
    """
    zone = ZoneInfo(name)
    near = {move.date() + n * ONE_DAY for move in moves for n in range(-1, 3)}
    count = 0
    for at in HALF_HOURS:
        words = {"at": f"{at:%H:%M}", "hour": at.hour, "minute": at.minute}
        for form in FORMS:
            rhythm = parse_rhythm(form.format(**words))
            wanted = dates(first, last, 0 if form.startswith("monday") else None)
            found = list(_between(rhythm, zone, first, last))
            assert [o.day for o in found] == wanted, (name, form, at)
            for o in found:
                _check(zone, o, at, near_a_change=o.day in near)
            count += len(found)
    return count


def _check(zone: ZoneInfo, occurrence, at: time, *, near_a_change: bool) -> None:
    """That it comes when the zone's clocks show *at* first, unless they never do."""
    if near_a_change:
        shown = shown_from(zone, occurrence.day, at)
        assert shown is None or occurrence.due == shown, (zone.key, occurrence)
    else:
        naive = datetime.combine(occurrence.day, at)
        assert occurrence.due.astimezone(zone).replace(tzinfo=None) == naive, (zone, occurrence)


def _between(rhythm, zone, first: date, last: date) -> Iterator:
    """Those of the local dates *first* to *last*."""
    begin = datetime.combine(first - 2 * ONE_DAY, time(), tzinfo=UTC)
    end = datetime.combine(last + 3 * ONE_DAY, time(), tzinfo=UTC)
    for occurrence in occurrences(rhythm, zone, after=begin, until=end):
        if first <= occurrence.day <= last:
            yield occurrence


def kinds() -> list[tuple[str, datetime]]:
    """A zone and a day for each kind of change: by how much, at what time, on what weekday."""
    found: dict[tuple, tuple[str, datetime]] = {}
    for name, moves in zones().items():
        zone = ZoneInfo(name)
        for move in moves:
            before, after = (m.astimezone(zone).utcoffset() for m in (move, move + ONE_DAY))
            minute = next(
                n
                for n in range(0, 24 * 60, 30)
                if (move + timedelta(minutes=n + 30)).astimezone(zone).utcoffset() != before
            )
            found.setdefault((before, after, minute, move.weekday()), (name, move))
    return list(found.values())


def around_each_kind() -> Outcome:
    """The days around each kind of change: alike ones are looked at once."""
    every = kinds()
    count = sum(_around(name, move) for name, move in every)
    return _outcome(f"{len(every)} kinds of clock changes, the days around", count)


def every_day(processes: int = 2) -> Outcome:
    """Every day of eighteen years, and the days around every change."""
    every = zones()
    with ProcessPoolExecutor(processes) as pool:
        count = sum(pool.map(_eighteen_years, every, every.values()))
    return _outcome(f"every day of {FIRST_YEAR}–{LAST_YEAR} in {len(every)} zones", count)


def _around(name: str, move: datetime) -> int:
    day = move.date()
    return checked(name, day - 2 * ONE_DAY, day + 3 * ONE_DAY, [move])


def _eighteen_years(name: str, moves: Sequence[datetime]) -> int:
    return checked(name, date(FIRST_YEAR, 1, 2), date(LAST_YEAR, 12, 30), moves)


def _outcome(what: str, count: int) -> Outcome:
    must = "one edition for each local date that there is"
    return Outcome(what, must, f"{count:,} occurrences checked", passed=count > 0)
