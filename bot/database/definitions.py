"""A schedule as JSON, under the settings file's own keys, and back."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.settings.writing import keyed, looks
from digests.schedule.channel import Channel
from digests.schedule.grammar import parse_rhythm
from digests.schedule.presentation import Layout, Presentation, Style
from digests.schedule.schedule import CatchUp, OnUnknown, Schedule, WhenEmpty

Definition = Mapping[str, Any]

_BY_DEFAULT = looks(Presentation())


def definition(schedule: Schedule) -> dict[str, Any]:
    """*schedule* without its id, as JSON can hold it: `carry` in seconds, `starting` in ISO."""
    starting = schedule.rhythm.starting
    keys = keyed(schedule)
    if not schedule.paused:
        del keys["paused"]  # as before there was a pause in the file: nothing changed for the audit
    return keys | {
        "title": schedule.title,
        "starting": starting and starting.isoformat(),
        "carry": schedule.carry and schedule.carry.total_seconds(),
    }


def defined(id_: str, written: Definition) -> Schedule:
    """The schedule that *written* defines; raises ValueError where it can't be read any more."""
    starting, carry = written["starting"], written["carry"]
    return Schedule(
        id=id_,
        name=written["name"],
        title=written["title"],
        channel=Channel.parse(written["channel"]),
        rhythm=parse_rhythm(
            written["every"], starting=date.fromisoformat(starting) if starting else None
        ),
        zone=ZoneInfo(written["timezone"]),
        topics=tuple(written["topics"]),
        stories=written["stories"],
        first_now=written["first"] == "now",
        when_empty=WhenEmpty(written["when_empty"]),
        catch_up=CatchUp(written["catch_up"]),
        on_unknown=OnUnknown(written["on_unknown"]),
        carry=None if carry is None else timedelta(seconds=carry),
        presentation=_presentation(written),
        paused=written.get("paused", False),
    )


def _presentation(written: Definition) -> Presentation:
    """How its digests look; what was stored before there was a choice looks as by default."""
    looked = {key: written.get(key, default) for key, default in _BY_DEFAULT.items()}
    return _looking(**looked | {"forum_tags": tuple(looked["forum_tags"])})


@lru_cache(maxsize=1_000)  # schedules by the thousand look in few ways
def _looking(*, layout: str, style: str, **looks: Any) -> Presentation:  # noqa: ANN401 - as written
    return Presentation(layout=Layout(layout), style=Style(style), **looks)


def place(channel: Channel) -> str:
    """Within what a schedule's name is unique, and who may see it: a workspace, else a platform."""
    return channel.workspace or channel.platform
