"""Limits: what Discord asks of all our posts, and what it may ask of one channel."""

from datetime import timedelta

from bot.chat import Limit
from digests.schedule.channel import Channel

MOST, PER = 50, timedelta(seconds=1)
"""The calls that Discord lets a bot make, whatever they are (FACTS 2.3)."""


def limit_of_all(platform: str, *, calls: int = 1) -> Limit:
    """What all posts of *platform* share: the bot's own, or the webhooks'. One takes *calls*.

    The few calls that belong to no post have what the gate leaves, or discord.py's patience.
    """
    return Limit(key=platform, most=MOST, per=PER, calls=calls)


def limit_of(channel: Channel) -> Limit:
    """What the posts to *channel* share.

    By itself it holds nobody up: how many a channel takes is in Discord's headers, which discord.py
    heeds. It's there to be shut where Discord asks for a longer pause than that waits for.
    """
    return Limit(key=str(channel), most=MOST, per=PER)
