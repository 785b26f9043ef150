"""A channel: the address that a digest is posted to."""

import difflib
import re
from dataclasses import dataclass
from typing import Self

from digests.quoting import quoted

PLATFORMS = ("console", "slack", "discord", "discord-webhook")

EXAMPLES = {
    "console": "console",
    "slack": "slack:C0123456",
    "discord": "discord:1234567890",
    "discord-webhook": "discord-webhook:NEWS",
}

_ADDRESSES = {
    "console": re.compile(""),
    "slack": re.compile(r"(?:([TE][A-Z0-9]+)/)?([CDG][A-Z0-9]+)"),
    "discord": re.compile(r"(?:([0-9]+)/)?([0-9]+)"),
    "discord-webhook": re.compile(r"()([A-Za-z][A-Za-z0-9_-]*)"),
}

_WHERE = {
    "console": "nothing stands after it",
    "slack": "the id, not the name, is below a channel's details",
    "discord": "the id, not the name, is what Copy Channel ID gives",
    "discord-webhook": "letters, digits, - and _, as in DISCORD_WEBHOOK_NEWS",
}

_BY_ID = (
    f"write its id: {EXAMPLES['slack']} (below a channel's details) or {EXAMPLES['discord']} "
    "(Copy Channel ID)"
)


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
        platform, colon, address = text.strip().partition(":")
        if text.lstrip().startswith("#"):
            raise ChannelError(f"{quoted(text)} is a channel's name; {_BY_ID}")
        if platform not in PLATFORMS:
            raise ChannelError(f"{quoted(text)} names no platform; {_advice(platform, address)}")
        spelled = _ADDRESSES[platform].fullmatch(address)
        if spelled is None or bool(colon) is (platform == "console"):
            raise ChannelError(
                f"{quoted(text)} names no channel; {_advice(platform, address)} "
                f"({_WHERE[platform]})"
            )
        workspace, id_ = spelled.groups() or (None, "")
        return cls(platform=platform, workspace=workspace or None, id=id_)

    def __str__(self) -> str:
        if not self.id:
            return self.platform
        place = f"{self.workspace}/{self.id}" if self.workspace else self.id
        return f"{self.platform}:{place}"


def _advice(platform: str, address: str) -> str:
    if not address and (meant := _bare_id(platform.strip())):
        return f"did you mean {meant}?"
    near = difflib.get_close_matches(platform.strip().lower(), PLATFORMS, n=1)
    if not near:
        *most, last = EXAMPLES.values()
        return f"write {', '.join(most)} or {last}"
    meant = near[0]
    for spelling in (address.strip(), address.strip().upper()):
        if _ADDRESSES[meant].fullmatch(spelling):
            return f"did you mean {meant}:{spelling}?" if spelling else f"did you mean {meant}?"
    return f"write {EXAMPLES[meant]}"


def _bare_id(text: str) -> str | None:
    """The channel whose id *text* is, without its platform: Discord's are digits alone."""
    for platform, spelling in (("discord", text), ("slack", text.upper())):
        has_digits = any(sign.isdigit() for sign in spelling)
        if has_digits and _ADDRESSES[platform].fullmatch(spelling):
            return f"{platform}:{spelling}"
    return None
