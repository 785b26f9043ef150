"""The shape of the settings file: every key, its kind, its bounds and its default."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from bot.settings.fields import (
    Address,
    Command,
    Day,
    DiscordUser,
    Duration,
    Every,
    Listen,
    Member,
    Name,
    PublicUrl,
    Shards,
    Text,
    Title,
    Zone,
    choice,
    only_on,
    parted_zone,
)
from digests.schedule.presentation import Layout, Style
from digests.schedule.schedule import STORIES, CatchUp, OnUnknown, WhenEmpty
from digests.stories.granularity import Granularity
from digests.topics import ELSEWHERE

MOST_STORIES = 50
"""More than anybody reads in one edition."""

ARTICLES_KEPT = timedelta(days=365)
LEDGER_KEPT = timedelta(days=730)
"""DESIGN D19."""

DISCORD = ("discord", "discord-webhook")
"""The platforms that take Discord's messages."""

MOST_FORUM_TAGS = 5
"""Of a forum post (FACTS 2.1)."""

LISTEN = ("127.0.0.1", 3000)
"""Where Slack's calls are taken: from this machine alone, so from a proxy that speaks TLS."""

LIVE = timedelta(days=14)
"""What the newsroom holds in memory (DESIGN D18); nothing in it may be swept away."""


class First(StrEnum):
    """When a new schedule's first edition comes; without the key, at its first regular time."""

    NOW = "now"


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Shape(BaseModel):
    """A mapping of the file. A key with nothing behind it counts as not written."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def without_empty_keys(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        known = cls.model_fields
        return {k: entry for k, entry in value.items() if entry is not None or k not in known}


class SourceShape(Shape):
    folder: Text = Field(examples=["seeds"])
    name: Name | None = None
    only_published: bool = False

    @model_validator(mode="before")
    @classmethod
    def without_feeds(cls, value: object) -> object:
        if isinstance(value, dict) and "feed" in value:
            raise PydanticCustomError(
                "feed", "feeds come with a later version; until then, name a folder: of documents"
            )
        return value


class TopicShape(Shape):
    name: Text = Field(examples=["Funding"])
    tags: list[Text] = []
    match: list[Text] = []

    @field_validator("name")
    @classmethod
    def not_elsewhere(cls, name: str) -> str:
        if name.casefold() == ELSEWHERE.casefold():
            raise ValueError(
                f'"{ELSEWHERE}" is where stories stand that fit no topic; take another'
            )
        return name


class ScheduleShape(Shape):
    name: Name = Field(examples=["morning-brief"])
    title: Title | None = None
    channel: Address = Field(examples=["console"])
    starting: Day | None = None  # above `every`, which is read with it
    every: Every = Field(examples=["weekday at 09:00"])
    timezone: Zone | None = None
    topics: list[Text] = []
    stories: int = Field(default=STORIES, ge=1, le=MOST_STORIES)
    paused: bool = False
    first: Annotated[First, choice(First)] | None = None
    when_empty: Annotated[WhenEmpty, choice(WhenEmpty)] = WhenEmpty.SILENT
    catch_up: Annotated[CatchUp, choice(CatchUp)] = CatchUp.LATEST
    on_unknown: Annotated[OnUnknown, choice(OnUnknown)] = OnUnknown.HOLD
    carry: Duration | None = None
    layout: Annotated[Layout, choice(Layout), only_on("slack")] = Layout.FLAT
    style: Annotated[Style, choice(Style), only_on(*DISCORD)] = Style.COMPONENTS
    pictures: bool = True
    silent: Annotated[bool, only_on(*DISCORD)] = False
    crosspost: Annotated[bool, only_on("discord")] = False
    forum_tags: Annotated[list[Text], Field(max_length=MOST_FORUM_TAGS), only_on("discord")] = []
    was: Name | None = None

    @model_validator(mode="before")
    @classmethod
    def zone_in_words(cls, keys: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        """`every: weekday at 9am Europe/Berlin` says the zone as well, where no other is said."""
        if not isinstance(keys, Mapping) or not isinstance(keys.get("every"), str):
            return keys
        words, zone = parted_zone(keys["every"])
        if zone is None or keys.get("timezone") not in (None, zone):
            return keys
        return {**keys, "every": words, "timezone": zone}


class LogShape(Shape):
    format: Annotated[LogFormat, choice(LogFormat)] = Field(LogFormat.TEXT, examples=["text"])
    level: Annotated[LogLevel, choice(LogLevel)] = LogLevel.INFO


class RetentionShape(Shape):
    articles: Duration = Field(ARTICLES_KEPT, examples=["365 days"])
    ledger: Duration = LEDGER_KEPT

    @field_validator("articles", "ledger")
    @classmethod
    def long_enough(cls, kept: timedelta) -> timedelta:
        if kept < LIVE:
            raise ValueError(f"at least {LIVE.days} days, since that much is still being sorted")
        return kept


class Transport(StrEnum):
    """How Slack reaches the bot: it opens a socket itself, it's called over HTTP, or not at all."""

    SOCKET = "socket"
    HTTP = "http"
    NONE = "none"


class SlackShape(Shape):
    command: Command = Field("/news", examples=["/news"])
    admins: list[Member] = []
    transport: Annotated[Transport, choice(Transport)] = Transport.SOCKET
    listen: Listen = Field(LISTEN, examples=["127.0.0.1:3000"])
    public_url: PublicUrl | None = None
    share: bool = True


class DiscordShape(Shape):
    admins: list[DiscordUser] = []
    shards: Shards | None = Field(None, examples=["0-3 of 16"])


class DispatcherKind(StrEnum):
    """Who is told that a channel has something to post (DESIGN D1, D3)."""

    EMBEDDED = "embedded"
    PROCRASTINATE = "procrastinate"


class FileShape(Shape):
    timezone: Zone = ZoneInfo("UTC")
    platforms: list[Text] = []
    sources: list[SourceShape] = []
    topics: list[TopicShape] = []
    granularity: Annotated[Granularity, choice(Granularity)] = Granularity.EVENT
    schedules: list[ScheduleShape] = []
    dispatcher: Annotated[DispatcherKind, choice(DispatcherKind)] | None = None
    log: LogShape = LogShape()
    retention: RetentionShape = RetentionShape()
    slack: SlackShape = SlackShape()
    discord: DiscordShape = DiscordShape()


SECTIONS: Mapping[str, type[Shape]] = {
    "": FileShape,
    "sources": SourceShape,
    "topics": TopicShape,
    "schedules": ScheduleShape,
    "log": LogShape,
    "retention": RetentionShape,
    "slack": SlackShape,
    "discord": DiscordShape,
}
"""The mappings of the file by the key they stand under; the file itself under none."""


def keys_of(section: str) -> list[str]:
    """The keys that may stand in *section*."""
    return list(SECTIONS[section].model_fields)


def example_of(section: str, key: str) -> Any:  # noqa: ANN401 - an example's own type
    """A value that would do for *key*."""
    return next(iter(SECTIONS[section].model_fields[key].examples or ["…"]))
