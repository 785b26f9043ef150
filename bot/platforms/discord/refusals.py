"""What Discord refuses, in sentences with a remedy: for the ledger, the log and `check`."""

from collections.abc import Mapping
from datetime import timedelta
from textwrap import shorten

import aiohttp
import discord

from bot.chat import PostFailed, PostUnclear
from bot.platforms.discord.limits import limit_of, limit_of_all
from bot.platforms.discord.rest import BROKEN, PATIENCE, TOO_OFTEN, NotSignedIn
from digests.schedule.channel import Channel

UNSEEN, FORBIDDEN = 50001, 50013
"""Codes behind which a right is missing: to see the channel, or to do something in it."""

ARCHIVED = 50083
CROSSPOSTED = 40033
"""Codes that are no failure: a thread that must be opened first, and what is handed on already."""

WANTS_TAG = 40067

NO_WEBHOOK = frozenset({10015, 50027})
"""Codes for a webhook that's gone, and for one whose address ends in another token."""

REFUSALS: Mapping[int, str] = {
    10003: "there's no such channel any more; take another, or remove the schedule",
    10004: "the bot isn't in that server any more; invite it again, or remove the schedule",
    UNSEEN: "the bot can't see the channel; give its role View Channel there",
    FORBIDDEN: "the bot may not post there; give its role Send Messages and Embed Links",
    50008: "messages can't be sent to a channel of that kind; take a text channel or a forum",
    50024: "posts can't be made in a channel of that kind; take a text channel or a forum",
    WANTS_TAG: "the forum wants a tag on every post; name one of its tags under forum_tags:",
    160006: "the server has as many open threads as it may; close some, it's tried no more",
    50035: "Discord found a mistake in the message itself; please report it",
    50006: "Discord found nothing in the message; please report it",
}
"""What can't be helped by asking again, by Discord's code (FACTS 2.3)."""

NO_TOKEN = 401

TIMED_OUT = 408
"""As with a 5xx, nobody knows what became of the call."""

PASSING = frozenset({40333})
"""The code of a call that Discord's network didn't carry."""

AFTER_A_BAN = timedelta(minutes=10)
"""A 429 without a Via header is the edge's: it shuts out who called too often (FACTS 2.4)."""

MOST_SAID = 200
"""Characters of Discord's own words that the ledger repeats."""

A_PAUSE = "Discord asks for a pause"
REFUSES_US = "Discord refuses DISCORD_TOKEN; make a new one on the application's Bot page"


def refused(channel: Channel, error: Exception) -> PostFailed | PostUnclear:
    """*error*, which discord.py or aiohttp raised over a post to *channel*, as one of ours.

    What Discord asks of one channel keeps that one waiting; what it asks of us, all of them.
    """
    match error:
        case PostFailed() | PostUnclear():
            return error
        case NotSignedIn():
            return _shut_out(channel, REFUSES_US, known=True)
        case discord.RateLimited():
            return _paused(channel, error.retry_after)
        case discord.HTTPException():
            return _answered(channel, error)
        case aiohttp.ClientConnectorError():
            return PostFailed(str(channel), "Discord can't be reached", retry=True)
        case _:
            return PostUnclear(f"the answer was lost ({type(error).__name__})")


def code_of(error: Exception) -> int:
    """Discord's code for what went wrong; 0 where it gave none."""
    return error.code if isinstance(error, discord.HTTPException) else 0


def _answered(channel: Channel, error: discord.HTTPException) -> PostFailed | PostUnclear:
    if error.status >= BROKEN or error.status == TIMED_OUT:
        return PostUnclear(f"Discord answered {error.status}")
    if error.status == TOO_OFTEN:
        return _too_often(channel, error.response.headers)
    if error.status == NO_TOKEN:
        return _shut_out(channel, REFUSES_US, known=True)
    if not error.code or error.code in PASSING:  # an edge's or a proxy's: its API gives a code
        return PostFailed(
            str(channel), f"something on the way to Discord answers {error.status}", retry=True
        )
    said = shorten(error.text, MOST_SAID, placeholder="…")
    sentence = REFUSALS.get(error.code, f"Discord refuses it: {said} (code {error.code})")
    return PostFailed(str(channel), sentence, retry=False)


def _too_often(channel: Channel, headers: Mapping[str, str]) -> PostFailed:
    """A route's own limit, in spite of discord.py's waiting for it; or everybody's."""
    if "Via" not in headers or "X-RateLimit-Global" in headers:
        return _shut_out(channel, A_PAUSE)
    return _paused(channel, float(headers.get("Retry-After", PATIENCE)))


def _paused(channel: Channel, seconds: float) -> PostFailed:
    wait = timedelta(seconds=seconds)
    return PostFailed(str(channel), A_PAUSE, retry=True, wait=wait, limit=limit_of(channel).key)


def _shut_out(channel: Channel, problem: str, *, known: bool = False) -> PostFailed:
    limit = limit_of_all(channel.platform).key
    return PostFailed(str(channel), problem, retry=True, wait=AFTER_A_BAN, limit=limit, known=known)
