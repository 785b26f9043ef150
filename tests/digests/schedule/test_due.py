from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.schedule.due import MOST_LISTED, Decision, Standing, after_edit, decide
from digests.schedule.edition import key_for
from digests.schedule.occurrences import next_occurrence, occurrences
from digests.schedule.schedule import CatchUp
from tests.builders import schedule
from tests.digests.schedule.rhythms import rhythms

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
HONG_KONG = ZoneInfo("Asia/Hong_Kong")
KIRITIMATI = ZoneInfo("Pacific/Kiritimati")
MIDWAY = ZoneInfo("Pacific/Midway")
NUUK = ZoneInfo("America/Nuuk")

SKIP, LATEST = CatchUp.SKIP, CatchUp.LATEST


def utc(text):
    """November 2026 in London, which is UTC: "22 09:00"."""
    return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def daily(every="day at 09:00", **fields):
    return schedule(every, **{"zone": LONDON, **fields})


def decided(schedule, due, now, *, paused=False):
    """(key posted, keys passed over, next): keys without the schedule."""
    decision = decide(schedule, Standing(next_due=utc(due), paused=paused), now=utc(now))
    posted = _short(schedule, decision.post) if decision.post else None
    return (
        posted,
        [_short(schedule, o) for o in decision.passed_over],
        f"{decision.next_due:%d %H:%M}",
    )


def _short(schedule, occurrence):
    return str(key_for(schedule, occurrence)).removeprefix("schedule1/2026-11-")


@pytest.mark.parametrize("policy", [LATEST, SKIP])
@pytest.mark.parametrize(
    ("every", "due", "now", "expected"),
    [
        ("day at 09:00", "22 09:00", "22 08:59", (None, [], "22 09:00")),
        ("day at 09:00", "22 09:00", "22 09:00", ("22", [], "23 09:00")),
        ("day at 09:00", "22 09:00", "22 15:00", ("22", [], "23 09:00")),
        ("day at 09:00", "20 09:00", "22 10:00", ("22", ["20", "21"], "23 09:00")),
        ("friday at 09:00", "20 09:00", "21 09:00", ("20", [], "27 09:00")),
        ("mon, thu at 09:00", "16 09:00", "17 21:00", ("16", [], "19 09:00")),
        ("day at 09:00, 18:30", "22 09:00", "22 18:30", ("22T18:30", ["22T09:00"], "23 09:00")),
        (
            "cron 0 * * * *",
            "22 07:00",
            "22 09:20",
            ("22T09:00", ["22T07:00", "22T08:00"], "22 10:00"),
        ),
    ],
)
def test_within_the_grace_the_newest_is_posted_whatever_the_policy(
    every, due, now, expected, policy
):
    assert decided(daily(every, catch_up=policy), due, now) == expected


@pytest.mark.parametrize(
    ("every", "due", "now", "missed", "older", "coming"),
    [
        ("day at 09:00", "22 09:00", "22 15:01", "22", [], "23 09:00"),
        ("day at 09:00", "19 09:00", "22 08:00", "21", ["19", "20"], "22 09:00"),
        ("friday at 09:00", "20 09:00", "21 09:01", "20", [], "27 09:00"),
        ("mon, thu at 09:00", "16 09:00", "17 21:01", "16", [], "19 09:00"),
    ],
)
def test_beyond_the_grace_the_policy_decides(every, due, now, missed, older, coming):
    catching_up = decided(daily(every, catch_up=LATEST), due, now)
    assert catching_up == (missed, older, coming)
    skipping = decided(daily(every, catch_up=SKIP), due, now)
    assert skipping == (None, [*older, missed], coming)


def test_what_comes_during_a_pause_is_passed_over_even_if_it_would_be_in_time():
    assert decided(daily(), "20 09:00", "22 09:00", paused=True) == (
        None,
        ["20", "21", "22"],
        "23 09:00",
    )


@pytest.mark.parametrize("zone", [LONDON, HONG_KONG])
def test_after_a_long_silence_of_a_dense_rhythm_the_newest_are_named_and_the_rest_counted(zone):
    every_five_minutes = schedule("cron */5 * * * *", zone=zone)
    due, now = utc("22 09:00") - timedelta(days=365), utc("22 09:00")

    decision = decide(every_five_minutes, Standing(next_due=due), now=now)

    assert decision.post.due == now
    assert len(decision.passed_over) == MOST_LISTED - 1
    first = decision.passed_over[0].due
    assert first == now - (MOST_LISTED - 1) * timedelta(minutes=5)
    assert decision.older == pytest.approx((first - due) / timedelta(minutes=5), abs=24)


def test_where_all_can_be_named_none_is_only_counted():
    due, now = utc("22 09:00") - timedelta(days=900), utc("22 09:00")
    decision = decide(daily(zone=ZoneInfo("UTC")), Standing(next_due=due), now=now)
    assert (len(decision.passed_over), decision.older) == (900, 0)


def test_a_schedule_with_nothing_to_come_has_nothing_due():
    assert decide(daily(), Standing(next_due=None), now=utc("22 09:00")) == Decision()


