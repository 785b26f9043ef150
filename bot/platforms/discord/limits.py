"""Limits: what Discord asks of all our posts, and what it may ask of one channel."""

from datetime import timedelta

from bot.chat import Limit
from digests.schedule.channel import Channel

EVERY, BURST = timedelta(milliseconds=25), 5
"""Discord lets a bot make 50 calls a second (FACTS 2.3); what isn't a post needs room as well."""


def limit_of_all(platform: str) -> Limit:
    """What all posts of *platform* share: the bot's own, or the webhooks'."""
    return Limit(key=platform, every=EVERY, burst=BURST)


def limit_of(channel: Channel) -> Limit:
    """What the posts to *channel* share.

    By itself it holds nobody up: how many a channel takes is in Discord's headers, which discord.py
    heeds. It's there to be shut where Discord asks for a longer pause than that waits for.
    """
    return Limit(key=str(channel), every=EVERY, burst=BURST)
