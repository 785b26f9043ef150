from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands.grammar import parse
from bot.commands.replies import (
    DigestReady,
    EditionOrdered,
    Progress,
    ScheduleList,
    ScheduleRefused,
    ScheduleShown,
)
from digests.schedule.channel import Channel
from digests.topics import Topic
from tests.builders import NOW, schedule

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def ask(schedule_desk):
    """Answer what is typed, at NOW: Sunday, 01:00 in London."""

    async def asked(typed, asker, now=NOW):
        return await schedule_desk.answer(parse(f"/news schedule {typed}"), asker, now)

    return asked


@pytest.fixture
async def from_file(schedules, settings):
    """The settings file's own schedule, on the console."""
    await schedules.synchronise(settings.schedules, now=NOW)


def local(times, zone):
    return [f"{time.astimezone(zone):%a %d %H:%M}" for time in times]


async def test_adding_answers_with_the_next_five_times_in_the_schedules_zone(ask, in_slack):
    answer = await ask(
        "add evening-brief every: weekday at 18:30 timezone: Asia/Tokyo topics: ai, Funding",
        in_slack,
    )

    assert isinstance(answer, ScheduleShown)
    assert answer.change == "added"
    assert answer.state.schedule.topics == ("AI", "Funding")
    assert local(answer.upcoming, ZoneInfo("Asia/Tokyo")) == [
        "Mon 23 18:30",
        "Tue 24 18:30",
        "Wed 25 18:30",
        "Thu 26 18:30",
        "Fri 27 18:30",
    ]


async def test_next_times_cross_a_clock_change_at_the_same_wall_time(ask, in_slack):
    before = datetime(2027, 3, 26, 12, tzinfo=LONDON)  # the clocks go forward on the 28th

    answer = await ask("add early every: day at 06:00", in_slack, before)

    assert local(answer.upcoming, LONDON) == [f"{d} 06:00" for d in (
        "Sat 27", "Sun 28", "Mon 29", "Tue 30", "Wed 31"
    )]  # fmt: skip


async def test_what_is_not_said_is_the_askers_own_channel_and_zone(ask, in_slack):
    answer = await ask("add evening every: day at 18:30", in_slack)

    made = answer.state.schedule
    assert made.channel == Channel(platform="slack", workspace="T024", id="C0123")
    assert made.zone == LONDON
    assert made.name == "evening"


async def test_a_channel_of_the_same_workspace_may_be_named(ask, in_slack):
    answer = await ask("add evening every: day at 18:30 channel: slack:C0999", in_slack)

    assert str(answer.state.schedule.channel) == "slack:T024/C0999"


@pytest.mark.parametrize(
    "channel", ["slack:T999/C0123", "discord:1/2", "console", "discord-webhook:news"]
)
async def test_a_channel_elsewhere_is_refused(ask, in_slack, schedules, channel):
    answer = await ask(f"add evening every: day at 18:30 channel: {channel}", in_slack)

    assert isinstance(answer, ScheduleRefused)
    assert channel in answer.problem
    assert await schedules.all() == ()


async def test_where_there_is_no_channel_one_has_to_be_named(ask, in_slack):
    nowhere = replace(in_slack, channel=None)

    refused = await ask("add evening every: day at 18:30", nowhere)
    added = await ask("add evening every: day at 18:30 channel: slack:C0123", nowhere)

    assert refused == ScheduleRefused(
        "there's no channel here to post to", "name one with channel: …"
    )
    assert isinstance(added, ScheduleShown)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("every: wekday at 9", 'every: "wekday at 9"'),
        ("every: weekday at 09:00 timezone: hong kong", "did you mean Asia/Hong_Kong?"),
        ("every: weekday at 09:00 topics: Sport", "topics: no topic is called"),
        ("every: weekday at 09:00 stories: lots", "stories: it takes a whole number"),
        ("every: weekday at 09:00 stories: 500", "stories: 500 is too many"),
        ("every: weekday at 09:00 channel: slak:C1", "channel: "),
        ("every: weekday at 09:00 catch_up: never", "catch_up: it takes latest or skip"),
        ("every: weekday at 09:00 carry: 3", "carry: "),
        ("every: day at 09:00 starting: 2026-12-01", 'takes no "starting"'),
    ],
)
async def test_settings_are_checked_with_the_sentences_of_the_file(
    ask, in_slack, schedules, typed, problem
):
    answer = await ask(f"add evening {typed}", in_slack)

    assert isinstance(answer, ScheduleRefused)
    assert problem in answer.problem
    assert answer.remedy == "nothing was changed"
    assert await schedules.all() == ()


