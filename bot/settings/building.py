"""From a valid shape of the settings file to the values that the rest of the program uses."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.settings.folders import folder_of, name_of
from bot.settings.settings import Discord, Slack, Source
from bot.settings.shape import DiscordShape, ScheduleShape, SlackShape, SourceShape, TopicShape
from digests.schedule.presentation import Presentation
from digests.schedule.schedule import Schedule
from digests.topics import Topic


def source(shape: SourceShape, beside: Path) -> Source:
    folder = folder_of(shape.folder, beside)
    name = shape.name or name_of(folder)
    return Source(name=name, folder=folder, only_published=shape.only_published)


def topic(shape: TopicShape) -> Topic:
    return Topic(name=shape.name, tags=tuple(shape.tags), match=tuple(shape.match))


def schedule(shape: ScheduleShape, *, zone: ZoneInfo, topics: Iterable[str]) -> Schedule:
    """The schedule, with no id; *zone* where it names none, its topics spelled as in *topics*."""
    spelled = {name.casefold(): name for name in topics}
    return Schedule(
        id="",
        name=shape.name,
        channel=shape.channel,
        rhythm=shape.every,
        zone=shape.timezone or zone,
        title=shape.title or "",
        topics=tuple(spelled.get(name.casefold(), name) for name in shape.topics),
        stories=shape.stories,
        first_now=shape.first is not None,
        when_empty=shape.when_empty,
        catch_up=shape.catch_up,
        on_unknown=shape.on_unknown,
        carry=shape.carry,
        presentation=_presentation(shape),
        paused=shape.paused,
    )


def _presentation(shape: ScheduleShape) -> Presentation:
    return Presentation(
        layout=shape.layout,
        style=shape.style,
        pictures=shape.pictures,
        silent=shape.silent,
        crosspost=shape.crosspost,
        forum_tags=tuple(shape.forum_tags),
    )


def slack(shape: SlackShape) -> Slack:
    return Slack(
        command=shape.command,
        admins=frozenset(shape.admins),
        transport=shape.transport,
        listen=shape.listen,
        public_url=shape.public_url,
        share=shape.share,
    )


def discord(shape: DiscordShape) -> Discord:
    shards, count = shape.shards or ((), None)
    return Discord(admins=frozenset(shape.admins), shards=shards, shard_count=count)


def platforms(schedules: Iterable[Schedule], named: Iterable[str]) -> tuple[str, ...]:
    """Those in use, in the order they're named in; the console where none is (DESIGN §5)."""
    used = dict.fromkeys((*(s.channel.platform for s in schedules), *named))
    return tuple(used) or ("console",)


def renamed(shapes: Iterable[ScheduleShape]) -> Mapping[str, str]:
    """The former names of schedules that have one, by their names now."""
    return {shape.name: shape.was for shape in shapes if shape.was}
