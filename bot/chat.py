"""What a chat system is to the rest: it posts messages, and may be read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.commands.replies import Reply
from bot.errors import BotError
from digests.schedule.channel import Channel
from digests.stories.story import StoryId

Payload = Mapping[str, Any]
"""A platform's own payload, JSON all the way down; only that platform reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One post. *under* is the index, within its edition, of the message it hangs below (D14).

    *tells* are the ids of the stories that it says, so that a post that fails gives back these and
    no others; stories that no message names are taken for the first one's.
    """

    payload: Payload
    under: int | None = None
    tells: tuple[StoryId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a message landed: ids as the platform gave them, as text."""

    channel: str
    message: str
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most *most* calls *per* so much time on what *key* names, as its platform counts them.

    A post takes *calls* of them. Posts with the same key share it, whoever makes them: "slack:T024"
    is a whole workspace, "slack:T024/C0123" one channel of it.
    """

    key: str
    most: int
    per: timedelta
    calls: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a platform said when it was asked, in sentences for the admin.

    *obstacles* keep something from working, each with its remedy; *notes* are worth knowing.
    """

    obstacles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Renderer(Protocol):
    """A pure function from what is meant to what one platform is sent."""

    def __call__(self, reply: Reply) -> Sequence[Message]:
        """The messages, in order; never empty."""
        ...


class Platform(Protocol):
    """One chat system: posts what its renderer made; knows no other.

    Most are contexts as well, within which they answer people. To enter one never fails because
    the platform is down or refuses the token: it says so in the log, once, and the others go on.
    """

    name: str
    readable: bool
    """Whether `find` can work at all: where it can't, an unclear post is simply posted again."""

    async def post(
        self, channel: Channel, payload: Payload, *, send_key: str, under: Receipt | None = None
    ) -> Receipt:
        """Post one message, below *under* where it's given.

        *send_key* (24 characters) identifies the message across retries. Raises PostFailed where
        the platform refused it, PostUnclear where nobody can tell.
        """
        ...

    async def find(
        self,
        channel: Channel,
        send_key: str,
        *,
        under: Receipt | None,
        since: datetime,
        until: datetime,
    ) -> Receipt | None:
        """Read back whether a message with *send_key* is there; raises Unreadable if unknowable."""
        ...

    def limits(self, channel: Channel) -> Sequence[Limit]:
        """What holds for a post to *channel*, all at once, the widest first.

        Delivery sees to it before it posts.
        """
        ...

    def limits_of_reading(self, channel: Channel) -> Sequence[Limit]:
        """The same for reading *channel* back with `find`."""
        ...

    async def located(self, channel: Channel) -> Channel:
        """*channel* with its workspace or server; raises PostFailed where it can't be told."""
        ...

    async def obstacle(self, channel: Channel) -> str | None:
        """What keeps posts from *channel*, with the remedy, for people; None for nothing.

        Raises PostFailed where the platform can't be asked.
        """
        ...


class PostFailed(BotError):
    """A message was refused and isn't there; *retry* says whether asking again could help.

    *wait* is how long the platform asks us to wait first, *limit* the key of what it asks that for:
    without one it's the narrowest, the last of the channel's `limits`. *known* is what
    the log has said of the platform as a whole: it needn't say so for each part that waits.
    """

    def __init__(
        self,
        channel: str,
        problem: str,
        *,
        retry: bool,
        wait: timedelta | None = None,
        limit: str | None = None,
        known: bool = False,
    ) -> None:
        super().__init__(f"{channel}: {problem}")
        self.channel = channel
        self.problem = problem
        self.retry = retry
        self.wait = wait
        self.limit = limit
        self.known = known


class PostUnclear(BotError):
    """The answer was lost: the message may be there or not."""


class Unreadable(BotError):
    """The channel can't be read back far enough to tell whether a message is there."""
