import re
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.schedule.days import MonthlyDay, MonthlyWeekday, Weekly
from digests.schedule.grammar import DENSEST_EXAMPLE, RhythmError, parse_rhythm
from digests.schedule.remedies import CRON_EXAMPLE, EXAMPLES
from digests.schedule.rhythm import Rhythm
from tests.digests.schedule.rhythms import rhythms

NINE = (time(9),)


@given(rhythms())
def test_the_text_of_a_rhythm_parses_to_the_same_rhythm(rhythm):
    assert parse_rhythm(str(rhythm), starting=rhythm.starting) == rhythm


@given(rhythms())
def test_the_text_of_a_rhythm_is_canonical(rhythm):
    again = parse_rhythm(str(rhythm).upper(), starting=rhythm.starting)
    assert str(again) == str(rhythm)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("day at 09:00", "day at 09:00"),
        ("Daily at 09:00", "day at 09:00"),
        ("every day at 09:00", "day at 09:00"),
        ("weekday at 09:00", "weekday at 09:00"),
        ("  every   weekdays at 18:30,09:00 ", "weekday at 09:00, 18:30"),
        ("mon, thu at 08:00, 18:30", "mon, thu at 08:00, 18:30"),
        ("Thursdays and Mondays at 18:30 and 08:00", "mon, thu at 08:00, 18:30"),
        ("tues, weds, thurs at 08:00", "tue, wed, thu at 08:00"),
        ("friday at 16:30", "friday at 16:30"),
        ("fri at 16:30, 16:30", "friday at 16:30"),
        ("mon,tue,wed,thu,fri at 09:00", "weekday at 09:00"),
        ("mon,tue,wed,thu,fri,sat,sun at 09:00", "day at 09:00"),
        ("the first monday of the month at 09:00", "first monday of the month at 09:00"),
        ("1st mon of each month at 09:00", "first monday of the month at 09:00"),
        ("last Friday of every month at 17:00", "last friday of the month at 17:00"),
        ("first day of the month at 06:00", "day 1 of the month at 06:00"),
        ("last day of the month at 06:00", "last day of the month at 06:00"),
        ("every 2 weeks on friday at 16:30", "every 2 weeks on friday at 16:30"),
        ("every week on friday at 16:30", "friday at 16:30"),
        ("every 3 weeks on fri, mon at 16:30", "every 3 weeks on mon, fri at 16:30"),
        ("CRON  0 9 * * MON-FRI", "cron 0 9 * * mon-fri"),
        ("every weekday at 9am", "weekday at 09:00"),
        ("daily 18:30", "day at 18:30"),
        ("mon, thu at 8", "mon, thu at 08:00"),
        ("first monday of the month at 10:00", "first monday of the month at 10:00"),
        ("day at 9:00", "day at 09:00"),
        ("day at 9:30 p.m.", "day at 21:30"),
        ("day at 12 am", "day at 00:00"),
        ("day at 12pm", "day at 12:00"),
        ("day at 18h30", "day at 18:30"),
        ("friday noon", "friday at 12:00"),
        ("mon-fri at 8", "weekday at 08:00"),
        ("monday to friday at 9", "weekday at 09:00"),
        ("Mon–Thu 9:30", "mon, tue, wed, thu at 09:30"),
        ("fri through mon, wed at 9", "mon, wed, fri, sat, sun at 09:00"),
        ("the 15th of every month at 9", "day 15 of the month at 09:00"),
        ("1st of the month at 9", "day 1 of the month at 09:00"),
        ("friday 9am and 5 pm", "friday at 09:00, 17:00"),
        ("every 2 weeks on friday 4:30 pm", "every 2 weeks on friday at 16:30"),
    ],
)
def test_several_ways_of_writing_are_one_rhythm(text, canonical):
    rhythm = parse_rhythm(text)
    assert str(rhythm) == canonical
    assert parse_rhythm(canonical) == rhythm


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("day at 09:00", Weekly(days=(0, 1, 2, 3, 4, 5, 6))),
        ("weekday at 09:00", Weekly(days=(0, 1, 2, 3, 4))),
        ("sunday at 09:00", Weekly(days=(6,))),
        ("second tuesday of the month at 09:00", MonthlyWeekday(nth=2, weekday=1)),
        ("last sunday of the month at 09:00", MonthlyWeekday(nth=-1, weekday=6)),
        ("day 28 of the month at 09:00", MonthlyDay(day=28)),
    ],
)
def test_the_words_name_these_days(text, days):
    assert parse_rhythm(text) == Rhythm(days=days, times=NINE)


