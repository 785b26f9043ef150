"""The settings in force, for `broadsheet check`: each with its value and where it was set."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.secrets import MASK
from bot.settings.durations import duration_text
from bot.settings.environment import API_URLS
from bot.settings.problems import one_line
from bot.settings.settings import Discord, Settings, Slack
from bot.settings.writing import written

DEFAULT = "default"

Value = str | int | bool | Sequence[str]

_PASSWORD = re.compile(r"(?<=://)([^/@:]*):.*(?=@)")


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A setting: its key in the file or its variable, its value without secrets, its origin."""

    key: str
    value: Value
    origin: str


def effective(settings: Settings, *, as_json: bool = False) -> str:
    """Every setting in force, a line each: for people, or for machines as an object each."""
    rows = in_force(settings)
    return "".join(f"{line}\n" for line in (_objects(rows) if as_json else _lines(rows)))


def notes(settings: Settings) -> tuple[str, ...]:
    """What is no mistake, but hardly meant: sentences for people."""
    unread = "Nothing would be read but what you import: there's no folder under sources:"
    unposted = (
        "Nothing would be posted, unless chat makes a schedule: there's none under schedules:"
    )
    wanting = ((settings.sources, unread), (settings.schedules, unposted))
    return tuple(sentence for there, sentence in wanting if not there)


def in_force(settings: Settings) -> tuple[InForce, ...]:
    """Every setting, the file's first and in its order, then the environment's."""
    return tuple(
        InForce(key=key, value=value, origin=_origin(key, settings.origins))
        for key, value in (*_file(settings), *_environment(settings))
    )


def _lines(rows: Sequence[InForce]) -> Iterator[str]:
    width = max(len(row.key) for row in rows)
    for row in rows:
        yield f"{row.key:{width}}  {one_line(_shown(row.value))}  ({row.origin})"


def _objects(rows: Sequence[InForce]) -> Iterator[str]:
    for row in rows:
        fields = {"setting": row.key, "value": row.value, "from": row.origin}
        yield json.dumps(fields, ensure_ascii=False)


def _file(settings: Settings) -> Iterator[tuple[str, Value]]:
    yield "file", str(settings.file)
    yield "timezone", settings.zone.key
    yield "platforms", settings.platforms
    for n, source in enumerate(settings.sources):
        yield f"sources[{n}].folder", str(source.folder)
        yield f"sources[{n}].name", source.name
        yield f"sources[{n}].only_published", source.only_published
    for n, topic in enumerate(settings.topics):
        yield f"topics[{n}].name", topic.name
        yield f"topics[{n}].tags", topic.tags
        yield f"topics[{n}].match", topic.match
    yield "granularity", settings.granularity.value
    yield from _schedules(settings)
    yield "dispatcher", settings.dispatcher.value if settings.dispatcher else "the database's own"
    yield "log.format", settings.log.format.value
    yield "log.level", settings.log.level.value
    yield "retention.articles", duration_text(settings.retention.articles)
    yield "retention.ledger", duration_text(settings.retention.ledger)
    yield from _slack(settings.slack)
    yield from _discord(settings.discord)


def _schedules(settings: Settings) -> Iterator[tuple[str, Value]]:
    for n, schedule in enumerate(settings.schedules):
        keys = written(schedule, whole=True)
        keys["title"] = schedule.heading
        keys["topics"] = list(schedule.topics) or "all"
        keys["carry"] = duration_text(
            schedule.rhythm.carry if schedule.carry is None else schedule.carry
        )
        if schedule.name in settings.renamed:
            keys["was"] = settings.renamed[schedule.name]
        for key, value in keys.items():
            yield f"schedules[{n}].{key}", value.isoformat() if isinstance(value, date) else value


def _slack(slack: Slack) -> Iterator[tuple[str, Value]]:
    yield "slack.command", slack.command
    yield "slack.admins", sorted(slack.admins)
    yield "slack.transport", slack.transport.value
    yield "slack.listen", "{}:{}".format(*slack.listen)
    yield "slack.public_url", slack.public_url or "none"
    yield "slack.share", slack.share


def _discord(discord: Discord) -> Iterator[tuple[str, Value]]:
    yield "discord.admins", sorted(discord.admins)
    listed = ", ".join(map(str, discord.shards))
    yield "discord.shards", f"{listed} of {discord.shard_count}" if listed else "all"


def _environment(settings: Settings) -> Iterator[tuple[str, Value]]:
    yield "BROADSHEET_STATE", str(settings.state)
    yield "BROADSHEET_DATABASE", _address(settings.database_url.reveal())
    for platform, url in settings.api_urls.items():
        yield API_URLS[platform], url
    for variable in settings.secrets:
        if variable != "BROADSHEET_DATABASE":
            yield variable, MASK


def _address(url: str) -> str:
    """*url* without its password, and without its options, which may hold one too."""
    place, asked, _ = _PASSWORD.sub(rf"\1:{MASK}", url).partition("?")
    return f"{place}?{MASK}" if asked else place


def _origin(key: str, origins: Mapping[str, str]) -> str:
    """Where *key* was set, itself or by what stands in for it."""
    if key in origins:
        return origins[key]
    if key.startswith("schedules") and key.endswith(".timezone"):
        return origins.get("timezone", DEFAULT)
    if key == "platforms" and "schedules[0].channel" in origins:
        return "the schedules' channels"
    return DEFAULT


def _shown(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int():
            return str(value)
        case _:
            return ", ".join(value) or "none"