def test_a_next_time_that_new_zone_rules_made_wrong_is_reckoned_anew():
    standing = Standing(next_due=utc("22 10:00"))
    assert decide(daily(), standing, now=utc("22 10:30")) == Decision(next_due=utc("23 09:00"))


def test_the_last_that_ever_comes_is_posted_and_nothing_follows():
    due = datetime(9999, 12, 1, 9, tzinfo=UTC)
    subject = daily("day 1 of the month at 09:00")
    decision = decide(subject, Standing(next_due=due), now=due + timedelta(hours=6))
    assert decision.post.due == due
    assert decision.next_due is None


@given(
    rhythms(),
    st.sampled_from([LONDON, NEW_YORK, NUUK]),
    st.datetimes(datetime(2027, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.lists(st.integers(1, 40 * 24), min_size=1, max_size=5),
    st.sampled_from(CatchUp),
)
def test_whenever_one_looks_each_occurrence_is_decided_exactly_once(
    rhythm, zone, start, hours, policy
):
    subject = schedule(zone=zone, rhythm=rhythm, catch_up=policy)
    first = next_occurrence(rhythm, zone, after=start)
    due, now, seen = first and first.due, start, []
    for step in hours:
        now += timedelta(hours=step)
        decision = decide(subject, Standing(next_due=due), now=now)
        seen += [*decision.passed_over, *filter(None, [decision.post])]
        due = decision.next_due
        assert due is None or due > now
    assert seen == list(occurrences(rhythm, zone, after=start, until=now))


def after(schedule, now, last):
    found = after_edit(schedule, now=utc(now), last=last and (date(2026, 11, last[0]), last[1]))
    return f"{_short(schedule, found)} = {found.due:%d %H:%M}"


@pytest.mark.parametrize(
    ("every", "zone", "now", "last", "expected"),
    [
        # another time of the day: a date that was published waits for the next
        ("day at 18:00", LONDON, "22 10:00", (22, time(9)), "23 = 23 18:00"),
        ("day at 18:00", LONDON, "22 10:00", (21, time(9)), "22 = 22 18:00"),
        ("day at 18:00", LONDON, "22 18:00", (21, time(9)), "23 = 23 18:00"),
        ("day at 18:00", LONDON, "22 10:00", None, "22 = 22 18:00"),
        # several times a day: those later than the last remain
        ("day at 08:00, 18:30", LONDON, "22 10:00", (22, time(9)), "22T18:30 = 22 18:30"),
        ("day at 08:00, 18:30", LONDON, "22 07:00", (22, time(18, 30)), "23T08:00 = 23 08:00"),
        ("day at 18:30, 19:30", LONDON, "22 18:29", (22, time(18, 30)), "22T19:30 = 22 19:30"),
        # another zone, in which the date is still to come or is over already
        ("day at 09:00", NEW_YORK, "22 02:00", (22, time(9)), "23 = 23 14:00"),
        ("day at 09:00", NEW_YORK, "22 02:00", (20, time(9)), "22 = 22 14:00"),
        ("day at 08:00, 12:00, 18:00", LONDON, "22 05:00", (22, time(12)), "22T18:00 = 22 18:00"),
        ("day at 09:00", MIDWAY, "22 09:00", (22, time(9)), "23 = 23 20:00"),
        ("day at 07:00", KIRITIMATI, "22 10:00", (22, time(6)), "23 = 22 17:00"),
        # another rhythm
        ("weekday at 09:00", LONDON, "20 10:00", (20, time(9)), "23 = 23 09:00"),
        ("friday at 16:30", LONDON, "20 10:00", (20, time(9)), "27 = 27 16:30"),
    ],
)
def test_the_first_after_an_edit_is_later_and_publishes_no_date_again(
    every, zone, now, last, expected
):
    assert after(daily(every, zone=zone), now, last) == expected


def test_a_time_that_a_gap_moved_past_a_later_one_still_comes_after_it():
    nuuk = schedule("day at 00:15, 23:30", zone=NUUK)
    now = datetime(2027, 3, 28, 0, 20, tzinfo=NUUK)
    found = after_edit(nuuk, now=now, last=(date(2027, 3, 28), time(0, 15)))
    assert (found.day, found.wall_time) == (date(2027, 3, 27), time(23, 30))


def test_a_date_that_the_new_zone_skips_counts_as_published():
    apia = schedule("day at 09:00, 18:00", zone=ZoneInfo("Pacific/Apia"))
    now = datetime(2011, 12, 30, 9, 59, tzinfo=UTC)  # the last minute of the 29th
    found = after_edit(apia, now=now, last=(date(2011, 12, 30), time(9)))
    assert (found.day, found.wall_time) == (date(2011, 12, 31), time(9))


def test_nothing_comes_after_an_edit_to_what_comes_no_more():
    assert (
        after_edit(
            daily("last day of the month at 09:00"),
            now=datetime(9999, 12, 31, 10, tzinfo=UTC),
            last=None,
        )
        is None
    )
