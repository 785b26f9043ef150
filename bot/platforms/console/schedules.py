"""Schedules on the console: the list, and one with its next times."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.replies import ScheduleList, ScheduleShown, ScheduleState
from bot.commands.verbs import COMMAND
from bot.platforms.console.lines import GAP, Line, Style, line
from digests.schedule.schedule import Schedule


def schedule_list(reply: ScheduleList) -> Iterator[Line]:
    """Each schedule with its rhythm and when it comes next."""
    if not reply.schedules:
        yield line(Style.TEXT, "No schedules yet.")
        yield line(Style.NOTE, f"Try: {COMMAND} schedule add morning-brief every: weekday at 09:00")
    for state in reply.schedules:
        yield line(Style.STORY, state.schedule.name)
        yield line(Style.BYLINE, _rhythm(state.schedule))
        yield line(Style.BYLINE, _next(state))


def schedule_shown(reply: ScheduleShown) -> Iterator[Line]:
    """One schedule: what was done to it, what it is, and its next times in its own zone."""
    state, schedule = reply.state, reply.state.schedule
    yield line(Style.TITLE, schedule.heading)
    if reply.change:
        yield line(Style.TEXT, f"{schedule.name} is {reply.change}.")
    yield line(Style.NOTE, _rhythm(schedule))
    yield line(Style.NOTE, _contents(schedule))
    yield line(Style.NOTE, _origin(state))
    if reply.upcoming:
        yield GAP
        yield line(Style.HEADING, "Next")
        for due in reply.upcoming:
            yield line(Style.SUMMARY, _when(due, schedule.zone))


def _rhythm(schedule: Schedule) -> str:
    return f"{schedule.rhythm}, {schedule.zone.key}, to {schedule.channel}"


def _contents(schedule: Schedule) -> str:
    topics = ", ".join(schedule.topics) or "all topics"
    return f"up to {schedule.stories} stories; {topics}"


def _origin(state: ScheduleState) -> str:
    place = "from the settings file" if state.from_file else "made in chat"
    last = f"; last edition {state.last_edition}" if state.last_edition else ""
    return f"{place}{last}"


def _next(state: ScheduleState) -> str:
    if state.paused:
        return "paused"
    if state.next_due is None:
        return "never comes again"
    return f"next: {_when(state.next_due, state.schedule.zone)}"


def _when(due: datetime, zone: ZoneInfo) -> str:
    local = due.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"