async def test_a_name_is_there_once_in_a_workspace_but_again_in_another(ask, in_slack):
    other = replace(in_slack, workspace="T999", channel="slack:T999/C1")

    assert isinstance(await ask("add evening every: day at 18:30", in_slack), ScheduleShown)
    twice = await ask("add evening every: day at 18:30", in_slack)
    assert isinstance(await ask("add evening every: day at 18:30", other), ScheduleShown)

    assert isinstance(twice, ScheduleRefused)
    assert "evening" in twice.problem
    assert twice.remedy == "take another name"


async def test_an_edit_keeps_what_it_does_not_name(ask, in_slack):
    added = await ask("add evening every: day at 18:30 topics: AI title: Evening", in_slack)
    edited = await ask("edit evening stories: 3", in_slack)

    before, after = added.state.schedule, edited.state.schedule
    assert edited.change == "changed"
    assert after == replace(before, stories=3)


async def test_an_edit_of_the_rhythm_answers_with_the_new_times(ask, in_slack):
    await ask("add evening every: day at 18:30", in_slack)

    answer = await ask("edit evening every: friday at 16:30", in_slack)

    assert local(answer.upcoming, LONDON)[:2] == ["Fri 27 16:30", "Fri 04 16:30"]


@pytest.mark.parametrize(
    "typed", ["every weekday at 9am Europe/Berlin", "weekday 9:00 europe/berlin"]
)
async def test_a_zone_may_stand_behind_the_rhythm(ask, in_slack, typed):
    answer = await ask(f"add early every: {typed}", in_slack)
    assert str(answer.state.schedule.rhythm) == "weekday at 09:00"
    assert answer.state.schedule.zone.key == "Europe/Berlin"

    answer = await ask("edit early every: friday at 8 Asia/Tokyo", in_slack)
    assert answer.state.schedule.zone.key == "Asia/Tokyo"


async def test_two_zones_for_one_rhythm_are_refused(ask, in_slack):
    answer = await ask("add early every: day at 9 Asia/Tokyo timezone: Europe/Berlin", in_slack)
    assert "asia/tokyo" in answer.problem.casefold()


async def test_a_setting_with_nothing_behind_it_goes_back_to_its_default(ask, in_slack):
    await ask("add evening every: day at 18:30 topics: AI title: Late", in_slack)

    answer = await ask("edit evening title: topics: all", in_slack)

    assert answer.state.schedule.heading == "Evening"
    assert answer.state.schedule.topics == ()


async def test_a_schedule_may_take_another_name_and_keep_its_id(ask, in_slack):
    added = await ask("add evening every: day at 18:30", in_slack)

    renamed = await ask("edit evening name: late-brief", in_slack)
    listed = await ask("list", in_slack)

    assert renamed.state.schedule.id == added.state.schedule.id
    assert [s.schedule.name for s in listed.schedules] == ["late-brief"]


async def test_a_paused_schedule_has_no_next_times_until_it_is_resumed(ask, in_slack):
    await ask("add evening every: day at 18:30", in_slack)

    paused = await ask("pause evening", in_slack)
    resumed = await ask("resume evening", in_slack)

    assert (paused.change, paused.state.paused, paused.upcoming) == ("paused", True, ())
    assert (resumed.change, resumed.state.paused, len(resumed.upcoming)) == ("resumed", False, 5)


async def test_a_removed_schedule_is_gone(ask, in_slack):
    await ask("add evening every: day at 18:30", in_slack)

    removed = await ask("remove evening", in_slack)
    listed = await ask("list", in_slack)

    assert (removed.change, removed.upcoming) == ("removed", ())
    assert listed == ScheduleList(())


@pytest.mark.parametrize(
    "typed",
    [
        "list",
        "show evening",
        "add evening every: day at 09:00",
        "edit evening stories: 3",
        "preview evening",
        "run evening",
        "pause evening",
        "resume evening",
        "remove evening",
    ],
)
async def test_who_is_no_admin_is_refused_and_told_what_they_can_do(
    ask, in_slack, reader, schedules, press, typed
):
    await ask("add evening every: day at 18:30", in_slack)
    before = await schedules.all()

    answer = await ask(typed, reader)

    assert isinstance(answer, ScheduleRefused)
    assert "admins" in answer.problem
    assert "/news latest" in answer.remedy
    assert await schedules.all() == before
    assert press.previewed == press.ran == []


@pytest.mark.parametrize("typed", ["edit X stories: 3", "pause X", "remove X"])
async def test_a_schedule_of_the_file_names_the_line_where_it_is_changed(
    ask, from_file, schedules, at_the_console, typed
):
    before = await schedules.all()

    answer = await ask(typed.replace("X", "morning-brief"), at_the_console)

    assert isinstance(answer, ScheduleRefused)
    assert answer.problem == "“morning-brief” comes from broadsheet.yaml:10"
    assert "broadsheet reload" in answer.remedy
    assert await schedules.all() == before