def test_starting_belongs_to_every_so_many_weeks():
    rhythm = parse_rhythm("every 2 weeks on friday at 09:00", starting=date(2026, 11, 27))
    assert rhythm.days == Weekly(days=(4,), weeks=2, starting=date(2026, 11, 27))
    assert rhythm.starting == date(2026, 11, 27)


@pytest.mark.parametrize(
    "date_", ["4 December 2026", "2026-12-04", "4 dec 2026", "December 4, 2026"]
)
def test_a_text_may_say_itself_what_it_starts_from(date_):
    rhythm = parse_rhythm(f"every 2 weeks on friday at 09:00, starting {date_}")
    assert rhythm.starting == date(2026, 12, 4)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("every 2 weeks on friday at 9, starting soon", '"soon" is no date to start from'),
        ("every 2 weeks on friday at 9 starting 2026-12-11", "on 2026-12-04 by its setting"),
        ("friday at 9, starting 2026-12-04", 'takes no "starting"'),
    ],
)
def test_a_start_that_cant_be_is_refused(text, wrong):
    with pytest.raises(RhythmError, match=wrong):
        parse_rhythm(text, starting=date(2026, 12, 4))


@pytest.mark.parametrize(
    "text", ["friday at 09:00", "every 1 week on friday at 09:00", "cron 0 9 * * 5"]
)
def test_starting_is_refused_elsewhere(text):
    with pytest.raises(RhythmError, match='takes no "starting", only "every 2 weeks'):
        parse_rhythm(text, starting=date(2026, 11, 27))


