"""Schedules on Slack: the list, one with its next times, and what became of an order."""

from collections.abc import Iterator

from bot.chat import Message
from bot.commands.queries import AskSchedule, ScheduleVerb
from bot.commands.replies import (
    EditionOrdered,
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
from bot.platforms.slack.markup import MARKUP, code, escaped, plain, sentence
from bot.platforms.slack.messages import Piece, answer
from bot.platforms.slack.occasion import Occasion
from bot.wording import schedules

LINE = 600
"""Characters of one sentence, as they're sent."""


def schedule_list(reply: ScheduleList, occasion: Occasion) -> list[Message]:
    """Each schedule with its rhythm, when it comes next, and a menu of what can be done with it."""
    if reply.schedules:
        above = Piece(blocks=[header("Schedules")])
        return answer("Schedules", [above, *map(_listed, reply.schedules)])
    example = occasion.typed(f"{COMMAND} {schedules.EXAMPLE}")
    said = f"{schedules.NONE_YET}\n{code(example)}"
    return answer(said, [Piece(blocks=[section(said)])])


def schedule_shown(reply: ScheduleShown, occasion: Occasion) -> list[Message]:
    """One schedule: what was done to it, what it is, and its next times in its own zone."""
    return answer(escaped(reply.state.schedule.heading, LINE), _shown(reply, occasion))


def _listed(state: ScheduleState) -> Piece:
    name, coming = code(state.schedule.name), schedules.coming(state, MARKUP)
    about = (schedules.rhythm(state.schedule, MARKUP), coming, schedules.gone(state, MARKUP))
    said = "\n".join([f"*{name}*", *filter(None, about)])
    return Piece(blocks=[section(said, _menu(state))], line=f"{name}: {coming}")


def _shown(reply: ScheduleShown, occasion: Occasion) -> Iterator[Piece]:
    state, schedule = reply.state, reply.state.schedule
    done = schedules.done(reply, MARKUP)
    yield Piece(blocks=[header(schedule.heading), context(done)], line=done)
    if reply.change == "removed":
        yield Piece(blocks=[section(schedules.TAKEN_BACK)], line=schedules.TAKEN_BACK)
        return
    about = (
        schedules.rhythm(schedule, MARKUP),
        schedules.contents(schedule, MARKUP),
        schedules.first(state),
        schedules.gone(state, MARKUP),
    )
    last = [context(f"last edition: {code(state.last_edition)}")] if state.last_edition else []
    yield Piece(blocks=[section("\n".join(filter(None, about))), *last])
    if reply.obstacle:
        obstacle = f"⚠️ {sentence(occasion.typed(reply.obstacle), LINE)}"
        yield Piece(blocks=[section(obstacle)], line=obstacle)
    yield Piece(blocks=[section(_coming(reply, occasion))])
    yield Piece(blocks=actions(*_buttons(state)))


def ordered(reply: EditionOrdered) -> list[Message]:
    """Whether an extra edition comes, and when."""
    said = schedules.ordered(reply, MARKUP)
    note = [context(f"edition {code(reply.key)}")] if schedules.comes(reply) else []
    return answer(said, [Piece(blocks=[section(said), *note])])


def _coming(reply: ScheduleShown, occasion: Occasion) -> str:
    schedule = reply.state.schedule
    if schedule.paused:
        return schedules.PAUSED_THERE
    if reply.state.paused:
        resume = code(occasion.typed(f"{COMMAND} schedule resume {schedule.name}"))
        return f"{schedules.PAUSED} {resume}"
    if not reply.upcoming:
        return schedules.NEVER
    times = (f"• {schedules.when(due, schedule.zone, MARKUP)}" for due in reply.upcoming)
    return "\n".join([f"*{schedules.next_times(schedule, MARKUP)}*", *times])


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
