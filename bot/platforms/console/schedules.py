"""Schedules on the console: the list, and one with its next times."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.commands.replies import (
    EditionOrdered,
    Progress,
    ScheduleList,
    ScheduleShown,
    ScheduleState,
)
from bot.commands.verbs import COMMAND
from bot.platforms.console.lines import GAP, Line, Style, line
from digests.schedule.schedule import Schedule
from digests.schedule.spoken import spoken
from digests.wording import counted


def schedule_list(reply: ScheduleList) -> Iterator[Line]:
    """Each schedule with its rhythm and when it comes next."""
    if not reply.schedules:
        yield line(Style.TEXT, "No schedules yet. To make one:")
        yield line(Style.COMMAND, f"{COMMAND} schedule add morning-brief every: weekday at 09:00")
        return
    yield line(Style.TITLE, "Schedules")
    for state in reply.schedules:
        yield GAP
        yield line(Style.STORY, state.schedule.name)
        yield line(Style.SUMMARY, _rhythm(state.schedule))
        yield line(Style.BYLINE, _next(state))
        yield from _gone(state, Style.BYLINE)


def schedule_shown(reply: ScheduleShown) -> Iterator[Line]:
    """One schedule: what was done to it, what it is, and its next times in its own zone."""
    state, schedule = reply.state, reply.state.schedule
    yield line(Style.TITLE, schedule.heading)
    if reply.change == "removed":
        yield line(Style.NOTE, f"{schedule.name}: removed; what it hadn't posted yet is cancelled")
        return
    done = f"{reply.change}; " if reply.change else ""
    yield line(Style.NOTE, f"{schedule.name}: {done}{_origin(state)}")
    yield GAP
    yield line(Style.TEXT, _rhythm(schedule))
    yield line(Style.TEXT, _contents(schedule))
    if schedule.first_now:
        came = "came" if state.last_edition else "comes"
        yield line(Style.TEXT, f"The first digest {came} at once, from all that was read by then")
    yield from _gone(state, Style.NOTE)
    if state.last_edition:
        yield line(Style.NOTE, f"last edition: {state.last_edition}")
    if reply.obstacle:
        yield line(Style.NOTE, reply.obstacle)
    yield GAP
    if state.paused:
        yield line(Style.TEXT, "Paused. To let it come again:")
        yield line(Style.COMMAND, f"{COMMAND} schedule resume {schedule.name}")
    elif reply.upcoming:
        yield line(Style.HEADING, f"Next, in {schedule.zone.key}")
        yield from (line(Style.SUMMARY, _when(due, schedule.zone)) for due in reply.upcoming)
    else:
        yield line(Style.TEXT, "It never comes again.")


def ordered(reply: EditionOrdered) -> Iterator[Line]:
    """Whether an extra edition comes, and when."""
    heading, channel = reply.schedule.heading, reply.schedule.channel
    match reply.progress:
        case Progress.EMPTY:
            yield line(Style.TEXT, f"{heading} has nothing to tell that it hasn't told yet.")
            return
        case Progress.ENQUEUED:
            yield line(Style.TEXT, f"{heading} is on its way to {channel}.")
        case Progress.PLANNED:
            ordered = f"{heading} is ordered: the running bot posts it to {channel} within seconds"
            yield line(Style.TEXT, f"{ordered}; where none runs, the next one does.")
        case Progress.PUT_OFF:
            yield line(Style.TEXT, f"{heading} can't be put together just now; it's tried again.")
        case _:
            assert_never(reply.progress)
    yield line(Style.NOTE, f"edition {reply.key}")


def _rhythm(schedule: Schedule) -> str:
    """ "Every weekday at 09:00 (Asia/Hong_Kong), to console"."""
    return f"{spoken(schedule.rhythm)} ({schedule.zone.key}), to {schedule.channel}"


def _contents(schedule: Schedule) -> str:
    topics = ", ".join(schedule.topics) or "all topics"
    return f"Up to {counted(schedule.stories, 'story')} from {topics}"


def _gone(state: ScheduleState, style: Style) -> Iterator[Line]:
    """The topics that it names in vain, and what it has instead where those are all."""
    if gone := state.topics_gone:
        instead = "; so it has all topics" if len(gone) == len(state.schedule.topics) else ""
        yield line(style, f"no topic is called {' or '.join(gone)} any more{instead}")


def _origin(state: ScheduleState) -> str:
    return "from the settings file" if state.from_file else "made in chat"


def _next(state: ScheduleState) -> str:
    if state.paused:
        return "paused"
    if state.next_due is None:
        return "never comes again"
    return f"next: {_when(state.next_due, state.schedule.zone)}"


def _when(due: datetime, zone: ZoneInfo) -> str:
    local = due.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"
