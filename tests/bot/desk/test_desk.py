from dataclasses import replace

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.commands.grammar import parse
from bot.commands.queries import NotUnderstood
from bot.commands.replies import (
    AskedTooOften,
    HelpShown,
    NotAnswered,
    NothingFound,
    ScheduleList,
    TopicList,
)
from bot.commands.verbs import VERBS
from bot.desk.schedule_desk import ScheduleDesk
from bot.platforms.console.render import render
from tests.builders import NOW


async def test_every_verb_gets_its_answer(seeds, desk, at_the_console):
    for verb in VERBS:
        reply = await desk.answer(parse(verb.example), at_the_console)

        assert not isinstance(reply, NotUnderstood), verb
        assert render(reply)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", NothingFound),
        ("topics", TopicList),
        ("help", HelpShown),
        ("schedule list", ScheduleList),
        ("schedule", ScheduleList),
        ("nonsense", NotUnderstood),
    ],
)
async def test_an_empty_archive_is_no_reason_to_stumble(desk, at_the_console, typed, kind):
    assert isinstance(await desk.answer(parse(typed), at_the_console), kind)


async def test_one_asker_gets_twenty_answers_a_minute_and_a_friendly_wait(desk, reader):
    answers = [await desk.answer(parse("help"), reader) for _ in range(21)]

    assert {type(answer) for answer in answers[:20]} == {HelpShown}
    assert isinstance(answers[20], AskedTooOften)
    assert 1 <= answers[20].seconds <= 60


async def test_one_askers_haste_is_not_anothers(desk, reader):
    for _ in range(21):
        await desk.answer(parse("help"), reader)

    for other in (
        replace(reader, user="U778"),
        replace(reader, workspace="T999"),
        replace(reader, platform="discord"),
    ):
        assert isinstance(await desk.answer(parse("help"), other), HelpShown)


async def test_whoever_sits_at_the_console_asks_as_often_as_they_like(desk, at_the_console):
    answers = [await desk.answer(parse("help"), at_the_console) for _ in range(50)]

    assert {type(answer) for answer in answers} == {HelpShown}


async def test_after_a_reload_answers_follow_the_new_settings(desk, settings, at_the_console):
    desk.use(replace(settings, topics=settings.topics[:1]))

    reply = await desk.answer(parse("topics"), at_the_console)

    assert [topic.topic for topic in reply.topics] == ["Funding", "Elsewhere"]


class BrokenPress:
    async def run(self, schedule, *, who):
        raise OSError("disk full")


async def test_what_breaks_is_logged_and_answered_all_the_same(
    desk_of, reading_room, schedules, settings, at_the_console
):
    await schedules.synchronise(settings.schedules, now=NOW)
    desk = desk_of(reading_room, ScheduleDesk(schedules, BrokenPress(), settings))

    with capture_logs(processors=[merge_contextvars]) as logged:
        reply = await desk.answer(parse("schedule run morning-brief"), at_the_console)

    assert isinstance(reply, NotAnswered)
    assert [(entry["event"], entry["asked"], entry["query"]) for entry in logged] == [
        ("answer failed", "AskSchedule", reply.query)
    ]
    assert isinstance(await desk.answer(parse("help"), at_the_console), HelpShown)
