"""Settings typed in chat pass the same checks as those of the file."""

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.schedule_grammar import KEYS
from bot.settings import SettingRefused, parse_setting, typed_schedule
from bot.settings.shape import ScheduleShape
from digests.schedule.channel import Channel
from digests.schedule.grammar import parse_rhythm
from digests.schedule.presentation import Layout, Presentation
from digests.schedule.schedule import CatchUp, Schedule

HERE = Channel(platform="slack", workspace="T024", id="C0123")
TOKYO = ZoneInfo("Asia/Tokyo")
TOPICS = ("AI", "Start-ups & people")


def typed(*settings, name="brief", onto=None):
    return typed_schedule(name, settings, channel=HERE, zone=TOKYO, topics=TOPICS, onto=onto)


def refused(*settings, onto=None):
    with pytest.raises(SettingRefused) as refusal:
        typed(*settings, onto=onto)
    return list(refusal.value.problems)


def test_chat_can_set_every_key_of_the_file_but_the_former_name():
    assert {*KEYS} == {*ScheduleShape.model_fields} - {"was", "paused"}


def test_a_name_that_is_typed_as_a_setting_renames():
    before = typed(("every", "weekday at 09:00"))
    assert typed(("name", "morning"), onto=before) == replace(before, name="morning")
    assert refused(("name", "Morning brief"), onto=before)[0].startswith("name: ")


def test_a_new_schedule_posts_where_it_was_asked_for_in_the_askers_zone():
    made = typed(("every", "weekday at 09:00"))
    assert made == Schedule(
        id="",
        name="brief",
        channel=HERE,
        rhythm=parse_rhythm("weekday at 09:00"),
        zone=TOKYO,
    )


def test_every_setting_can_be_typed():
    made = typed(
        ("every", " every 2 weeks on friday at 16:30 "),
        ("starting", "2026-11-27"),
        ("channel", "slack:C9"),
        ("title", "The brief"),
        ("topics", "start-ups & people, AI"),
        ("stories", "5"),
        ("first", "now"),
        ("catch_up", "skip"),
        ("carry", "36 hours"),
        ("timezone", "Europe/London"),
    )
    assert made.rhythm.starting == date(2026, 11, 27)
    assert (made.channel.id, made.title, made.stories) == ("C9", "The brief", 5)
    assert made.topics == ("Start-ups & people", "AI")
    assert (made.first_now, made.catch_up, made.carry) == (
        True,
        CatchUp.SKIP,
        timedelta(hours=36),
    )
    assert made.zone.key == "Europe/London"


def test_an_edit_keeps_all_that_was_not_typed():
    before = Schedule(
        id="abcdefgh",
        name="brief",
        channel=HERE,
        rhythm=parse_rhythm("weekday at 09:00"),
        zone=ZoneInfo("Europe/London"),
        topics=("AI",),
        stories=3,
        carry=timedelta(days=4),
    )
    after = typed(("every", "day at 18:30"), onto=before)
    assert after.rhythm.times == (time(18, 30),)
    assert (after.id, after.zone, after.topics, after.stories, after.carry) == (
        "abcdefgh",
        before.zone,
        ("AI",),
        3,
        timedelta(days=4),
    )


@pytest.mark.parametrize("everything", ["all", "ALL", ""])
def test_topics_are_taken_back_with_all(everything):
    before = typed(("every", "day at 09:00"), ("topics", "AI"))
    assert typed(("topics", everything), onto=before).topics == ()


def test_a_setting_with_nothing_behind_it_goes_back_to_its_default():
    before = typed(("every", "day at 09:00"), ("title", "The brief"), ("carry", "3 days"))
    after = typed(("title", ""), ("carry", " "), onto=before)
    assert (after.title, after.carry) == ("", None)


def test_another_rhythm_leaves_the_date_behind_that_the_old_one_counted_from():
    before = typed(("every", "every 2 weeks on friday at 16:30"), ("starting", "2026-11-27"))
    assert typed(("every", "day at 09:00"), onto=before).rhythm.starting is None
    assert typed(("stories", "3"), onto=before).rhythm.starting == date(2026, 11, 27)


def test_all_that_is_wrong_is_said_at_once_by_key_and_without_a_file():
    problems = refused(("every", "18:30"), ("stories", "many"), ("topics", "Startups, Sport"))
    assert problems[0].startswith('every: "18:30"')
    assert problems[1:] == [
        "stories: it takes a whole number, such as 8",
        'topics: no topic is called "Startups"; did you mean Start-ups & people?',
        'topics: no topic is called "Sport"; there are AI and Start-ups & people',
    ]


def test_an_unknown_key_and_a_missing_rhythm_are_refused():
    assert refused(("evry", "day at 09:00")) == [
        "evry: there's no such setting; did you mean every?"
    ]
    assert refused() == ["it needs every:, such as every: weekday at 09:00"]


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("stories", "12", 12),
        ("topics", "AI, Funding", ["AI", "Funding"]),
        ("carry", "a week", timedelta(weeks=1)),
        ("starting", "2026-11-27", date(2026, 11, 27)),
        ("timezone", "Asia/Tokyo", TOKYO),
        ("every", "day at 09:00", parse_rhythm("day at 09:00")),
        ("channel", "slack:T024/C0123", HERE),
        ("name", "brief", "brief"),
    ],
)
def test_one_setting_alone_gives_its_value(key, text, value):
    assert parse_setting(key, text) == value


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        ("stories", "0", "stories: 0 is too few; at least 1"),
        ("stories", "²", "stories: it takes a whole number, such as 8"),
        ("timezone", "Tokio", "timezone: .*did you mean Asia/Tokyo"),
        ("when_empty", "quiet", "when_empty: it takes silent or say-so"),
        ("topics", "AI,,", "topics.*it's empty"),
        ("colour", "red", "colour: there's no such setting"),
    ],
)
def test_one_setting_alone_is_refused_with_its_key(key, text, problem):
    with pytest.raises(SettingRefused, match=problem):
        parse_setting(key, text)


def test_how_digests_look_is_typed_as_it_is_written():
    looks = typed(("every", "day at 09:00"), ("layout", "thread"), ("pictures", "off")).presentation
    assert looks == Presentation(layout=Layout.THREAD, pictures=False)


def test_what_another_platform_has_is_refused_with_the_channel():
    style, tags = refused(("every", "day at 09:00"), ("style", "embeds"), ("forum_tags", "News"))
    away = "take it away, since this schedule posts to slack:T024/C0123"
    assert style == f"style: only discord and discord-webhook channels have it; {away}"
    assert tags == f"forum_tags: only discord channels have it; {away}"
