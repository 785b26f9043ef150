"""Settings typed one by one, in chat: the same keys and the same checks as in the file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot.settings.building import schedule as built
from bot.settings.checks import unknown_topic
from bot.settings.document import Document
from bot.settings.fields import parted_zone
from bot.settings.problems import Problem, dotted, one_line
from bot.settings.sentences import problems_in
from bot.settings.shape import FileShape, ScheduleShape
from bot.settings.writing import written
from digests.schedule.channel import Channel
from digests.schedule.schedule import Schedule

EVERYTHING = ("", "all")
"""Typed for `topics:`, it takes back what was chosen."""

LISTS = ("topics", "forum_tags")
"""Keys whose values are typed with commas between them."""

SWITCHES = ("pictures", "silent", "crosspost")

ON_OR_OFF = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""What people type for a switch: the words that YAML 1.1 takes for one."""

_SOME = {"name": "schedule", "channel": "console", "every": "every 2 weeks on monday at 09:00"}
_AT: tuple[str, int] = ("schedules", 0)


class SettingRefused(ValueError):
    """What was typed can't be set; *problems* are sentences that begin with their key."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


def parse_setting(key: str, text: str) -> Any:  # noqa: ANN401 - of the key's own type
    """What *text* means behind a schedule's *key*, as ScheduleShape holds it.

    Raises SettingRefused, with the sentences that the settings file would be refused with.
    """
    return getattr(_shape(_SOME | _as_written([(key, text)])), key)


def typed_schedule(
    name: str,
    settings: Iterable[tuple[str, str]],
    *,
    channel: Channel,
    zone: ZoneInfo,
    topics: Sequence[str],
    onto: Schedule | None = None,
) -> Schedule:
    """The schedule *name* with the *settings* that were typed, the others as in *onto*.

    *channel* and *zone* are the asker's, for a schedule that names none; *topics* are those there
    are. A setting with nothing behind it goes back to its default; `name` renames. Raises
    SettingRefused.
    """
    typed = _as_written(settings)
    before: dict[str, Any] = {"name": name, "channel": str(channel)}
    before |= {} if onto is None else written(onto)
    if "every" in typed:
        before.pop("starting", None)  # it belonged to the rhythm that was
        if parted_zone(str(typed["every"]))[1]:
            before.pop("timezone", None)  # another is said
    made = built(_shape(before | typed, topics), zone=zone, topics=topics)
    return made if onto is None else replace(made, id=onto.id)


def _as_written(settings: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Each setting as YAML would have read it; None for nothing."""
    values: dict[str, Any] = {}
    for key, typed in settings:
        text = typed.strip()
        if key in LISTS:
            chosen = [] if text.casefold() in EVERYTHING else text.split(",")
            values[key] = [name.strip() for name in chosen]
        elif key == "stories" and text.isdecimal():
            values[key] = int(text)
        elif key in SWITCHES and text.casefold() in ON_OR_OFF:
            values[key] = ON_OR_OFF[text.casefold()]
        elif text or key not in ScheduleShape.model_fields:
            values[key] = text
        else:
            values[key] = None
    return values


def _shape(keys: Mapping[str, Any], topics: Sequence[str] | None = None) -> ScheduleShape:
    """The schedule that *keys* make; its topics are looked up where *topics* are given."""
    document = Document(content={_AT[0]: [keys]})
    unknown = [] if topics is None else _unknown_topics(keys, topics)
    try:
        (shape,) = FileShape.model_validate(document.content).schedules
    except ValidationError as error:
        found = [_sentence(problem) for problem in problems_in(error, document)]
        raise SettingRefused([*found, *unknown]) from None
    if unknown:
        raise SettingRefused(unknown)
    return shape


def _sentence(problem: Problem) -> str:
    """Its key and what is wrong: there's no file and no line."""
    place = dotted(problem.path[len(_AT) :])
    return one_line(f"{place}: {problem.sentence}" if place else problem.sentence)


def _unknown_topics(keys: Mapping[str, Any], topics: Sequence[str]) -> list[str]:
    known = {topic.casefold() for topic in topics}
    chosen = keys.get("topics", [])
    return [
        one_line(f"topics: {unknown_topic(topic, topics)}")
        for topic in chosen
        if topic and topic.casefold() not in known
    ]
