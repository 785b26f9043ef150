"""Schedules on the console: the list, and one with its next times."""

from collections.abc import Iterator

from bot.commands.replies import (
    EditionOrdered,
    Progress,
    ScheduleList,
    ScheduleShown,
    ScheduleState,
)
from bot.commands.verbs import COMMAND
from bot.platforms.console.lines import GAP, MARKUP, Line, LineStyle, line
from bot.wording import schedules


def schedule_list(reply: ScheduleList) -> Iterator[Line]:
    """Each schedule with its rhythm and when it comes next."""
    if not reply.schedules:
        yield line(LineStyle.TEXT, schedules.NONE_YET)
        yield line(LineStyle.COMMAND, f"{COMMAND} {schedules.EXAMPLE}")
        return
    yield line(LineStyle.TITLE, "Schedules")
    for state in reply.schedules:
        yield GAP
        yield line(LineStyle.STORY, state.schedule.name)
        yield line(LineStyle.SUMMARY, schedules.rhythm(state.schedule, MARKUP))
        yield line(LineStyle.BYLINE, schedules.coming(state, MARKUP))
        if not state.taken_up:
            yield line(LineStyle.BYLINE, schedules.NOT_TAKEN_UP)
        if gone := schedules.gone(state, MARKUP):
            yield line(LineStyle.BYLINE, gone)


def schedule_shown(reply: ScheduleShown) -> Iterator[Line]:
    """One schedule: what was done to it, what it is, and its next times in its own zone."""
    state, schedule = reply.state, reply.state.schedule
    yield line(LineStyle.TITLE, schedule.heading)
    yield line(LineStyle.NOTE, schedules.done(reply, MARKUP))
    if reply.change == "removed":
        yield line(LineStyle.NOTE, schedules.TAKEN_BACK)
        return
    yield GAP
    yield from _described(state)
    if reply.obstacle:
        yield line(LineStyle.NOTE, reply.obstacle)
    yield GAP
    if schedule.paused:
        yield line(LineStyle.TEXT, schedules.PAUSED_THERE)
    elif state.paused:
        yield line(LineStyle.TEXT, schedules.PAUSED)
        yield line(LineStyle.COMMAND, f"{COMMAND} schedule resume {schedule.name}")
    elif reply.upcoming:
        yield line(LineStyle.HEADING, schedules.next_times(schedule, MARKUP))
        for due in reply.upcoming:
            yield line(LineStyle.SUMMARY, schedules.when(due, schedule.zone, MARKUP))
    else:
        yield line(LineStyle.TEXT, schedules.NEVER)


def ordered(reply: EditionOrdered) -> Iterator[Line]:
    """Whether an extra edition comes, and when; who asks here may have no bot that runs."""
    yield line(LineStyle.TEXT, schedules.ordered(reply, MARKUP))
    if reply.progress is Progress.PLANNED:
        yield line(LineStyle.TEXT, "Where no bot runs, the next one posts it.")
    if schedules.comes(reply):
        yield line(LineStyle.NOTE, f"edition {reply.key}")


def _described(state: ScheduleState) -> Iterator[Line]:
    yield line(LineStyle.TEXT, schedules.rhythm(state.schedule, MARKUP))
    yield line(LineStyle.TEXT, schedules.contents(state.schedule, MARKUP))
    if first := schedules.first(state):
        yield line(LineStyle.TEXT, first)
    if gone := schedules.gone(state, MARKUP):
        yield line(LineStyle.NOTE, gone)
    if not state.taken_up:
        yield line(LineStyle.NOTE, schedules.NOT_TAKEN_UP)
    if state.last_edition:
        yield line(LineStyle.NOTE, f"last edition: {state.last_edition}")
