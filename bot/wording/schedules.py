"""What is said of schedules: what they are, when they come, what was done to them."""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.commands.replies import EditionOrdered, Progress, ScheduleShown, ScheduleState
from bot.wording.answers import TOPICS
from bot.wording.markup import Markup
from digests.schedule.crontab import Crontab
from digests.schedule.schedule import Schedule
from digests.schedule.spoken import spoken
from digests.wording import counted, place

NONE_YET = "No schedules yet. To make one:"

EXAMPLE = "schedule add morning-brief every: weekday at 09:00"

PAUSED = "Paused. To let it come again:"

NOT_TAKEN_UP = "not in force yet: broadsheet run or reload takes it up"

PAUSED_THERE = (
    "Paused in the settings file. To let it come again, take paused: true away there "
    "and run broadsheet reload."
)

NEVER = "It never comes again."

NOWHERE = "No digests come to channels that you can see yet."

NO_DIGEST_YET = "no digest yet"

TAKEN_BACK = "Added again by this name within 30 days, it still knows what it told."

HEADING = 100

RHYTHM = 400
"""Characters as they're sent."""


def rhythm(schedule: Schedule, markup: Markup) -> str:
    """ "Every weekday at 09:00 (Asia/Hong_Kong), to #news"; a cron line as it's typed."""
    words = spoken(schedule.rhythm)
    typed = isinstance(schedule.rhythm.days, Crontab)
    said = markup.typed(words) if typed else markup.text(words, RHYTHM)
    return f"{said} ({markup.typed(schedule.zone.key)}), to {markup.channel(schedule.channel)}"


def contents(schedule: Schedule, markup: Markup) -> str:
    """How much it tells of what."""
    topics = markup.text(", ".join(schedule.topics), TOPICS) or "all topics"
    return f"Up to {counted(schedule.stories, 'story')} from {topics}"


def first(state: ScheduleState) -> str:
    """That its first digest doesn't wait for its time; "" where it does, or has come."""
    if not state.schedule.first_now or state.last_edition:
        return ""
    return "The first digest comes at once, from all that was read by then"


def gone(state: ScheduleState, markup: Markup) -> str:
    """The topics that it names in vain, and what it has instead where those are all; else ""."""
    if not state.topics_gone:
        return ""
    names = markup.text(" or ".join(state.topics_gone), TOPICS) or "…"
    all_gone = len(state.topics_gone) == len(state.schedule.topics)
    return f"No topic is called {names} any more{'; so it has all topics' if all_gone else ''}"


def done(reply: ScheduleShown, markup: Markup) -> str:
    """What was done to it, and where it's changed."""
    name, change = markup.typed(reply.state.schedule.name), reply.change
    if change == "removed":
        return f"{name}: removed; what it hadn't posted yet is cancelled"
    origin = "from the settings file" if reply.state.from_file else "made in chat"
    return f"{name}: {f'{change}; ' if change else ''}{origin}"


def coming(state: ScheduleState, markup: Markup) -> str:
    """When it comes next, if it does, for a line of a list."""
    if state.paused:
        return "paused in the settings file" if state.schedule.paused else "paused"
    if state.next_due is None:
        return "never comes again"
    return f"next: {when(state.next_due, state.schedule.zone, markup)}"


def next_times(schedule: Schedule, markup: Markup) -> str:
    """What a list of its next times is a list of."""
    return f"Next, in {markup.text(place(schedule.zone), HEADING)}"


def when(due: datetime, zone: ZoneInfo, markup: Markup) -> str:
    """ "Monday 23 November 2026, 09:00" in *zone*, and what the reader's own clock says."""
    local = due.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}{markup.own_clock(due)}"


def ordered(reply: EditionOrdered, markup: Markup) -> str:
    """Whether an extra edition comes, and when; and that another was ordered before it."""
    said = _progress(reply, markup)
    if reply.before is None:
        return said
    before = markup.typed(reply.before)
    return f"{said} One ordered before it is still under way, edition {before}."


def comes(reply: EditionOrdered) -> bool:
    """Whether there's an edition by the reply's key."""
    return reply.progress is not Progress.EMPTY


def _progress(reply: EditionOrdered, markup: Markup) -> str:
    heading = markup.text(reply.schedule.heading, HEADING)
    channel = markup.channel(reply.schedule.channel)
    match reply.progress:
        case Progress.EMPTY:
            return f"{heading} has nothing to tell that it hasn't told yet."
        case Progress.ENQUEUED:
            return f"{heading} is on its way to {channel}."
        case Progress.PLANNED:
            coming = "and comes within seconds if there's anything new to tell"
            return f"{heading} is ordered for {channel}, {coming}."
        case Progress.PUT_OFF:
            return f"{heading} can't be put together just now; it's tried again."
        case _:
            assert_never(reply.progress)
