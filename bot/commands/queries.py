"""What people ask, as data: every platform builds the same queries."""

from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from digests.search import SearchTerms

ScheduleVerb = Literal["list", "add", "edit", "show", "preview", "run", "pause", "resume", "remove"]

LATEST = 8
"""How many stories `latest` shows unless asked for another count (DESIGN D16)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, where, in which zone. *workspace* is None on the console, where all are admins."""

    platform: str
    user: str
    zone: ZoneInfo
    admin: bool
    channel: str | None = None
    workspace: str | None = None

    @property
    def workplace(self) -> str:
        """Where the schedules live that the asker may see: the workspace, else the platform."""
        return self.workspace or self.platform


@dataclass(frozen=True, slots=True)
class AskLatest:
    """`/news latest [topic] [count]`; also a bare `/news`."""

    topic: str | None = None
    count: int = LATEST


@dataclass(frozen=True, slots=True)
class AskStory:
    """`/news story WORDS`; *words* may be a story's id, as a button or a menu gives it."""

    words: str


@dataclass(frozen=True, slots=True)
class AskSimilar:
    """`/news similar WORDS`: stories like the one that *words* name, by its id or by words."""

    words: str


@dataclass(frozen=True, slots=True)
class AskSearch:
    """`/news search WORDS`, with `topic:`, `from:`, `since:` and "quoted phrases" taken apart."""

    terms: SearchTerms
    page: int = 1


@dataclass(frozen=True, slots=True)
class AskTopics:
    """`/news topics`."""


@dataclass(frozen=True, slots=True)
class AskHelp:
    """`/news help [verb]`."""

    verb: str | None = None


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """What was typed is no query: *problem* in one sentence, *example* that would work."""

    typed: str
    problem: str
    example: str


@dataclass(frozen=True, slots=True)
class AskSchedule:
    """`/news schedule VERB [NAME] [SETTINGS]`: for admins (DESIGN §7, D13).

    *settings* holds what was typed as `key: value`, by the keys of the settings file.
    """

    verb: ScheduleVerb
    name: str = ""
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AskFrontPage:
    """What App Home shows: the last edition of each schedule, and when the next ones come.

    *channels* are those that the asker can see, as schedules write them ("slack:T024/C0123");
    schedules of others aren't shown.
    """

    channels: frozenset[str]


Query = (
    AskLatest
    | AskStory
    | AskSimilar
    | AskSearch
    | AskTopics
    | AskHelp
    | AskSchedule
    | AskFrontPage
    | NotUnderstood
)

SHAREABLE = (AskLatest, AskStory, AskSimilar, AskSearch, AskTopics)
"""What anybody in a channel may as well see, whatever a button says: schedules are the admins',
help is for who asks."""
