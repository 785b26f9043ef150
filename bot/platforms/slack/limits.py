"""Limits: what Slack asks of the posts to a channel, and to all channels of its workspace."""

from collections.abc import Sequence
from datetime import timedelta

from bot.chat import Limit
from digests.schedule.channel import Channel

READ_A_MINUTE = 50
"""What the third tier allows of each method in a workspace (FACTS 1.3): its histories, say."""

A_MINUTE = 240
"""Slack says "several hundred a minute" for a workspace, and one a second a channel (FACTS 1.3)."""


def limits_of(channel: Channel) -> Sequence[Limit]:
    """What holds for a post to *channel*, the widest first."""
    return (
        Limit(key=_workspace(channel), most=A_MINUTE, per=timedelta(minutes=1)),
        Limit(key=str(channel), most=1, per=timedelta(seconds=1)),
    )


def limits_of_reading(channel: Channel) -> Sequence[Limit]:
    """What holds for reading the history of *channel*, page by page."""
    key = f"{_workspace(channel)} history"
    return (Limit(key=key, most=READ_A_MINUTE, per=timedelta(minutes=1)),)


def _workspace(channel: Channel) -> str:
    return f"slack:{channel.workspace}" if channel.workspace else "slack"
