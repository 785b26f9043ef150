"""Settings: everything an admin can decide, read once, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.secrets import Secret
from bot.settings.finding import Found
from bot.settings.shape import LISTEN, DispatcherKind, LogFormat, LogLevel, Transport
from digests.schedule.schedule import Schedule
from digests.stories.granularity import Granularity
from digests.topics import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where articles come from. *folder* is absolute; *name* is what articles remember (D10).

    With *only_published*, a document that says `published: false` of itself is passed over.
    """

    name: str
    folder: Path
    only_published: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """How the log is written; where to is never a setting: standard error."""

    format: LogFormat = LogFormat.TEXT
    level: LogLevel = LogLevel.INFO


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long articles with their stories, and the ledger with the audit, are kept (D19)."""

    articles: timedelta
    ledger: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """How Slack is spoken with.

    *admins* are members' ids, "U0123" or "T024/U0123", who count as admins beside Slack's own.
    *listen* is where its calls over HTTP are taken, *public_url* under which address they come.
    *share*: people may show an answer to the channel that they asked in.
    """

    command: str = "/news"
    admins: frozenset[str] = frozenset()
    transport: Transport = Transport.SOCKET
    listen: tuple[str, int] = LISTEN
    public_url: str | None = None
    share: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Discord:
    """How Discord is spoken with.

    *admins* are users' ids, who count as admins beside those who may manage a server. *shards* are
    those of *shard_count* that this process connects; () for all, as many as Discord advises.
    """

    admins: frozenset[str] = frozenset()
    shards: tuple[int, ...] = ()
    shard_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the settings file and the environment say.

    The *schedules* carry no id: the database gives it to them, by name; *renamed* has the former
    name of each that has one, by its name now. *platforms* are those in use (DESIGN §5), *secrets*
    the tokens that are set, by variable, and *api_urls* the servers other than the platforms' own.
    *dispatcher* is None where it's the database's own: Procrastinate where a PostgreSQL can.
    *origins* says of every setting, by its dotted key or its variable, where it was set.
    """

    found: Found
    zone: ZoneInfo
    sources: tuple[Source, ...]
    topics: tuple[Topic, ...]
    schedules: tuple[Schedule, ...]
    platforms: tuple[str, ...]
    log: Log
    retention: Retention
    state: Path
    database_url: Secret
    granularity: Granularity = Granularity.EVENT
    dispatcher: DispatcherKind | None = None
    slack: Slack = Slack()
    discord: Discord = Discord()
    renamed: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    api_urls: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """The settings file."""
        return self.found.path

    @property
    def unsayable(self) -> tuple[Secret, ...]:
        """What no log line may hold."""
        return (*self.secrets.values(), self.database_url)

    def log_level(self, *, quiet: bool) -> LogLevel:
        """The level that the file sets; where it sets none, `warning` if it's to be *quiet*."""
        if quiet and "log.level" not in self.origins:
            return LogLevel.WARNING
        return self.log.level
