"""Discord's REST API as the bot's own account: discord.py behind a thin, typed door.

It needs no gateway: what is due is posted while that is away.
"""

import asyncio
import logging
import time
from types import SimpleNamespace
from typing import Any, Self

import aiohttp
import discord
from discord.http import Route

from bot.chat import PostUnclear
from bot.secrets import Secret

PATIENCE = 30.0
"""Seconds that a rate limit may make us wait before it's refused instead; discord.py's least."""

SLOW = 15.0
"""Seconds for which nobody waits again for a Discord that let somebody wait in vain."""

WHILE_REFUSED = 300.0
"""Seconds after which a token that was refused is tried again: it may have been Discord's slip.

Discord shuts out who is refused 10,000 times in ten minutes (FACTS 2.4).
"""

INTENTS = discord.Intents(guilds=True)
"""None is privileged: servers with their channels and roles (FACTS 2.3)."""

TOO_OFTEN = 429
BROKEN = 500
"""From this status on, nobody knows what became of a call."""


class NotSignedIn(Exception):
    """Discord refuses the token."""


def point_to(api_url: str | None) -> None:
    """Send every call of this process to *api_url* (".../api/v10") instead of Discord's own."""
    if api_url:
        Route.BASE = api_url.rstrip("/")


def hush() -> None:
    """Take discord.py's own lines out of the log: a traceback for each try, and voice we don't use.

    Ours tell of the first try that failed, and of its end.
    """
    for name in ("discord.client", "discord.gateway", "discord.shard"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


class Rest:
    """Signs in when it's first needed, and anew after that failed.

    A token that was refused is tried again after *while_refused* seconds.
    """

    def __init__(self, token: Secret, *, while_refused: float = WHILE_REFUSED) -> None:
        self._token = token
        self._while_refused = while_refused
        self._client: discord.Client | None = None
        self._signing_in = asyncio.Lock()
        self._refused_until = 0.0
        self._slow_until = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End its connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def client(self) -> discord.Client:
        """discord.py's client, signed in; raises NotSignedIn, or what the network does."""
        async with self._signing_in:
            if time.monotonic() < self._refused_until:
                raise NotSignedIn
            if self._client is None:
                if time.monotonic() < self._slow_until:
                    raise TimeoutError("Discord didn't answer a moment ago")
                self._client = await self._signed_in()
            return self._client

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: dict[str, Any] | None = None,
        once: bool = False,
        **parts: str,
    ) -> Any:  # noqa: ANN401 - the API's own JSON
        """What Discord answers to one call, within its rate limits.

        *parts* fill the path in. discord.py asks again after a 5xx or a reset; with *once* it
        doesn't, and PostUnclear is raised instead: for what would be done twice. Raises
        NotSignedIn, and discord.py's and aiohttp's own errors (`refusals` words them).
        """
        client = await self.client()
        options: dict[str, Any] = {} if body is None else {"json": body}
        if query:
            options["params"] = query
        if once:
            options["trace_request_ctx"] = ONCE
        return await client.http.request(Route(method, path, **parts), **options)

    async def user_id(self) -> str:
        """The bot's own id, as author of its messages."""
        user = (await self.client()).user
        if user is None:
            raise NotSignedIn
        return str(user.id)

    async def _signed_in(self) -> discord.Client:
        hush()
        client = discord.Client(
            intents=INTENTS, http_trace=_giving_up(), max_ratelimit_timeout=PATIENCE
        )
        try:
            await client.login(self._token.reveal())
        except discord.LoginFailure as refusal:
            await client.close()
            self._refused_until = time.monotonic() + self._while_refused
            raise NotSignedIn from refusal
        except asyncio.CancelledError:  # whoever waited lost patience: others needn't wait as long
            self._slow_until = time.monotonic() + SLOW
            await client.close()
            raise
        except BaseException:
            await client.close()
            raise
        return client


ONCE = SimpleNamespace(once=True)
"""Marks a call that must not be repeated."""


def unrepeated() -> aiohttp.TraceConfig:
    """For a session all of whose calls are made once."""
    trace = aiohttp.TraceConfig()
    trace.on_request_exception.append(_give_up_lost)
    trace.on_request_end.append(_give_up)
    trace.on_request_end.append(_put_off)
    return trace


def _giving_up() -> aiohttp.TraceConfig:
    """For a session where the calls that are marked with ONCE are made once."""
    trace = aiohttp.TraceConfig()
    trace.on_request_exception.append(_give_up_lost_if_marked)
    trace.on_request_end.append(_give_up_if_marked)
    return trace


async def _give_up_lost_if_marked(
    session: aiohttp.ClientSession,
    context: SimpleNamespace,
    end: aiohttp.TraceRequestExceptionParams,
) -> None:
    if context.trace_request_ctx is ONCE:
        await _give_up_lost(session, context, end)


async def _give_up_if_marked(
    session: aiohttp.ClientSession, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
) -> None:
    if context.trace_request_ctx is ONCE:
        await _give_up(session, context, end)


async def _put_off(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
) -> None:
    """Raise where discord.py would wait, however long it takes: webhooks know no longest wait."""
    seconds = float(end.response.headers.get("Retry-After", 0))
    if end.response.status == TOO_OFTEN and seconds > PATIENCE:
        end.response.close()
        raise discord.RateLimited(seconds)


async def _give_up(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
) -> None:
    """Raise before discord.py sees the answer: it would ask again."""
    if end.response.status >= BROKEN:
        end.response.close()
        raise PostUnclear(f"Discord answered {end.response.status}")


async def _give_up_lost(
    _session: aiohttp.ClientSession,
    _context: SimpleNamespace,
    end: aiohttp.TraceRequestExceptionParams,
) -> None:
    """Raise before discord.py sees a connection reset: on macOS and Windows it'd ask again.

    Who couldn't even connect hasn't asked yet.
    """
    lost = end.exception
    if isinstance(lost, OSError) and not isinstance(lost, aiohttp.ClientConnectorError):
        raise PostUnclear(f"the answer was lost ({type(lost).__name__})") from lost
