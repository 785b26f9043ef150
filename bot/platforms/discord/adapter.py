"""Discord as a platform: it posts through the REST API, and answers people through the gateway."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from dataclasses import replace
from datetime import datetime
from typing import Self

from bot.chat import Limit, Payload, PostFailed, Receipt, Unreadable
from bot.platforms.discord.crossposting import Crossposting
from bot.platforms.discord.flags import IS_CROSSPOSTED
from bot.platforms.discord.limits import limit_of, limit_of_all
from bot.platforms.discord.marks import wants_crosspost
from bot.platforms.discord.places import Kind, Place, Places
from bot.platforms.discord.posting import Poster
from bot.platforms.discord.reading_back import ReadingBack, Sought
from bot.platforms.discord.refusals import FORBIDDEN, UNSEEN, code_of, refused
from bot.platforms.discord.rest import Rest
from bot.platforms.discord.rights import missing, sentence
from digests.schedule.channel import Channel

PATIENCE = 10.0
"""Seconds in which a question about a channel is answered, or put off."""


class Discord:
    """What is posted needs no gateway, and goes on while that is away."""

    name = "discord"
    readable = True

    def __init__(
        self,
        rest: Rest,
        presence: AbstractAsyncContextManager[object] | None = None,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Without *presence*, nobody is answered: for `check`. *sleep* is for as many seconds."""
        self._rest = rest
        self._presence = presence or nullcontext()
        self._stack = AsyncExitStack()
        self._places = Places(rest)
        self._crossposting = Crossposting(rest, sleep)
        self._poster = Poster(rest, self._places, self._crossposting)
        self._reading_back = ReadingBack(rest, self._places)

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._rest)
        self._stack.push_async_callback(self._crossposting.close)
        await self._stack.enter_async_context(self._presence)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def post(
        self, channel: Channel, payload: Payload, *, send_key: str, under: Receipt | None = None
    ) -> Receipt:
        """Post to whatever kind of channel it is; raises PostFailed or PostUnclear."""
        try:
            await self._place(channel)
        except Exception as error:
            raise _unposted(channel, await self._worded(channel, error)) from error
        try:
            return await self._poster.post(channel, payload, send_key=send_key, under=under)
        except Exception as error:  # of discord.py's, aiohttp's and our own: worded, or unclear
            raise await self._worded(channel, error) from error

    async def find(
        self,
        channel: Channel,
        send_key: str,
        *,
        under: Receipt | None,
        since: datetime,
        until: datetime,
    ) -> Receipt | None:
        """Look for the mark of *send_key* among the bot's own messages of that time."""
        try:
            sought = Sought(
                author=await self._rest.user_id(), send_key=send_key, since=since, until=until
            )
            found = await self._reading_back.find(
                channel.id, sought, thread=under.thread if under else None
            )
        except Unreadable:
            raise
        except Exception as error:
            raise _unposted(channel, await self._worded(channel, error)) from error
        if found is None:
            return None
        receipt, message = found
        if wants_crosspost(message, send_key) and not message["flags"] & IS_CROSSPOSTED:
            await self._crossposting.hand_on(receipt)
        return receipt

    def limits(self, channel: Channel) -> Sequence[Limit]:
        """The bot's own, and the channel's; one that isn't known is looked at first."""
        calls = 1 if self._places.knows(channel.id) else 2
        return limit_of_all(self.name, calls=calls), limit_of(channel)

    def limits_of_reading(self, channel: Channel) -> Sequence[Limit]:
        """The same: Discord counts every call."""
        return self.limits(channel)

    async def located(self, channel: Channel) -> Channel:
        """*channel* with its server; a Discord that doesn't answer keeps nobody waiting."""
        try:
            async with asyncio.timeout(PATIENCE):
                place = await self._places.place(channel.id)
        except Exception as error:
            worded = await self._worded(channel, error)
            raise PostFailed(str(channel), _said(worded), retry=True) from error
        return replace(channel, workspace=place.guild)

    async def obstacle(self, channel: Channel) -> str | None:
        """The right that is missing, or why nothing can be posted there at all."""
        self._places.forget(channel.id)
        try:
            async with asyncio.timeout(PATIENCE):
                place = await self._place(channel)
                lacking = await missing(self._rest, place)
        except Exception as error:
            problem = refused(channel, error)
            if isinstance(problem, PostFailed) and not problem.retry:
                return problem.problem
            raise PostFailed(str(channel), _said(problem), retry=True) from error
        return sentence(place, lacking) if lacking else None

    async def _place(self, channel: Channel) -> Place:
        """Where *channel* is, if it's a place to post to and in the server that it says it's in."""
        place = await self._places.place(channel.id)
        if channel.workspace and place.guild != channel.workspace:
            raise PostFailed(
                str(channel),
                "that channel isn't in this server; take one that is",
                retry=False,
            )
        if place.kind is Kind.OTHER:
            raise PostFailed(
                str(channel),
                f"{place.shown} takes no messages; take a text channel, a thread or a forum",
                retry=False,
            )
        return place

    async def _worded(self, channel: Channel, error: Exception) -> Exception:
        """*error* as one of ours; where a right is missing, with its name."""
        if code_of(error) in (UNSEEN, FORBIDDEN):
            self._places.forget(channel.id)
            lacking = await self._lacking(channel)
            if lacking:
                return PostFailed(str(channel), lacking, retry=False)
        return refused(channel, error)

    async def _lacking(self, channel: Channel) -> str | None:
        try:
            return await self.obstacle(channel)
        except PostFailed:  # it can't be told now; the refusal itself says enough
            return None


def _unposted(channel: Channel, problem: Exception) -> Exception:
    """*problem* while nothing was posted yet: an answer that's lost then leaves nothing unclear."""
    if isinstance(problem, PostFailed):
        return problem
    return PostFailed(str(channel), str(problem), retry=True)


def _said(problem: Exception) -> str:
    """Without the channel, which is named beside it."""
    return problem.problem if isinstance(problem, PostFailed) else str(problem)
