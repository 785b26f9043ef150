from datetime import date, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.schedule.crontab import Crontab
from digests.schedule.days import MonthlyDay, MonthlyWeekday, Weekly
from digests.schedule.grammar import parse_rhythm
from digests.schedule.rhythm import Rhythm
from tests.digests.schedule.rhythms import rhythms


def dates(text, start, count=4, *, starting=None):
    days = parse_rhythm(text, starting=starting).days
    return [day.isoformat()[5:] for day in islice(days.dates_from(start), count)]


SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("day at 09:00", ["11-22", "11-23", "11-24", "11-25"]),
        ("weekday at 09:00", ["11-23", "11-24", "11-25", "11-26"]),
        ("mon, thu at 09:00", ["11-23", "11-26", "11-30", "12-03"]),
        ("sunday at 09:00", ["11-22", "11-29", "12-06", "12-13"]),
        ("first monday of the month at 09:00", ["12-07", "01-04", "02-01", "03-01"]),
        ("fourth sunday of the month at 09:00", ["11-22", "12-27", "01-24", "02-28"]),
        ("last sunday of the month at 09:00", ["11-29", "12-27", "01-31", "02-28"]),
        ("day 22 of the month at 09:00", ["11-22", "12-22", "01-22", "02-22"]),
        ("last day of the month at 09:00", ["11-30", "12-31", "01-31", "02-28"]),
        ("cron 0 9 * * 0", ["11-22", "11-29", "12-06", "12-13"]),
        ("cron 0 9 * * 7", ["11-22", "11-29", "12-06", "12-13"]),
        ("cron 0 9 * * 1-5", ["11-23", "11-24", "11-25", "11-26"]),
        ("cron 0 9 * * mon", ["11-23", "11-30", "12-07", "12-14"]),
        ("cron 0 9 1 * fri", ["11-27", "12-01", "12-04", "12-11"]),
        ("cron 0 9 31 * *", ["12-31", "01-31", "03-31", "05-31"]),
    ],
)
def test_these_dates_are_named(text, named):
    assert dates(text, SUNDAY) == named


def test_every_two_weeks_counts_from_the_first_monday_of_1970():
    weeks = [(day - date(1970, 1, 5)).days // 7 for day in _dates("every 2 weeks on mon, sun")]
    assert weeks[0] % 2 == 0
    assert {later - earlier for earlier, later in pairwise(weeks)} == {0, 2}


def _dates(text):
    return list(islice(parse_rhythm(f"{text} at 09:00").days.dates_from(SUNDAY), 10))


@pytest.mark.parametrize(
    ("starting", "named"),
    [
        (date(2026, 11, 27), ["11-27", "12-11", "12-25"]),
        (date(2026, 11, 24), ["11-27", "12-11", "12-25"]),
        (date(2026, 11, 28), ["12-04", "12-18", "01-01"]),
        (date(2026, 10, 2), ["11-27", "12-11", "12-25"]),
        (date(2026, 12, 25), ["12-25", "01-08", "01-22"]),
    ],
)
def test_starting_makes_the_first_friday_on_or_after_it_the_first_of_all(starting, named):
    text = "every 2 weeks on friday at 09:00"
    assert dates(text, SUNDAY, 3, starting=starting) == named


def test_starting_in_midweek_counts_from_the_first_named_day():
    named = dates("every 2 weeks on mon, fri at 09:00", SUNDAY, 4, starting=date(2026, 11, 25))
    assert named == ["11-27", "12-07", "12-11", "12-21"]


@given(rhythms(), st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_dates_ascend_and_begin_no_earlier_than_asked(rhythm, start):
    named = [start, *islice(rhythm.days.dates_from(start), 5)]
    assert named[1] >= start
    assert all(earlier < later for earlier, later in pairwise(named[1:]))


@given(rhythms(), st.dates(date(2031, 1, 1), date(2040, 1, 1)))
def test_which_dates_are_named_doesnt_depend_on_where_one_begins(rhythm, start):
    named = list(islice(rhythm.days.dates_from(start), 3))
    assert next(rhythm.days.dates_from(named[0] + timedelta(days=1))) == named[1]
    assert next(rhythm.days.dates_from(named[2])) == named[2]


@pytest.mark.parametrize(
    ("text", "length", "carry"),
    [
        ("day at 09:00", 1, 2),
        ("day at 08:00, 18:30", 1, 2),
        ("weekday at 09:00", 1, 2),
        ("mon, thu at 09:00", 3, 6),
        ("friday at 09:00", 7, 7),
        ("every 2 weeks on friday at 09:00", 14, 7),
        ("first monday of the month at 09:00", 30, 7),
        ("day 1 of the month at 09:00", 30, 7),
        ("cron 0 9 * * *", 1, 2),
        ("cron 0 9 * * 1-5", 1, 2),
        ("cron 0 9 * * 1", 7, 7),
        ("cron 0 9 1 * *", 30, 7),
        ("cron 0 9 29 2 */7", 365, 7),
    ],
)
def test_a_rhythm_knows_its_length_and_how_long_it_carries(text, length, carry):
    rhythm = parse_rhythm(text)
    assert (rhythm.length.days, rhythm.carry.days) == (length, carry)
    assert rhythm.length == timedelta(days=length)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("day at 09:00", 6),
        ("weekday at 09:00", 6),
        ("friday at 09:00", 24),
        ("mon, thu at 09:00", 36),
        ("first monday of the month at 09:00", 36),
    ],
)
def test_grace_is_six_hours_a_day_or_half_the_distance_to_the_next(text, hours):
    assert parse_rhythm(text).grace(timedelta(hours=72)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("day at 09:00", False),
        ("day at 08:00, 18:30", True),
        ("cron 0 9 * * *", False),
        ("cron 0 9,17 * * *", True),
        ("cron 0,30 9 * * *", True),
    ],
)
def test_a_rhythm_knows_whether_a_date_has_several_times(text, several):
    assert parse_rhythm(text).several is several


def test_a_cron_line_names_every_time_of_the_day():
    assert parse_rhythm("cron 0,30 9-10 1 1 *").times == (
        time(9),
        time(9, 30),
        time(10),
        time(10, 30),
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: Weekly(days=()),
        lambda: Weekly(days=(7,)),
        lambda: Weekly(days=(3, 1)),
        lambda: Weekly(days=(1,), weeks=0),
        lambda: Weekly(days=(1,), starting=SUNDAY),
        lambda: MonthlyWeekday(nth=5, weekday=0),
        lambda: MonthlyWeekday(nth=1, weekday=7),
        lambda: MonthlyDay(day=31),
        lambda: Rhythm(days=MonthlyDay(day=1), times=()),
        lambda: Rhythm(days=MonthlyDay(day=1), times=(time(9), time(8))),
        lambda: Rhythm(days=MonthlyDay(day=1), times=(time(9, 0, 1),)),
        lambda: Rhythm(days=Crontab("0 9 * * *"), times=(time(8),)),
    ],
)
def test_no_rhythm_is_born_invalid(make):
    with pytest.raises(ValueError, match=r"."):
        make()
