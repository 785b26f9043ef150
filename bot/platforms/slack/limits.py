"""Limits: what Slack asks of the posts to a channel, and to all channels of its workspace."""

from collections.abc import Sequence
from datetime import timedelta

from bot.chat import Limit
from digests.schedule.channel import Channel

A_MINUTE = 240
"""Slack says "several hundred a minute" for a workspace, and one a second a channel (FACTS 1.3)."""


def limits_of(channel: Channel) -> Sequence[Limit]:
    """What holds for a post to *channel*, the widest first."""
    workspace = f"slack:{channel.workspace}" if channel.workspace else "slack"
    return (
        Limit(key=workspace, most=A_MINUTE, per=timedelta(minutes=1)),
        Limit(key=str(channel), most=1, per=timedelta(seconds=1)),
    )
