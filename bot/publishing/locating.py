"""Locating: which workspace or server the channels of the settings file belong to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import structlog

from bot.chat import Platform, PostFailed
from bot.commands.replies import ScheduleState
from digests.schedule.channel import Channel
from digests.schedule.schedule import Schedule

log = structlog.get_logger(__name__)

EVERYWHERE = frozenset({"console", "discord-webhook"})
"""Platforms without workspaces."""


def needs_place(channel: Channel) -> bool:
    """Whether *channel* belongs to a workspace that isn't named."""
    return channel.workspace is None and channel.platform not in EVERYWHERE


async def located(
    wanted: Sequence[Schedule],
    platforms: Mapping[str, Platform],
    known: Iterable[ScheduleState],
) -> tuple[Schedule, ...]:
    """*wanted*, each with its channel's workspace: as stored in *known*, else as its platform says.

    One that can't be asked now stays without, with a line in the log: posts reach it all the same,
    but chat doesn't see it yet.
    """
    channels = [state.schedule.channel for state in known]
    placed = {(c.platform, c.id): c for c in channels if not needs_place(c)}
    return tuple([await _located(schedule, platforms, placed) for schedule in wanted])


async def _located(
    schedule: Schedule,
    platforms: Mapping[str, Platform],
    placed: Mapping[tuple[str, str], Channel],
) -> Schedule:
    channel = schedule.channel
    if not needs_place(channel):
        return schedule
    if stored := placed.get((channel.platform, channel.id)):
        return replace(schedule, channel=stored)
    platform = platforms.get(channel.platform)
    if platform is None:
        return schedule
    try:
        return replace(schedule, channel=await platform.located(channel))
    except PostFailed as unknown:
        log.warning("channel not located", schedule=schedule.name, reason=str(unknown))
        return schedule
