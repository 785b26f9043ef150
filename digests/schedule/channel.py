"""A channel: the address that a digest is posted to."""

from dataclasses import dataclass
from typing import Self

PLATFORMS = ("console", "slack", "discord", "discord-webhook")


class ChannelError(ValueError):
    """The text names no channel; the message says what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """`slack:T024/C0123`, `discord:GUILD/CHANNEL`, `discord-webhook:NAME` or `console`.

    *workspace* (a Slack team, a Discord server) is None until the platform fills it in at start.
    """

    platform: str
    workspace: str | None = None
    id: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The channel that *text* names; raises ChannelError with the remedy."""
        raise NotImplementedError

    def __str__(self) -> str:
        if not self.id:
            return self.platform
        place = f"{self.workspace}/{self.id}" if self.workspace else self.id
        return f"{self.platform}:{place}"
