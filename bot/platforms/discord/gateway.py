"""The gateway: who is connected to Discord and hears what people do; it may be away for long."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, Self

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket

from bot.database.leases import Lease
from bot.errors import worded
from bot.platforms.discord.rest import INTENTS, WHILE_REFUSED, hush
from bot.secrets import Secret

log = structlog.get_logger(__name__)

HOPELESS = frozenset({4004, 4010, 4011, 4012, 4013, 4014})
"""Close codes after which Discord wants no further try (FACTS 2.3)."""

DEAD_TOKEN = 4004

UNHEARD = 60.0
"""Seconds after which a start that got nowhere begins again from the beginning."""


class Unheard(Exception):
    """No shard was connected in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shards:
    """Which of how many shards are this process's; without ids all, as many as Discord advises."""

    ids: tuple[int, ...] = ()
    count: int | None = None

    def hold(self, guild: int) -> bool:
        """Whether the server *guild* belongs to one of them."""
        return not self.ids or not self.count or (guild >> 22) % self.count in self.ids


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


Turn = Callable[[], AbstractAsyncContextManager[Sequence[Lease] | None]]
"""A context within which it's our turn to listen; without leases, always."""


class Listener(discord.AutoShardedClient):
    """One life of discord.py's client: it calls what it's given."""

    def __init__(self, shards: Shards) -> None:
        super().__init__(
            intents=INTENTS,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        if shards.ids and shards.count:  # as its own parameters would, which may not be None
            self.shard_ids, self.shard_count = list(shards.ids), shards.count
        self.heard = asyncio.Event()


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds before another try to connect; *after_refusal* of a token that was refused."""

    after_trouble: Callable[[], float]
    after_refusal: float = WHILE_REFUSED


class Gateway:
    """Keeps a listener alive, with back-off, while the context lasts; entering never fails.

    *answer* gets interactions, *servers* whatever happens to them. *begun* is called with each
    listener that has signed in. What goes wrong is in the log once, and again when it's well.
    """

    def __init__(
        self,
        token: Secret,
        *,
        answer: Callable[[discord.Interaction], Awaitable[None]],
        begun: Callable[[discord.Client], Awaitable[None]],
        servers: Servers,
        shards: Shards,
        pauses: Pauses,
        turn: Turn,
    ) -> None:
        self._token = token
        self._answer = answer
        self._begun = begun
        self._servers = servers
        self._shards = shards
        self._pauses = pauses
        self._turn = turn
        self._away = self._refused = False
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        hush()
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _listen(self) -> None:
        wait: float | None = 0.0
        while wait is not None:
            await asyncio.sleep(wait)
            try:
                await self._live_in_turn()
            except Exception as trouble:  # noqa: BLE001 - of a library that lets anything through
                wait = self._noted_trouble(trouble)
            else:
                wait = self._pauses.after_trouble()

    def _noted_trouble(self, trouble: Exception) -> float | None:
        """Seconds after which it's worth another try; None if it never is."""
        code = trouble.code if isinstance(trouble, discord.ConnectionClosed) else 0
        if isinstance(trouble, discord.LoginFailure) or code == DEAD_TOKEN:
            self._note_refused(
                trouble, "set DISCORD_TOKEN to the one on the application's Bot page"
            )
            return self._pauses.after_refusal
        if isinstance(trouble, discord.PrivilegedIntentsRequired) or code in HOPELESS:
            self._note_refused(trouble, "look at shards: under discord: in the settings file")
            return None
        self._note_away(trouble)
        return self._pauses.after_trouble()

    async def _live_in_turn(self) -> None:
        """Live while it's our turn: of each shard there's one connection at a time (FACTS 2.3)."""
        async with self._turn() as leases:
            life = asyncio.create_task(self._one_life())
            watched = {life, *(asyncio.create_task(_lost(one)) for one in leases or ())}
            try:
                await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
                if life.done():
                    life.result()
            finally:
                for task in watched:
                    task.cancel()
                await asyncio.gather(*watched, return_exceptions=True)

    async def _one_life(self) -> None:
        """From signing in to the end of the connection."""
        listener = Listener(self._shards)
        self._attach(listener)
        async with listener:
            await listener.login(self._token.reveal())
            _count, url, _limits = await listener.http.get_bot_gateway()
            # Where a process has shards of its own, and after a session that was declared invalid,
            # discord.py takes its built-in address instead of the one it was told.
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)
            await self._begun(listener)
            connecting = asyncio.create_task(listener.connect())
            try:
                await _until_heard(listener, connecting)
                await connecting
                self._note_away("the connection ended")
            finally:
                connecting.cancel()
                await asyncio.gather(connecting, return_exceptions=True)

    def _attach(self, listener: Listener) -> None:
        async def on_interaction(interaction: discord.Interaction) -> None:
            await self._answer(interaction)

        async def on_shard_connect(_shard: int) -> None:
            listener.heard.set()
            self._note_back()

        async def on_shard_resumed(_shard: int) -> None:
            self._note_back()

        async def on_shard_disconnect(shard: int) -> None:
            self._note_away(f"shard {shard} lost its connection")

        async def on_ready() -> None:
            await self._noted(listener, self._standing(listener))

        async def on_guild_join(guild: discord.Guild) -> None:
            await self._noted(listener, self._servers.joined(guild.id))

        async def on_guild_remove(guild: discord.Guild) -> None:
            await self._noted(listener, self._servers.left(guild.id))

        for happening in (
            on_interaction,
            on_shard_connect,
            on_shard_resumed,
            on_shard_disconnect,
            on_ready,
            on_guild_join,
            on_guild_remove,
        ):
            listener.event(happening)

    async def _standing(self, listener: Listener) -> None:
        guilds = [guild.id for guild in listener.guilds]
        ours = Shards(ids=self._shards.ids, count=listener.shard_count)
        await self._servers.standing(guilds, ours)

    async def _noted(self, listener: Listener, telling: Coroutine[Any, Any, None]) -> None:
        """Tell of servers; where that fails, of where the bot stands, until that has been noted.

        Who isn't listened to any more needn't be: whoever listens next begins with that.
        """
        while not await _succeeds(telling):
            await asyncio.sleep(self._pauses.after_trouble())
            if listener.is_closed():
                return
            telling = self._standing(listener)

    def _note_refused(self, refusal: Exception, remedy: str) -> None:
        if not self._refused:
            self._away = self._refused = True
            log.error(
                "discord refuses the bot", reason=str(refusal), remedy=f"{remedy}, and start again"
            )

    def _note_away(self, reason: object) -> None:
        if not self._away:
            self._away = True
            words = worded(reason)
            log.warning("discord gateway away", reason=words)

    def _note_back(self) -> None:
        if self._away:
            self._away = self._refused = False
            log.info("discord gateway back")


async def _succeeds(telling: Coroutine[Any, Any, None]) -> bool:
    try:
        await telling
    except Exception:  # the edge of a task, whose errors discord.py keeps to itself
        log.exception("discord servers not noted")
        return False
    return True


async def _lost(lease: Lease) -> None:
    await lease.lost.wait()


async def _until_heard(listener: Listener, connecting: asyncio.Task[None]) -> None:
    """Return once a shard is connected; raises Unheard if none is, or why not."""
    hearing = asyncio.create_task(listener.heard.wait())
    try:
        await asyncio.wait(
            {hearing, connecting}, timeout=UNHEARD, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        hearing.cancel()
    if connecting.done():
        connecting.result()
    elif not listener.heard.is_set():
        raise Unheard
