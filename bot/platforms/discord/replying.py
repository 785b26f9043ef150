"""Replying to interactions: at once that something comes, then what it is, as plain payloads.

Below it are discord.py's webhook calls, with their rate limits and retries: an interaction's token
is a webhook's, and needs none of the bot's own limits (FACTS 2.2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

import aiohttp
import discord
from discord.http import MultipartParameters
from discord.webhook.async_ import AsyncWebhookAdapter

from bot.chat import Message
from bot.platforms.discord.flags import COMPONENTS_V2, EPHEMERAL, NO_PREVIEWS
from bot.platforms.discord.marks import body_of

CHANGEABLE = NO_PREVIEWS | COMPONENTS_V2
"""Flags that a change may set; that it's silent comes too late."""

ACKNOWLEDGED = 40060
"""Discord has had a first answer."""

DEFERRED, DEFERRED_UPDATE, CHOICES = 5, 6, 8
"""Kinds of first answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the answers to one interaction go, for 15 minutes."""

    application: int
    interaction: int
    token: str


class Replying:
    """Answers interactions; raises what discord.py and aiohttp do."""

    def __init__(self) -> None:
        self._calls = AsyncWebhookAdapter()  # type: ignore[no-untyped-call]
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # As many at a time as come: each has three seconds.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def promise(self, to: Address, *, private: bool) -> None:
        """Say that an answer comes; nothing more may be said at first (FACTS 2.2)."""
        await self._first(to, {"type": DEFERRED, "data": {"flags": EPHEMERAL if private else 0}})

    async def promise_change(self, to: Address) -> None:
        """Say that the message that was clicked on is going to change."""
        await self._first(to, {"type": DEFERRED_UPDATE})

    async def suggest(self, to: Address, choices: Sequence[Mapping[str, Any]]) -> None:
        """Show *choices* below what is being typed."""
        await self._first(to, {"type": CHOICES, "data": {"choices": list(choices)}})

    async def say(self, to: Address, messages: Sequence[Message], *, private: bool) -> None:
        """Put the first of *messages* where an answer was promised, and the others below it."""
        first, *others = (body_of(message.payload)[0] for message in messages)
        body = {**first, "flags": first.get("flags", 0) & CHANGEABLE}
        try:
            await self._change(to, body)
        except aiohttp.ClientError:  # lost on its way: to say the same again changes nothing
            await self._change(to, body)
        for body in others:
            hidden = EPHEMERAL if private else 0
            await self._calls.execute_webhook(
                to.application,
                to.token,
                session=self._open,
                payload={**body, "flags": body.get("flags", 0) | hidden},
                wait=True,
                with_components=True,
            )

    async def _first(self, to: Address, answer: dict[str, Any]) -> None:
        """Said once more if the reply was lost; Discord then may know it already."""
        params = MultipartParameters(payload=answer, multipart=None, files=None)
        call = partial(
            self._calls.create_interaction_response,
            to.interaction,
            to.token,
            session=self._open,
            params=params,
        )
        try:
            await call()
        except aiohttp.ClientError:
            try:
                await call()
            except discord.HTTPException as refusal:
                if refusal.code != ACKNOWLEDGED:
                    raise

    async def _change(self, to: Address, body: dict[str, Any]) -> None:
        await self._calls.edit_original_interaction_response(
            to.application, to.token, session=self._open, payload=body
        )

    @property
    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("answers need an open session")
        return self._session