async def test_how_a_schedule_of_the_file_is_paused_is_said(ask, from_file, at_the_console):
    answer = await ask("pause morning-brief", at_the_console)
    assert answer.remedy.startswith("to pause it, write paused: true there and run broadsheet rel")


async def test_a_schedule_that_the_file_pauses_is_resumed_there(
    ask, from_file, schedules, at_the_console
):
    answer = await ask("resume morning-brief", at_the_console)
    assert answer.problem == "“morning-brief” comes from broadsheet.yaml:10"
    assert answer.remedy == "it isn't paused"

    (state,) = await schedules.all()
    await schedules.synchronise([replace(state.schedule, paused=True)], now=NOW)
    answer = await ask("resume morning-brief", at_the_console)

    assert answer.remedy == "take paused: true away there and run broadsheet reload"
    assert (await schedules.get("morning-brief")).paused


async def test_a_schedule_of_the_file_can_be_seen_previewed_and_run(
    ask, from_file, at_the_console, press
):
    shown = await ask("show morning-brief", at_the_console)
    preview = await ask("preview morning-brief", at_the_console)
    ran = await ask("run morning-brief", at_the_console)

    assert shown.state.from_file
    assert isinstance(preview, DigestReady)
    assert ran == EditionOrdered(shown.state.schedule, f"{shown.state.schedule.id}/extra/1")
    assert press.previewed == [shown.state.schedule]
    assert press.ran == [(shown.state.schedule, "console:console")]


async def test_a_schedule_whose_topics_are_gone_says_so(
    ask, from_file, at_the_console, schedule_desk, settings
):
    ai = [topic for topic in settings.topics if topic.name == "AI"]
    schedule_desk.use(replace(settings, topics=tuple(ai)))

    shown = await ask("show morning-brief", at_the_console)
    (listed,) = (await ask("list", at_the_console)).schedules

    assert shown.state.topics_gone == listed.topics_gone == ("Funding",)


async def test_a_run_with_nothing_to_tell_says_so(ask, from_file, at_the_console, press):
    press.progress = Progress.EMPTY
    answer = await ask("run morning-brief", at_the_console)

    assert answer.progress is Progress.EMPTY


@pytest.mark.parametrize("typed", ["show X", "edit X stories: 3", "preview X", "run X", "remove X"])
async def test_a_workspace_neither_sees_nor_changes_anothers_schedules(
    ask, in_slack, schedules, press, typed
):
    channel = Channel(platform="slack", workspace="T999", id="C1")
    made = await schedules.add(schedule(name="theirs", channel=channel), who="a", now=NOW)
    await ask("add ours every: day at 18:30", in_slack)
    before = await schedules.all()

    for name in ("theirs", made.id):
        answer = await ask(typed.replace("X", name), in_slack)
        assert isinstance(answer, ScheduleRefused)
        assert answer.remedy == "there's only ours"

    assert await schedules.all() == before
    assert press.previewed == press.ran == []
    assert [s.schedule.name for s in (await ask("list", in_slack)).schedules] == ["ours"]


async def test_outside_of_any_workspace_nothing_is_seen(ask, in_slack):
    await ask("add ours every: day at 18:30", in_slack)

    nowhere = replace(in_slack, workspace=None, channel=None)

    assert await ask("list", nowhere) == ScheduleList(())


async def test_every_change_is_in_the_audit_with_who_made_it(ask, in_slack, audit):
    for typed in (
        "add evening every: day at 18:30",
        "edit evening stories: 3",
        "pause evening",
        "resume evening",
        "remove evening",
    ):
        await ask(typed, in_slack)
    await ask("edit evening stories: 4", in_slack)  # refused: it's gone

    changes = (await audit.changes())[::-1]

    assert [c.what for c in changes] == ["added", "changed", "paused", "resumed", "removed"]
    assert {c.who for c in changes} == {"slack:U012"}
    assert (changes[1].before["stories"], changes[1].after["stories"]) == (8, 3)


async def test_after_a_reload_topics_are_those_of_the_new_settings(
    ask, schedule_desk, settings, in_slack
):
    schedule_desk.use(replace(settings, topics=(*settings.topics, Topic(name="Sport"))))

    answer = await ask("add games every: day at 18:30 topics: sport", in_slack)

    assert answer.state.schedule.topics == ("Sport",)


async def test_next_times_may_be_years_apart(ask, in_slack):
    answer = await ask("add leap every: cron 0 9 29 2 *", in_slack)

    assert len(answer.upcoming) == 5
    assert answer.upcoming[0] - NOW > timedelta(days=400)
