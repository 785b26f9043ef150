from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.schedule.grammar import parse_rhythm
from digests.schedule.occurrences import Occurrence, instant, next_occurrence, occurrences
from tests.digests.schedule.clock_changes import (
    FIRST_YEAR,
    HALF_HOURS,
    LAST_YEAR,
    ONE_DAY,
    ZONES,
    ZONES_THAT_SKIPPED_A_DATE,
    clock_changes,
    first_shown,
)
from tests.digests.schedule.rhythms import rhythms

NEW_YORK = ZoneInfo("America/New_York")
NUUK = ZoneInfo("America/Nuuk")
CAIRO = ZoneInfo("Africa/Cairo")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def local(zone, text):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def days_of(every, zone, start, end):
    return [str(o.day)[5:] for o in between(every, zone, start, end)]


def between(every, zone, start, end):
    """The occurrences from local midnight to local midnight."""
    moment = timedelta(microseconds=1)
    after, until = local(zone, start) - moment, local(zone, end) - moment
    return list(occurrences(parse_rhythm(every), zone, after=after, until=until))


def told(every, zone, start, end):
    """Each occurrence as (what names it, what the clocks show when it comes)."""
    return [
        (f"{o.day:%d} {o.wall_time:%H:%M}", f"{o.due.astimezone(zone):%d %H:%M}")
        for o in between(every, zone, start, end)
    ]


# A change is on the day of `clock_changes` or on the one before it.
AROUND = range(-2, 2)


@pytest.mark.parametrize("name", ZONES)
def test_each_local_date_has_one_occurrence_however_the_clocks_change(name):
    zone = ZoneInfo(name)
    changes = list(clock_changes(zone))
    assert changes
    for change in changes:
        days = [change.day + n * ONE_DAY for n in AROUND]
        shown = first_shown(zone, days[0], days[-1])
        for at in HALF_HOURS:
            found = _around(zone, days, at)
            assert [o.day for o in found] == days, (name, change, at)
            for o in found:
                wall = datetime.combine(o.day, at)
                assert o.due == shown.get(wall, shown.get(wall + change.gap)), (name, o)


def _around(zone, days, at):
    rhythm = parse_rhythm(f"day at {at:%H:%M}")
    after = datetime.combine(days[0], at, tzinfo=zone) - timedelta(minutes=1)
    until = datetime.combine(days[-1], at, tzinfo=zone) + timedelta(minutes=1)
    return list(occurrences(rhythm, zone, after=after, until=until))


@pytest.mark.parametrize("name", ["America/New_York", "Europe/London", "Africa/Cairo"])
def test_half_past_midnight_comes_on_every_date_of_eighteen_years(name):
    zone = ZoneInfo(name)
    start, end = f"{FIRST_YEAR}-01-01", f"{LAST_YEAR + 1}-01-01"
    days = [o.day for o in between("day at 00:30", zone, start, end)]
    first = date(FIRST_YEAR, 1, 1)
    assert days == [first + n * ONE_DAY for n in range((date(LAST_YEAR + 1, 1, 1) - first).days)]


def test_new_york_loses_no_digest_in_march_2027():
    assert days_of("day at 00:30", NEW_YORK, "2027-03-13", "2027-03-17") == [
        "03-13",
        "03-14",
        "03-15",
        "03-16",
    ]
    assert days_of("monday at 00:30", NEW_YORK, "2027-03-08", "2027-03-23") == [
        "03-08",
        "03-15",
        "03-22",
    ]


@pytest.mark.parametrize(
    ("zone", "every", "day", "comes"),
    [
        (NEW_YORK, "day at 02:30", "2027-03-14", ("14 02:30", "14 03:30")),
        (CAIRO, "day at 00:00", "2027-04-30", ("30 00:00", "30 01:00")),
        (CAIRO, "friday at 00:30", "2027-04-30", ("30 00:30", "30 01:30")),
        (LORD_HOWE, "day at 02:15", "2026-10-04", ("04 02:15", "04 02:45")),
        (NEW_YORK, "last day of the month at 02:30", "2027-03-31", ("31 02:30", "31 02:30")),
    ],
)
def test_a_time_in_a_spring_gap_moves_on_by_the_gap(zone, every, day, comes):
    end = str(date.fromisoformat(day) + ONE_DAY)
    assert told(every, zone, day, end) == [comes]


