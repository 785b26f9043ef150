"""Presence: the bot among people, its commands known to Discord, what they ask answered."""

from collections.abc import Callable
from contextlib import AsyncExitStack, nullcontext
from typing import Self

import aiohttp
import discord
import structlog
from discord.backoff import ExponentialBackoff

from bot.platforms.discord.commands import commands, differs, mentions
from bot.platforms.discord.gateway import Gateway, Pauses, Servers, Shards, Turn
from bot.platforms.discord.interactions import Interactions
from bot.platforms.discord.replying import Replying
from bot.platforms.discord.rest import Rest
from bot.secrets import Secret

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 120.0
"""Seconds: a Discord that's back is heard within two minutes."""

COMMANDS = "/applications/{application_id}/commands"


class Presence:
    """While the context lasts, people are heard and answered; entering never fails."""

    def __init__(
        self,
        rest: Rest,
        token: Secret,
        interactions: Interactions,
        replying: Replying,
        servers: Servers,
        *,
        shards: Shards,
        pauses: Pauses | None = None,
        turn: Turn | None = None,
    ) -> None:
        """*pauses* lie before each new try to connect: longer and longer ones, unless it's given.

        *turn* is a context within which it's our turn, where other processes may listen as well.
        """
        self._rest = rest
        self._interactions = interactions
        self._replying = replying
        self._gateway = Gateway(
            token,
            answer=interactions.answer,
            begun=self._begun,
            servers=servers,
            shards=shards,
            pauses=pauses or Pauses(_longer_and_longer()),
            turn=turn or nullcontext,
        )
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._replying)
        self._stack.push_async_callback(self._interactions.finished)
        await self._stack.enter_async_context(self._gateway)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _begun(self, client: discord.Client) -> None:
        """Tell Discord our commands if it has others; it goes on with what it has if that fails."""
        id_ = str(client.application_id)
        try:
            there = await self._rest.ask(
                "GET", COMMANDS, query={"with_localizations": "true"}, application_id=id_
            )
            wanted = commands()
            if differs(wanted, there):
                there = await self._rest.ask("PUT", COMMANDS, body=wanted, application_id=id_)
                log.info("discord commands synchronised", commands=len(wanted))
        except (discord.HTTPException, discord.RateLimited, aiohttp.ClientError) as refusal:
            log.warning("discord commands not synchronised", reason=str(refusal))
            return
        self._interactions.mentions = mentions(there)


def _longer_and_longer() -> Callable[[], float]:
    back_off = ExponentialBackoff[bool]()
    return lambda: min(back_off.delay(), LONGEST_PAUSE)
