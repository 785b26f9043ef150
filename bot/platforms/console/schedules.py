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
from bot.platforms.console.lines import GAP, MARKUP, Line, Style, line
from bot.wording import schedules


def schedule_list(reply: ScheduleList) -> Iterator[Line]:
    """Each schedule with its rhythm and when it comes next."""
    if not reply.schedules:
        yield line(Style.TEXT, schedules.NONE_YET)
        yield line(Style.COMMAND, f"{COMMAND} {schedules.EXAMPLE}")
        return
    yield line(Style.TITLE, "Schedules")
    for state in reply.schedules:
        yield GAP
        yield line(Style.STORY, state.schedule.name)
        yield line(Style.SUMMARY, schedules.rhythm(state.schedule, MARKUP))
        yield line(Style.BYLINE, schedules.coming(state, MARKUP))
        if gone := schedules.gone(state, MARKUP):
            yield line(Style.BYLINE, gone)


def schedule_shown(reply: ScheduleShown) -> Iterator[Line]:
    """One schedule: what was done to it, what it is, and its next times in its own zone."""
    state, schedule = reply.state, reply.state.schedule
    yield line(Style.TITLE, schedule.heading)
    yield line(Style.NOTE, schedules.done(reply, MARKUP))
    if reply.change == "removed":
        yield line(Style.NOTE, schedules.TAKEN_BACK)
        return
    yield GAP
    yield from _described(state)
    if reply.obstacle:
        yield line(Style.NOTE, reply.obstacle)
    yield GAP
    if state.paused:
        yield line(Style.TEXT, schedules.PAUSED)
        yield line(Style.COMMAND, f"{COMMAND} schedule resume {schedule.name}")
    elif reply.upcoming:
        yield line(Style.HEADING, schedules.next_times(schedule, MARKUP))
        for due in reply.upcoming:
            yield line(Style.SUMMARY, schedules.when(due, schedule.zone, MARKUP))
    else:
        yield line(Style.TEXT, schedules.NEVER)


def ordered(reply: EditionOrdered) -> Iterator[Line]:
    """Whether an extra edition comes, and when; who asks here may have no bot that runs."""
    yield line(Style.TEXT, schedules.ordered(reply, MARKUP))
    if reply.progress is Progress.PLANNED:
        yield line(Style.TEXT, "Where no bot runs, the next one posts it.")
    if schedules.comes(reply):
        yield line(Style.NOTE, f"edition {reply.key}")


def _described(state: ScheduleState) -> Iterator[Line]:
    yield line(Style.TEXT, schedules.rhythm(state.schedule, MARKUP))
    yield line(Style.TEXT, schedules.contents(state.schedule, MARKUP))
    if first := schedules.first(state):
        yield line(Style.TEXT, first)
    if gone := schedules.gone(state, MARKUP):
        yield line(Style.NOTE, gone)
    if state.last_edition:
        yield line(Style.NOTE, f"last edition: {state.last_edition}")