@pytest.mark.parametrize(
    ("zone", "at", "day", "due"),
    [
        (NEW_YORK, "01:30", "2027-11-07", "2027-11-07T05:30+00:00"),
        (CAIRO, "23:30", "2027-10-28", "2027-10-28T20:30+00:00"),
        (LORD_HOWE, "01:45", "2027-04-04", "2027-04-03T14:45+00:00"),
    ],
)
def test_a_time_in_an_autumn_overlap_comes_once_the_first_time(zone, at, day, due):
    end = str(date.fromisoformat(day) + ONE_DAY)
    assert [o.due.isoformat("T", "minutes") for o in between(f"day at {at}", zone, day, end)] == [
        due
    ]


def test_a_time_moved_past_midnight_keeps_its_own_date():
    assert told("saturday at 23:30", NUUK, "2027-03-27", "2027-03-29") == [("27 23:30", "28 00:30")]


def test_what_moves_on_is_taken_in_the_order_of_the_instants():
    assert told("day at 00:15, 23:30", NUUK, "2027-03-27", "2027-03-29") == [
        ("27 00:15", "27 00:15"),
        ("28 00:15", "28 00:15"),
        ("27 23:30", "28 00:30"),
        ("28 23:30", "28 23:30"),
    ]
    assert told("day at 02:45, 03:30", NEW_YORK, "2027-03-14", "2027-03-15") == [
        ("14 03:30", "14 03:30"),
        ("14 02:45", "14 03:45"),
    ]


def test_what_falls_on_one_instant_is_one_under_the_earliest_name():
    assert told("cron 30 1-4 * * *", NEW_YORK, "2027-03-14", "2027-03-15") == [
        ("14 01:30", "14 01:30"),
        ("14 02:30", "14 03:30"),
        ("14 04:30", "14 04:30"),
    ]
    assert told("day at 00:30, 23:30", NUUK, "2027-03-27", "2027-03-29") == [
        ("27 00:30", "27 00:30"),
        ("27 23:30", "28 00:30"),
        ("28 23:30", "28 23:30"),
    ]


@pytest.mark.parametrize(("zone", "skipped"), ZONES_THAT_SKIPPED_A_DATE)
@pytest.mark.parametrize("at", ["00:00", "10:00", "23:59"])
def test_a_date_that_the_zone_skips_has_no_occurrence(zone, skipped, at):
    start, end = skipped - ONE_DAY, skipped + 2 * ONE_DAY
    found = between(f"day at {at}", zone, str(start), str(end))
    assert [o.day for o in found] == [skipped - ONE_DAY, skipped + ONE_DAY]
    assert instant(skipped, time(10), zone) is None


def test_the_next_after_a_skipped_date_is_found_from_anywhere_near_it():
    apia = ZoneInfo("Pacific/Apia")
    rhythm = parse_rhythm("friday at 10:00")  # 30 December 2011 was one
    found = next_occurrence(rhythm, apia, after=local(apia, "2011-12-24"))
    assert found is not None
    assert found.day == date(2012, 1, 6)


@pytest.mark.parametrize("zone", [UTC, NEW_YORK])
def test_an_occurrence_has_its_date_its_wall_time_and_its_instant(zone):
    after = datetime(2026, 11, 22, 13, 59, tzinfo=UTC).astimezone(zone)
    found = next_occurrence(parse_rhythm("day at 09:00"), NEW_YORK, after=after)
    assert found == Occurrence(
        day=date(2026, 11, 22), wall_time=time(9), due=datetime(2026, 11, 22, 14, tzinfo=UTC)
    )
    assert found.due.tzinfo is UTC


def test_the_next_is_later_than_asked_and_until_is_included():
    rhythm = parse_rhythm("day at 09:00")
    due = datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert next_occurrence(rhythm, ZoneInfo("UTC"), after=due).due == due + ONE_DAY
    found = occurrences(rhythm, ZoneInfo("UTC"), after=due - ONE_DAY, until=due)
    assert [o.due for o in found] == [due]


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        next_occurrence(parse_rhythm("day at 09:00"), NEW_YORK, after=datetime(2026, 11, 22))  # noqa: DTZ001