@pytest.mark.parametrize(
    ("text", "wrong", "instead"),
    [
        ("wekday at 9", '"wekday" names no day', "weekday at 09:00"),
        ("day", 'there is no "at" with a time', "day at 09:00"),
        ("", 'there is no "at" with a time', "day at 09:00"),
        ("18:30", 'there is no "at" with a time', "day at 18:30"),
        ("9am on weekdays", 'there is no "at" with a time', "weekday at 09:00"),
        ("day at 0930", '"0930" is no time of day', "day at 09:30"),
        ("day at 18:30:00", '"18:30:00" is no time of day', "day at 18:30"),
        ("day at 24:00", '"24:00" is no time of day', "day at 00:00"),
        ("day at 25:00", '"25:00" is no time of day (00:00 to 23:59)', "day at 09:00"),
        ("friday at 9 in the morning", '"9 in the morning" is no time', "friday at 09:00"),
        ("mon thu at 08:00", '"mon thu" names no day', "mon, thu at 08:00"),
        ("mon, , thu at 08:00", "a day is missing", "mon, thu at 08:00"),
        ("mon-fri", 'there is no "at"', "weekday at 09:00"),
        ("the 15th at 9", '"the 15th" names no day', "day 15 of the month at 09:00"),
        ("monthly on the 1st at 7", '"monthly on the 1st"', "day 1 of the month at 07:00"),
        ("31st at 9", '"31st" names no day', "last day of the month at 09:00"),
        ("31st of february at 9", '"31st of february" names no day', "cron 0 9 28 2 *"),
        ("31 april at 18:30", '"31 april" names no day', "cron 30 18 30 4 *"),
        ("every march 4th at 8am", '"march 4th" names no day', "cron 0 8 4 3 *"),
        ("31st of the month at 9", "has a day 31", "last day of the month at 09:00"),
        ("every 30 minutes", 'there is no "at"', "cron */30 * * * *"),
        ("every 3 hours", 'there is no "at"', "cron 0 */3 * * *"),
        ("weekends at 10:00", '"weekends" names no day', "sat, sun at 10:00"),
        ("weekly", 'there is no "at"', "monday at 09:00"),
        ("monthly at 7", '"monthly" names no day', "first monday of the month at 07:00"),
        ("every month at 9", '"month" names no day', "first monday of the month at 09:00"),
        ("hourly", 'there is no "at"', "cron 0 * * * *"),
        ("frist monday at 9", '"frist monday" names no day', "first monday of the month at 09:00"),
        ("day 31 of the month at 09:00", "has a day 31", "last day of the month at 09:00"),
        ("every other week on fri at 9", '"other week on fri"', "every 2 weeks on friday at 09:00"),
        ("every other friday at 9", '"other friday"', "every 2 weeks on friday at 09:00"),
        ("every 2 weeks friday at 9", '"2 weeks friday"', "every 2 weeks on friday at 09:00"),
        ("fortnightly", 'there is no "at"', "every 2 weeks on monday at 09:00"),
        ("0 9 * * 1-5", 'there is no "at"', "cron 0 9 * * 1-5"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_write(text, wrong, instead):
    with pytest.raises(RhythmError) as refusal:
        parse_rhythm(text)
    sentence = str(refusal.value)
    assert sentence.startswith(f'"{text}": ')
    assert wrong in sentence
    assert sentence.endswith(f'; write "{instead}"')


@pytest.mark.parametrize(
    "text",
    [
        "sometimes",
        "every 3 days at 09:00",
        "every 0 weeks on friday at 09:00",
        "every 53 weeks on friday at 09:00",
        "fifth monday of the month at 09:00",
        "first and third monday of the month at 09:00",
        "day 0 of the mouth at 09:00 except on holidays",
    ],
)
def test_where_nothing_is_near_a_refusal_gives_examples(text):
    with pytest.raises(RhythmError, match=re.escape(f'write for instance "{EXAMPLES[0]}", ')):
        parse_rhythm(text)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("0 9 * *", "a cron line has five fields"),
        ("0 0 9 * * 1", "a cron line has five fields"),
        ("", "a cron line has five fields"),
        ("60 9 * * *", '"60" is no minute (0 to 59)'),
        ("0 25 * * *", '"25" is no hour (0 to 23)'),
        ("0 9 32 * *", '"32" is no day of the month (1 to 31)'),
        ("0 9 * hot *", '"hot" is no month (1 to 12 or jan to dec)'),
        ("0 9 * * 8", '"8" is no day of the week'),
        ("0 9 * * fri-mon", '"fri-mon" is no day of the week'),
        (f"{'1,' * 150}1 9 * * *", "is no minute"),
        ("0 0 30 2 *", '"0 0 30 2 *" never comes'),
        ("0 0 */15 2 mon#5", '"0 0 */15 2 mon#5" never comes'),
    ],
)
def test_a_cron_line_is_refused_with_the_field_that_is_wrong(line, wrong):
    with pytest.raises(RhythmError, match=re.escape(wrong)) as refusal:
        parse_rhythm(f"cron {line}")
    assert str(refusal.value).endswith(f'write for instance "{CRON_EXAMPLE}"')


@pytest.mark.parametrize("text", [*EXAMPLES, CRON_EXAMPLE])
def test_every_example_in_a_refusal_is_a_rhythm(text):
    assert str(parse_rhythm(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "cron * * * * *",
        "cron */4 9 * * *",
        "day at 09:00, 09:04",
        "weekday at 00:00, 23:56",
        "cron 0,2 9 1 1 *",
    ],
)
def test_what_comes_more_often_than_every_five_minutes_is_refused_with_a_remedy(text):
    with pytest.raises(RhythmError) as refusal:
        parse_rhythm(text)
    assert str(refusal.value) == (
        f'"{text}": it comes too often; write times at least 5 minutes apart, '
        f'for instance "{DENSEST_EXAMPLE}"'
    )


@pytest.mark.parametrize("text", [DENSEST_EXAMPLE, "day at 09:00, 09:05", "friday at 00:00, 23:59"])
def test_what_comes_every_five_minutes_is_not(text):
    assert str(parse_rhythm(text)) == text


def test_a_refusal_stays_short_and_on_one_line():
    with pytest.raises(RhythmError) as refusal:
        parse_rhythm("day\nat " + "9" * 10_000)
    assert len(str(refusal.value)) < 300
    assert "\n" not in str(refusal.value)


_WORDS = st.sampled_from(
    ["day", "at", "09:00", "9", "every", "2", "weeks", "on", "fri", ",", "cron", "*", "*/0", "9am"]
)


@given(st.text() | st.lists(_WORDS, max_size=9).map(" ".join))
def test_whatever_is_typed_is_a_rhythm_or_a_refusal_with_a_remedy(text):
    try:
        rhythm = parse_rhythm(text)
    except RhythmError as refusal:
        written = re.findall(r'"([^"]*)"', str(refusal).rpartition("; write ")[2])
        assert written
        for remedy in written:
            assert str(parse_rhythm(remedy)) == remedy
    else:
        assert parse_rhythm(str(rhythm)) == rhythm
