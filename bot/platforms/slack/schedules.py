"""Schedules on Slack: the list, one with its next times, and what became of an order."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.chat import Message
from bot.commands.queries import AskSchedule, ScheduleVerb
from bot.commands.replies import (
    EditionOrdered,
    Progress,
    ScheduleList,
    ScheduleShown,
    ScheduleState,
)
from bot.commands.verbs import COMMAND
from bot.platforms.slack.actions import Action, choice, named, remembered
from bot.platforms.slack.blocks import (
    Element,
    actions,
    button,
    confirmed,
    context,
    header,
    option,
    overflow,
    section,
)
from bot.platforms.slack.markup import code, escaped, plain, sentence
from bot.platforms.slack.messages import Piece, answer
from bot.platforms.slack.occasion import Occasion
from digests.schedule.channel import Channel
from digests.schedule.crontab import Crontab
from digests.schedule.schedule import Schedule
from digests.schedule.spoken import spoken
from digests.wording import counted

LINE = 600
"""Characters of one sentence, as they're sent."""

_IN_SLACK = re.compile(r"[CG][A-Z0-9]+")


def schedules(reply: ScheduleList, occasion: Occasion) -> list[Message]:
    """Each schedule with its rhythm, when it comes next, and a menu of what can be done with it."""
    if reply.schedules:
        above = Piece(blocks=[header("Schedules")])
        return answer("Schedules", [above, *map(_listed, reply.schedules)])
    example = f"{COMMAND} schedule add morning-brief every: weekday at 09:00"
    said = f"No schedules yet. To make one:\n{code(occasion.typed(example))}"
    return answer(said, [Piece(blocks=[section(said)])])


def schedule(reply: ScheduleShown, occasion: Occasion) -> list[Message]:
    """One schedule: what was done to it, what it is, and its next times in its own zone."""
    return answer(escaped(reply.state.schedule.heading, LINE), _shown(reply, occasion))


def _listed(state: ScheduleState) -> Piece:
    about = [_rhythm(state.schedule), _next(state), *_gone(state)]
    said = "\n".join([f"*{_name(state.schedule)}*", *about])
    return Piece(
        blocks=[section(said, _menu(state))], line=f"{_name(state.schedule)}: {_next(state)}"
    )


def _shown(reply: ScheduleShown, occasion: Occasion) -> Iterator[Piece]:
    state, schedule = reply.state, reply.state.schedule
    if reply.change == "removed":
        done = f"{_name(schedule)}: removed; what it hadn't posted yet is cancelled."
        yield Piece(blocks=[header(schedule.heading), section(done)], line=done)
        return
    done = f"{reply.change}; " if reply.change else ""
    note = f"{_name(schedule)}: {done}{_origin(state)}"
    yield Piece(blocks=[header(schedule.heading), context(note)], line=note)
    about = [_rhythm(schedule), _contents(schedule), *_first(state), *_gone(state)]
    yield Piece(blocks=[section("\n".join(about))])
    if reply.obstacle:
        obstacle = f"⚠️ {sentence(occasion.typed(reply.obstacle), LINE)}"
        yield Piece(blocks=[section(obstacle)], line=obstacle)
    yield Piece(blocks=[section(_coming(reply, occasion))])
    yield Piece(blocks=actions(*_buttons(state)))


def ordered(reply: EditionOrdered) -> list[Message]:
    """Whether an extra edition comes, and when."""
    heading, where = escaped(reply.schedule.heading, LINE), channel(reply.schedule.channel)
    match reply.progress:
        case Progress.EMPTY:
            said = f"{heading} has nothing to tell that it hasn't told yet."
        case Progress.ENQUEUED:
            said = f"{heading} is on its way to {where}."
        case Progress.PLANNED:
            said = f"{heading} is ordered, and comes to {where} within seconds."
        case Progress.PUT_OFF:
            said = f"{heading} can't be put together just now; it's tried again."
        case _:
            assert_never(reply.progress)
    note = context(f"edition {code(reply.key)}")
    return answer(said, [Piece(blocks=[section(said), note])])


def channel(channel: Channel) -> str:
    """A channel of Slack as Slack shows it; any other as the settings spell it."""
    here = channel.platform == "slack" and _IN_SLACK.fullmatch(channel.id)
    return f"<#{channel.id}>" if here else escaped(str(channel), LINE)


def _coming(reply: ScheduleShown, occasion: Occasion) -> str:
    schedule = reply.state.schedule
    if reply.state.paused:
        resume = code(occasion.typed(f"{COMMAND} schedule resume {schedule.name}"))
        return f"Paused. To let it come again: {resume}"
    if not reply.upcoming:
        return "It never comes again."
    times = "\n".join(f"• {_when(due, schedule.zone)}" for due in reply.upcoming)
    return f"*Next, in {code(schedule.zone.key)}*\n{times}"


def _rhythm(schedule: Schedule) -> str:
    """ "Every weekday at 09:00 (Asia/Hong_Kong), to #news"."""
    typed = isinstance(schedule.rhythm.days, Crontab)
    rhythm = code(spoken(schedule.rhythm)) if typed else spoken(schedule.rhythm)
    return f"{rhythm} ({code(schedule.zone.key)}), to {channel(schedule.channel)}"


def _contents(schedule: Schedule) -> str:
    topics = ", ".join(schedule.topics) or "all topics"
    return escaped(f"Up to {counted(schedule.stories, 'story')} from {topics}", LINE)


def _first(state: ScheduleState) -> Iterator[str]:
    if state.schedule.first_now:
        came = "came" if state.last_edition else "comes"
        yield f"The first digest {came} at once, from all that was read by then"


def _gone(state: ScheduleState) -> Iterator[str]:
    """The topics that it names in vain, and what it has instead where those are all."""
    if gone := state.topics_gone:
        instead = "; so it has all topics" if len(gone) == len(state.schedule.topics) else ""
        yield escaped(f"No topic is called {' or '.join(gone)} any more{instead}", LINE)


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


def _name(schedule: Schedule) -> str:
    """As it's typed."""
    return code(schedule.name)


def _menu(state: ScheduleState) -> Element | None:
    """What can be done with it and harms nothing, since a menu is easily hit."""
    options = (option(label, choice(_asked(verb, state))) for label, verb in _verbs(state))
    return overflow(named(Action.SCHEDULE, plain(state.schedule.id, 100)), options)


def _buttons(state: ScheduleState) -> Iterator[Element | None]:
    """What can be done with it; what is posted for everybody is asked about first."""
    for label, verb in _verbs(state)[1:]:
        yield button(label, named(Action.ASK, verb), remembered(_asked(verb, state)))
    run = button("Run now", named(Action.ASK, "run"), remembered(_asked("run", state)))
    if run is not None:
        where = "An extra digest is posted to its channel, for everybody there."
        yield confirmed(run, where, yes="Post it")


def _verbs(state: ScheduleState) -> list[tuple[str, ScheduleVerb]]:
    """What is offered; what comes from the settings file isn't changed in chat (DESIGN D13)."""
    always: list[tuple[str, ScheduleVerb]] = [("Show", "show"), ("Preview", "preview")]
    if state.from_file:
        return always
    return [*always, ("Resume", "resume") if state.paused else ("Pause", "pause")]


def _asked(verb: ScheduleVerb, state: ScheduleState) -> AskSchedule:
    return AskSchedule(verb, state.schedule.name)
