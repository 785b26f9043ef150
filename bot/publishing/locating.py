"""Locating: which workspace or server the channels of the settings file belong to."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import structlog

from bot.chat import Platform, PostFailed
from digests.schedule.channel import Channel
from digests.schedule.schedule import Schedule

log = structlog.get_logger(__name__)

EVERYWHERE = frozenset({"console", "discord-webhook"})
"""Platforms without workspaces."""

AT_ONCE = 8
"""Channels that one platform is asked for at a time."""


def needs_place(channel: Channel) -> bool:
    """Whether *channel* belongs to a workspace that isn't named."""
    return channel.workspace is None and channel.platform not in EVERYWHERE


class Locator:
    """Asks *platforms*, by name, and tells what it can't find out once, until that changes."""

    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        self._platforms = platforms
        self._said: dict[Channel, str] = {}

    async def located(
        self, wanted: Sequence[Schedule], known: Iterable[Channel]
    ) -> tuple[Schedule, ...]:
        """*wanted*, each with its channel's workspace: as it was *known*, else as it's told.

        One that can't be asked for now stays without, with a line in the log: posts reach it all
        the same, but chat doesn't see it yet.
        """
        placed = {(c.platform, c.id): c for c in known if not needs_place(c)}
        lacking = {s.channel for s in wanted if needs_place(s.channel)}
        found = {c: placed[c.platform, c.id] for c in lacking if (c.platform, c.id) in placed}
        asked = sorted(lacking - found.keys(), key=str)
        for platform in {channel.platform for channel in asked} & self._platforms.keys():
            found |= await self._ask(platform, [c for c in asked if c.platform == platform])
        return tuple(replace(s, channel=found.get(s.channel, s.channel)) for s in wanted)

    async def _ask(self, platform: str, channels: Sequence[Channel]) -> dict[Channel, Channel]:
        """Those that *platform* tells; while it's down, the others aren't asked for."""
        found: dict[Channel, Channel] = {}
        for start in range(0, len(channels), AT_ONCE):
            some = channels[start : start + AT_ONCE]
            answers = await asyncio.gather(*(self._place(platform, channel) for channel in some))
            told = zip(some, answers, strict=True)
            found |= {channel: placed for channel, placed in told if isinstance(placed, Channel)}
            if all(isinstance(answer, PostFailed) and answer.retry for answer in answers):
                break
        return found

    async def _place(self, platform: str, channel: Channel) -> Channel | PostFailed:
        try:
            placed = await self._platforms[platform].located(channel)
        except PostFailed as unknown:
            if self._said.get(channel) != unknown.problem:
                self._said[channel] = unknown.problem
                log.warning("channel not located", channel=str(channel), reason=unknown.problem)
            return unknown
        self._said.pop(channel, None)
        return placed
