from datetime import date

import pytest
from hypothesis import given

from digests.schedule.grammar import parse_rhythm
from digests.schedule.spoken import spoken
from tests.digests.schedule.rhythms import rhythms


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("day at 09:00", "Every day at 09:00"),
        ("weekday at 09:00", "Every weekday at 09:00"),
        ("friday at 16:30", "Every Friday at 16:30"),
        ("mon, thu at 08:00, 18:30", "Mondays and Thursdays at 08:00 and 18:30"),
        (
            "mon, wed, sat at 06:00, 12:00, 18:00",
            "Mondays, Wednesdays and Saturdays at 06:00, 12:00 and 18:00",
        ),
        ("first monday of the month at 09:00", "The first Monday of the month at 09:00"),
        ("last sunday of the month at 09:00", "The last Sunday of the month at 09:00"),
        ("day 15 of the month at 09:00", "Day 15 of every month at 09:00"),
        ("last day of the month at 09:00", "The last day of the month at 09:00"),
        ("every 2 weeks on friday at 16:30", "Every 2 weeks on Friday at 16:30"),
        ("every 3 weeks on mon, thu at 16:30", "Every 3 weeks on Monday and Thursday at 16:30"),
        ("cron 0 9 * * 1-5", "cron 0 9 * * 1-5"),
    ],
)
def test_a_rhythm_reads_as_a_person_would_say_it(written, said):
    assert spoken(parse_rhythm(written)) == said


def test_the_date_it_starts_from_is_said():
    rhythm = parse_rhythm("every 2 weeks on friday at 16:30", starting=date(2026, 12, 4))

    assert spoken(rhythm) == "Every 2 weeks on Friday at 16:30, starting 4 December 2026"


@given(rhythms())
def test_what_a_person_reads_can_be_typed_again(rhythm):
    assert parse_rhythm(spoken(rhythm)) == rhythm
