"""A schedule: a rhythm in a time zone, a channel, topics and limits."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from digests.schedule.channel import Channel
from digests.schedule.presentation import Presentation
from digests.schedule.rhythm import Rhythm

STORIES = 8
"""How many stories an edition tells unless a schedule says otherwise (DESIGN D8)."""


class CatchUp(StrEnum):
    """What becomes of an occurrence missed by more than the grace (DESIGN D9)."""

    LATEST = "latest"
    SKIP = "skip"


class WhenEmpty(StrEnum):
    """What an edition without stories does (DESIGN D15)."""

    SILENT = "silent"
    SAY_SO = "say-so"


class OnUnknown(StrEnum):
    """What becomes of a part when nobody can tell whether it was posted (DESIGN D14)."""

    HOLD = "hold"
    RESEND = "resend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When, where and what a digest is.

    *id* is opaque and never changes; *name* is unique within a workspace. Without *topics* a
    digest has all of them, in the settings' order, and "Elsewhere" last. *first_now* asks for an
    edition at the schedule's birth; *carry* is None for the rhythm's default (DESIGN D8). *paused*
    is the settings file's own pause: it's over once the file says so, whatever is said in chat.
    """

    id: str
    name: str
    channel: Channel
    rhythm: Rhythm
    zone: ZoneInfo
    title: str = ""
    topics: tuple[str, ...] = ()
    stories: int = STORIES
    first_now: bool = False
    when_empty: WhenEmpty = WhenEmpty.SILENT
    catch_up: CatchUp = CatchUp.LATEST
    on_unknown: OnUnknown = OnUnknown.HOLD
    carry: timedelta | None = None
    presentation: Presentation = Presentation()
    paused: bool = False

    @property
    def heading(self) -> str:
        """The title as it stands, else the name in words: "morning-brief" is "Morning brief"."""
        words = self.name.replace("-", " ").replace("_", " ")
        return self.title or words[:1].upper() + words[1:]
