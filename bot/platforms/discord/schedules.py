"""Schedules on Discord: the list, and one with its next times."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.commands.queries import AskSchedule, ScheduleVerb
from bot.commands.replies import (
    EditionOrdered,
    Progress,
    ScheduleList,
    ScheduleShown,
    ScheduleState,
)
from bot.platforms.discord.components import Component, button, option, text
from bot.platforms.discord.custom_ids import asking, choosing
from bot.platforms.discord.markup import fitted
from bot.platforms.discord.packing import Panel, Piece, Spread
from bot.platforms.discord.stories import latest_stories, moment
from digests.schedule.channel import Channel
from digests.schedule.schedule import Schedule
from digests.schedule.spoken import spoken
from digests.wording import counted

NAME = 100
SENTENCE = 400
NAMED_TOPICS = 600
"""Characters of markup."""


def schedule_list(reply: ScheduleList, add: str) -> Spread:
    """Each schedule with its rhythm and when it comes next; *add* says how one is made."""
    if not reply.schedules:
        example = f"{add} name:morning-brief every:weekday at 09:00"
        return Spread(opening=f"No schedules yet. To make one: {example}")
    pieces = tuple(Piece(component=text("\n".join(_listed(s)))) for s in reply.schedules)
    shown = (option(s.schedule.name, _show(s.schedule.name)) for s in reply.schedules)
    return Spread(
        opening="### Schedules",
        panels=(Panel(pieces=pieces),),
        invitation="Show …",
        options=tuple(chain.from_iterable(shown)),
    )


def schedule_shown(reply: ScheduleShown) -> Spread:
    """One schedule: what was done to it, what it is, and its next times in both zones."""
    schedule = reply.state.schedule
    name = fitted(schedule.name, NAME)
    heading = f"### {fitted(schedule.heading, NAME)}"
    if reply.change == "removed":
        gone = f"{heading}\n-# {name}: removed; what it hadn't posted yet is cancelled"
        back = "Added again by this name within 30 days, it still knows what it told."
        return Spread(opening=f"{gone}\n{back}")
    done = f"{reply.change}; " if reply.change else ""
    blocks = (
        [f"{heading}\n-# {name}: {done}{_origin(reply.state)}"],
        _described(reply.state),
        [f"⚠️ {fitted(reply.obstacle, SENTENCE)}"] if reply.obstacle else [],
        _coming(reply),
    )
    pieces = tuple(Piece(component=text("\n".join(lines))) for lines in blocks if lines)
    return Spread(panels=(Panel(pieces=pieces),), buttons=tuple(_buttons(reply.state)))


def ordered(reply: EditionOrdered) -> Spread:
    """Whether an extra edition comes, and when."""
    heading, channel = fitted(reply.schedule.heading, NAME), place(reply.schedule.channel)
    match reply.progress:
        case Progress.EMPTY:
            said = f"{heading} has nothing to tell that it hasn't told yet."
            return Spread(opening=said, buttons=tuple(latest_stories()))
        case Progress.ENQUEUED:
            said = f"{heading} is on its way to {channel}."
        case Progress.PLANNED:
            said = f"{heading} is ordered: it comes to {channel} within seconds."
        case Progress.PUT_OFF:
            said = f"{heading} can't be put together just now; it's tried again."
        case _:
            assert_never(reply.progress)
    return Spread(opening=f"{said}\n-# edition {fitted(reply.key, NAME)}")


def place(channel: Channel) -> str:
    """A channel of Discord by its name, as a link; that pings nobody."""
    return f"<#{channel.id}>" if channel.platform == "discord" else fitted(str(channel), NAME)


def next_time(state: ScheduleState) -> str:
    """When it comes next, in the schedule's zone and in the reader's."""
    if state.paused:
        return "paused"
    if state.next_due is None:
        return "never comes again"
    return f"next: {_when(state.next_due, state.schedule.zone)}"


def _show(name: str) -> str | None:
    return choosing(AskSchedule("show", name))


def _listed(state: ScheduleState) -> Iterator[str]:
    yield f"**{fitted(state.schedule.name, NAME)}**"
    yield _rhythm(state.schedule)
    yield f"-# {next_time(state)}"
    yield from (f"-# {line}" for line in _gone(state))


def _described(state: ScheduleState) -> list[str]:
    schedule = state.schedule
    topics = fitted(", ".join(schedule.topics), NAMED_TOPICS) or "all topics"
    lines = [
        _rhythm(schedule),
        f"Up to {counted(schedule.stories, 'story')} from {topics}",
    ]
    if schedule.first_now:
        came = "came" if state.last_edition else "comes"
        lines.append(f"The first digest {came} at once, from all that was read by then")
    lines += [f"-# {line}" for line in _gone(state)]
    if state.last_edition:
        lines.append(f"-# last edition: {fitted(state.last_edition, NAME)}")
    return lines


def _coming(reply: ScheduleShown) -> Sequence[str]:
    zone = reply.state.schedule.zone
    if reply.state.paused:
        return ["Paused. Resume it to let it come again."]
    if not reply.upcoming:
        return ["It never comes again."]
    return [
        f"**Next, in {fitted(zone.key, NAME)}** (and where you are)",
        *(f"- {_when(due, zone)}" for due in reply.upcoming),
    ]


def _buttons(state: ScheduleState) -> Iterator[Component]:
    """What's changed in the settings file is changed there."""
    name = state.schedule.name
    verbs: list[ScheduleVerb] = ["preview"]
    if not state.from_file:
        verbs.append("resume" if state.paused else "pause")
    for verb in verbs:
        yield from button(verb.capitalize(), asking(AskSchedule(verb, name)))


def _rhythm(schedule: Schedule) -> str:
    """ "Every weekday at 09:00 (Asia/Hong_Kong), to #news"."""
    zone = fitted(schedule.zone.key, NAME)
    return f"{fitted(spoken(schedule.rhythm), SENTENCE)} ({zone}), to {place(schedule.channel)}"


def _gone(state: ScheduleState) -> Iterator[str]:
    """The topics that it names in vain, and what it has instead where those are all."""
    if gone := state.topics_gone:
        instead = "; so it has all topics" if len(gone) == len(state.schedule.topics) else ""
        yield f"no topic is called {fitted(' or '.join(gone), NAMED_TOPICS)} any more{instead}"


def _origin(state: ScheduleState) -> str:
    return "from the settings file" if state.from_file else "made in chat"


def _when(due: datetime, zone: ZoneInfo) -> str:
    local = due.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({moment(due, 'F')})"
