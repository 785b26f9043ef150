"""Schedules, written as the settings file writes them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import yaml

from bot.settings.durations import duration_text
from bot.settings.shape import ScheduleShape
from digests.schedule.presentation import Presentation
from digests.schedule.schedule import Schedule

Written = str | int | bool | date | list[str]
"""What a key of a schedule holds in the file."""


def as_yaml(schedules: Iterable[Schedule]) -> str:
    """A `schedules:` section that loads to the same *schedules* where their topics are known.

    What isn't as by default is written, and every zone, since the file's own may differ.
    """
    section = {"schedules": [written(schedule) for schedule in schedules]}
    return yaml.safe_dump(section, sort_keys=False, allow_unicode=True, default_flow_style=False)


def written(schedule: Schedule, *, whole: bool = False) -> dict[str, Written]:
    """The keys of *schedule* in the settings file's own words; all that are set if *whole*.

    Else what is as by default is left out.
    """
    fields = ScheduleShape.model_fields
    return {
        key: value
        for key, value in keyed(schedule).items()
        if value is not None
        and (whole or fields[key].is_required() or value != fields[key].default)
    }


def keyed(schedule: Schedule) -> dict[str, Any]:
    """*schedule* without its id, under the keys of the settings file; None for what isn't set."""
    return {
        "name": schedule.name,
        "title": schedule.title or None,
        "channel": str(schedule.channel),
        "every": str(schedule.rhythm),
        "starting": schedule.rhythm.starting,
        "timezone": schedule.zone.key,
        "topics": list(schedule.topics),
        "stories": schedule.stories,
        "paused": schedule.paused,
        "first": "now" if schedule.first_now else None,
        "when_empty": schedule.when_empty.value,
        "catch_up": schedule.catch_up.value,
        "on_unknown": schedule.on_unknown.value,
        "carry": None if schedule.carry is None else duration_text(schedule.carry),
        **looks(schedule.presentation),
    }


def looks(presentation: Presentation) -> dict[str, Any]:
    """How digests look, under the keys of a schedule in the settings file."""
    return {
        "layout": presentation.layout.value,
        "style": presentation.style.value,
        "pictures": presentation.pictures,
        "silent": presentation.silent,
        "crosspost": presentation.crosspost,
        "forum_tags": list(presentation.forum_tags),
    }
