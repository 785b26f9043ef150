"""`/news schedule …`: a verb, a name, and settings as `key: value`, by the settings file's keys."""

import re
from difflib import get_close_matches
from typing import get_args

from bot.commands.queries import AskSchedule, NotUnderstood, Query, ScheduleVerb
from bot.commands.verbs import COMMAND

VERBS: tuple[ScheduleVerb, ...] = get_args(ScheduleVerb)

KEYS = (
    "title",
    "channel",
    "every",
    "timezone",
    "topics",
    "stories",
    "first",
    "when_empty",
    "catch_up",
    "on_unknown",
    "carry",
    "starting",
)
"""What chat may set: the settings file's keys but for `name`, which is typed bare, and `was`."""

_KEY = re.compile(rf"(?:^|\s)({'|'.join(KEYS)}):\s*")
_NAME = re.compile(r"[\w-]+")


def parse_schedule(rest: str) -> Query:
    """`[VERB] [NAME] [key: value …]`; a bare `schedule` lists them."""
    typed_verb, _, tail = rest.partition(" ")
    verb = next((v for v in VERBS if v == typed_verb.casefold()), None)
    if not rest:
        return AskSchedule("list")
    if verb is None:
        return _no_verb(typed_verb)
    name, settings = _settings(tail)
    if verb != "list" and not _NAME.fullmatch(name):
        return _unnamed(verb, name)
    if verb == "add" and "every" not in dict(settings):
        return NotUnderstood(
            typed=f"schedule {rest}",
            problem="when should it come? Say every: …",
            example=f"{COMMAND} schedule add {name} every: weekday at 09:00",
        )
    if verb == "edit" and not settings:
        return NotUnderstood(
            typed=f"schedule {rest}",
            problem=f"what should change? Say {', '.join(KEYS[:5])} … with a colon",
            example=f"{COMMAND} schedule edit {name} every: day at 18:30",
        )
    return AskSchedule(verb, name, settings)


def _settings(tail: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What stands before the first key, and each key with the text up to the next one."""
    name, *parts = _KEY.split(tail)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return name.strip(), tuple((key, value.strip()) for key, value in pairs)


def _no_verb(typed: str) -> NotUnderstood:
    nearest = next(iter(get_close_matches(typed.casefold(), VERBS, n=1, cutoff=0.5)), "list")
    return NotUnderstood(
        typed=f"schedule {typed}",
        problem=f"schedule has no “{typed}”; it has {', '.join(VERBS)}",
        example=f"{COMMAND} schedule {nearest}",
    )


def _unnamed(verb: str, name: str) -> NotUnderstood:
    problem = (
        f"“{name}” can't be a schedule's name: letters, digits and hyphens, no blanks"
        if name
        else f"which schedule should I {verb}?"
    )
    setting = " every: weekday at 09:00" if verb in {"add", "edit"} else ""
    return NotUnderstood(
        typed=f"schedule {verb} {name}".strip(),
        problem=problem,
        example=f"{COMMAND} schedule {verb} morning-brief{setting}",
    )
