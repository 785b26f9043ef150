"""What the bot means to say, as data; `bot.wording` has the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.commands.queries import NotUnderstood
from digests.digest import Digest
from digests.schedule.schedule import Schedule
from digests.stories.story import Story
from digests.topics import Filing


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """From where ages and dates are worded: the present instant (UTC) and the asker's zone."""

    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class DigestReady:
    """A scheduled digest, a preview of one, or `/news latest`."""

    digest: Digest


@dataclass(frozen=True, slots=True)
class StoryFound:
    """One story in full, with its filings (topic and reason)."""

    story: Story
    filings: tuple[Filing, ...]
    seen: Viewpoint


@dataclass(frozen=True, slots=True)
class SeveralFound:
    """*words* name several stories, *total* in all, here the best, first: choose one."""

    words: str
    stories: tuple[Story, ...]
    seen: Viewpoint
    total: int


@dataclass(frozen=True, slots=True)
class SimilarFound:
    """The *stories* that are most like *story*, the likest first; () where none is."""

    story: Story
    stories: tuple[Story, ...]
    seen: Viewpoint


@dataclass(frozen=True, slots=True)
class StoriesFound:
    """A page of what a search found; *corrections* are the words it read otherwise than typed.

    *complete* of *total* have every word, and stand first.
    """

    words: str
    stories: tuple[Story, ...]
    total: int
    complete: int
    page: int
    pages: int
    corrections: Mapping[str, str]
    seen: Viewpoint


@dataclass(frozen=True, slots=True)
class NothingFound:
    """Nothing on *words*, or, where they're empty, nothing at all.

    *suggestions* are queries that would find something. *gone*: it was asked for by an id, and
    isn't kept any more (DESIGN D19).
    """

    words: str
    suggestions: tuple[str, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class TopicCount:
    """A topic with how many stories stand under it, and its newest story's title."""

    topic: str
    stories: int
    newest: str | None = None


@dataclass(frozen=True, slots=True)
class TopicList:
    """The headings in the settings' order, "Elsewhere" last; stories of the last *days* days."""

    topics: tuple[TopicCount, ...]
    days: int


@dataclass(frozen=True, slots=True)
class VerbHelp:
    """A verb: how it's typed, what it does, an example that works, and *more* of them.

    Of several verbs, only the first example is shown.
    """

    verb: str
    usage: str
    promise: str
    example: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HelpShown:
    """The verbs, or the one that was asked for."""

    verbs: tuple[VerbHelp, ...]


@dataclass(frozen=True, slots=True)
class AskedTooOften:
    """The asker's answers for this minute are used up (DESIGN D16)."""

    seconds: int


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """Something broke on our side while it was answered; the log has the reason beside *query*."""

    query: str


@dataclass(frozen=True, slots=True)
class NoSuchTopic:
    """No topic of that name; *known* are those there are."""

    topic: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """A schedule as it stands: *next_due* in UTC, None while paused.

    *topics_gone* are those that it names in vain: they aren't in the settings any more. One that
    isn't *taken_up* stands in the settings file alone so far, and no bot goes by it.
    """

    schedule: Schedule
    next_due: datetime | None
    paused: bool
    from_file: bool
    last_edition: str | None = None
    topics_gone: tuple[str, ...] = ()
    taken_up: bool = True


@dataclass(frozen=True, slots=True)
class ScheduleList:
    """The schedules of the asker's workspace, by name."""

    schedules: tuple[ScheduleState, ...]


@dataclass(frozen=True, slots=True)
class ScheduleShown:
    """One schedule after *change* ("added", "changed", "paused" …, None if only shown).

    *upcoming* are its next times, UTC, to be shown in the schedule's zone. *obstacle* is what keeps
    digests from its channel as it stands, with the remedy.
    """

    state: ScheduleState
    upcoming: tuple[datetime, ...]
    change: str | None = None
    obstacle: str | None = None


@dataclass(frozen=True, slots=True)
class ScheduleRefused:
    """A schedule verb that can't be done: *problem* and *remedy* in one sentence each."""

    problem: str
    remedy: str


class Progress(StrEnum):
    """How far an edition that was asked for has come."""

    ENQUEUED = "enqueued"
    EMPTY = "empty"
    PLANNED = "planned"
    """The running bot assembles it within seconds, or the next one that runs."""
    PUT_OFF = "put off"
    """It couldn't be assembled; it's tried again."""


@dataclass(frozen=True, slots=True)
class EditionOrdered:
    """`schedule run`: an extra edition of *schedule* was written down under *key*.

    *before* is the key of one that was ordered earlier and wasn't assembled yet then.
    """

    schedule: Schedule
    key: str
    progress: Progress = Progress.ENQUEUED
    before: str | None = None


@dataclass(frozen=True, slots=True)
class LastIssue:
    """A schedule with what its last edition told, and when (UTC): nothing and None before one."""

    state: ScheduleState
    stories: tuple[Story, ...] = ()
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The schedules that the asker can see, by name, each with its last issue."""

    issues: tuple[LastIssue, ...]
    seen: Viewpoint


Reply = (
    DigestReady
    | StoryFound
    | SimilarFound
    | FrontPage
    | SeveralFound
    | StoriesFound
    | NothingFound
    | TopicList
    | HelpShown
    | NotUnderstood
    | AskedTooOften
    | NotAnswered
    | NoSuchTopic
    | ScheduleList
    | ScheduleShown
    | ScheduleRefused
    | EditionOrdered
)