def test_a_rare_rhythm_is_found_decades_ahead():
    rhythm = parse_rhythm("cron 0 9 29 2 */7")  # 29 February on a Sunday
    found = next_occurrence(rhythm, NEW_YORK, after=datetime(2088, 3, 1, tzinfo=UTC))
    assert found.day == date(2128, 2, 29)


@pytest.mark.parametrize("every", ["day at 21:00", "cron 0 21 * * *", "cron 0 9 29 2 */7"])
def test_where_the_calendar_ends_nothing_comes_any_more(every):
    rhythm, end = parse_rhythm(every), datetime.max.replace(tzinfo=UTC)
    after = end - timedelta(hours=5)
    assert next_occurrence(rhythm, NEW_YORK, after=after) is None
    assert list(occurrences(rhythm, NEW_YORK, after=after, until=end)) == []


@given(
    rhythms(),
    st.sampled_from([*ZONES, "Pacific/Kiritimati", "Asia/Kathmandu"]),
    st.datetimes(datetime(2021, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_the_next_is_the_earliest_of_all_that_are_named(rhythm, name, after):
    zone = ZoneInfo(name)
    found = next_occurrence(rhythm, zone, after=after)
    if found is not None and found.due - after < 40 * ONE_DAY:
        assert found == _by_brute_force(rhythm, zone, after)


@given(rhythms(), st.sampled_from([zone for zone, _ in ZONES_THAT_SKIPPED_A_DATE]), st.data())
def test_the_next_is_the_earliest_around_a_skipped_date_too(rhythm, zone, data):
    skipped = dict(ZONES_THAT_SKIPPED_A_DATE)[zone]
    beside = datetime.combine(skipped, time(), tzinfo=UTC)
    hours = data.draw(st.integers(-96, 48))
    after = beside + timedelta(hours=hours)
    found = next_occurrence(rhythm, zone, after=after)
    if found is not None and found.due - after < 40 * ONE_DAY:
        assert found == _by_brute_force(rhythm, zone, after)


def _by_brute_force(rhythm, zone, after):
    start = after.date() - 4 * ONE_DAY
    named = {}
    for day in rhythm.days.dates_from(start):
        if day > start + 50 * ONE_DAY:
            break
        for at in rhythm.times:
            due = instant(day, at, zone)
            if due is not None and due > after:
                named.setdefault(due, Occurrence(day=day, wall_time=at, due=due))
    return named[min(named)]


def test_a_year_of_every_five_minutes_in_a_moment():
    rhythm = parse_rhythm("cron */5 * * * *")
    start = datetime(2027, 1, 1, 5, tzinfo=UTC)
    began = process_time()
    count = sum(1 for _ in occurrences(rhythm, NEW_YORK, after=start, until=start + 10 * ONE_DAY))
    assert count == 10 * 288
    assert process_time() - began < 2


@pytest.mark.parametrize("words", ["day at 09:30", "cron 30 9 * * *"])
def test_the_last_days_of_the_calendar_come_and_nothing_after_them(words):
    start, end = datetime(9999, 12, 29, 10, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    found = occurrences(parse_rhythm(words), ZoneInfo("UTC"), after=start, until=end)
    assert [one.day for one in found] == [date(9999, 12, 30), date(9999, 12, 31)]


@pytest.mark.parametrize(
    ("words", "years"),
    [("cron 0 9 29 2 *", 30), ("cron 0 9 31 * *", 4), ("cron 0 9 1,15 * 5", 1)],
)
def test_a_crontab_names_the_same_dates_from_wherever_it_is_looked_at(words, years):
    days, end = parse_rhythm(words).days, date(2026 + years, 1, 1)
    whole = list(takewhile(lambda day: day < end, days.dates_from(date(2026, 1, 1))))
    for n, named in enumerate(whole):
        for start, found in ((named, whole[n:]), (named + ONE_DAY, whole[n + 1 :])):
            assert list(takewhile(lambda day: day < end, days.dates_from(start))) == found
