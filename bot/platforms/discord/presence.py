"""Presence: the bot among people, its commands known to Discord, what they ask answered."""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import Protocol, Self

import aiohttp
import discord
import structlog
from discord.backoff import ExponentialBackoff

from bot.platforms.discord.commands import commands, differs, mentions
from bot.platforms.discord.gateway import Gateway, Shards
from bot.platforms.discord.interactions import Interactions
from bot.platforms.discord.replying import Replying
from bot.platforms.discord.rest import Rest
from bot.secrets import Secret

log = structlog.get_logger(__name__)

COMMANDS = "/applications/{application_id}/commands"


class Servers(Protocol):
    """What is told of servers that the bot comes to and leaves, by their ids."""

    async def standing(self, guilds: Sequence[int], shards: Shards) -> None:
        """The bot is in *guilds*, of those that belong to *shards*."""
        ...

    async def joined(self, guild: int) -> None:
        """The bot was brought into *guild*, for the first time or again."""
        ...

    async def left(self, guild: int) -> None:
        """The bot was thrown out of *guild*."""
        ...


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
        pause: Callable[[], float] | None = None,
    ) -> None:
        """*pause* gives the seconds before each new try to connect: longer and longer."""
        self._rest = rest
        self._interactions = interactions
        self._replying = replying
        self._gateway = Gateway(
            token,
            answer=interactions.answer,
            begun=self._begun,
            standing=servers.standing,
            joined=servers.joined,
            left=servers.left,
            shards=shards,
            pause=pause or ExponentialBackoff[bool]().delay,
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
