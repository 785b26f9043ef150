"""Schedules on Discord: the list, and one with its next times."""

from collections.abc import Iterator, Sequence
from itertools import chain

from bot.commands.queries import AskSchedule, ScheduleVerb
from bot.commands.replies import (
    EditionOrdered,
    ScheduleList,
    ScheduleShown,
    ScheduleState,
)
from bot.platforms.discord.components import Component, button, option, text
from bot.platforms.discord.custom_ids import asking, choosing
from bot.platforms.discord.markup import MARKUP, fitted
from bot.platforms.discord.packing import Panel, Piece, Spread
from bot.platforms.discord.stories import latest_stories
from bot.wording import schedules

NAME = 100
SENTENCE = 400
"""Characters of markup."""


def schedule_list(reply: ScheduleList, add: str) -> Spread:
    """Each schedule with its rhythm and when it comes next; *add* says how one is made."""
    if not reply.schedules:
        example = f"{add} name:morning-brief every:weekday at 09:00"
        return Spread(opening=f"{schedules.NONE_YET} {example}")
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
    head = f"### {fitted(schedule.heading, NAME)}\n-# {schedules.done(reply, MARKUP)}"
    if reply.change == "removed":
        return Spread(opening=f"{head}\n{schedules.TAKEN_BACK}")
    blocks = (
        [head],
        _described(reply.state),
        [f"⚠️ {fitted(reply.obstacle, SENTENCE)}"] if reply.obstacle else [],
        _coming(reply),
    )
    pieces = tuple(Piece(component=text("\n".join(lines))) for lines in blocks if lines)
    return Spread(panels=(Panel(pieces=pieces),), buttons=tuple(_buttons(reply.state)))


def ordered(reply: EditionOrdered) -> Spread:
    """Whether an extra edition comes, and when."""
    said = schedules.ordered(reply, MARKUP)
    if not schedules.comes(reply):
        return Spread(opening=said, buttons=tuple(latest_stories()))
    return Spread(opening=f"{said}\n-# edition {fitted(reply.key, NAME)}")


def _show(name: str) -> str | None:
    return choosing(AskSchedule("show", name))


def _listed(state: ScheduleState) -> Iterator[str]:
    yield f"**{fitted(state.schedule.name, NAME)}**"
    yield schedules.rhythm(state.schedule, MARKUP)
    yield f"-# {schedules.coming(state, MARKUP)}"
    if gone := schedules.gone(state, MARKUP):
        yield f"-# {gone}"


def _described(state: ScheduleState) -> list[str]:
    lines = [
        schedules.rhythm(state.schedule, MARKUP),
        schedules.contents(state.schedule, MARKUP),
        *filter(None, [schedules.first(state)]),
    ]
    if gone := schedules.gone(state, MARKUP):
        lines.append(f"-# {gone}")
    if state.last_edition:
        lines.append(f"-# last edition: {fitted(state.last_edition, NAME)}")
    return lines


def _coming(reply: ScheduleShown) -> Sequence[str]:
    schedule = reply.state.schedule
    if schedule.paused:
        return [schedules.PAUSED_THERE]
    if reply.state.paused:
        return ["Paused. Resume it to let it come again."]
    if not reply.upcoming:
        return [schedules.NEVER]
    return [
        f"**{schedules.next_times(schedule, MARKUP)}** (and where you are)",
        *(f"- {schedules.when(due, schedule.zone, MARKUP)}" for due in reply.upcoming),
    ]


def _buttons(state: ScheduleState) -> Iterator[Component]:
    """What's changed in the settings file is changed there."""
    name = state.schedule.name
    verbs: list[ScheduleVerb] = ["preview"]
    if not state.from_file:
        verbs.append("resume" if state.paused else "pause")
    for verb in verbs:
        yield from button(verb.capitalize(), asking(AskSchedule(verb, name)))
