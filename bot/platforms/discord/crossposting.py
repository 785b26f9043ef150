"""Crossposting: an announcement is handed on to the channels that follow its own."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import discord
import structlog

from bot.chat import Receipt
from bot.platforms.discord.refusals import AFTER_A_BAN, CROSSPOSTED, code_of
from bot.platforms.discord.rest import TOO_OFTEN, Rest

log = structlog.get_logger(__name__)

TRIES = 5
"""How often it's tried: Discord lets a channel do so about ten times an hour (FACTS 2.1)."""

PATH = "/channels/{channel_id}/messages/{message_id}/crosspost"


class Crossposting:
    """Hands on at once, or as soon as Discord lets us; what waits ends with the process."""

    def __init__(self, rest: Rest, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._rest = rest
        self._sleep = sleep
        self._waiting: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Give up what still waits; the log names it."""
        waiting = list(self._waiting)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def hand_on(self, posted: Receipt) -> None:
        """Crosspost *posted*; where that fails, it stands all the same, and the log says so.

        Nobody is kept waiting where Discord asks for a pause: it's tried again behind their back.
        """
        seconds = await self._tried(posted)
        if seconds is not None:
            task = asyncio.create_task(self._in_a_while(posted, seconds))
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)

    async def _in_a_while(self, posted: Receipt, seconds: float) -> None:
        named = {"channel": posted.channel, "message": posted.message}
        wait: float | None = seconds
        for left in range(TRIES - 1, 0, -1):
            log.warning(
                "crossposting put off", **named, seconds=wait, tries=left, lost_by="a restart"
            )
            try:
                await self._sleep(wait or 0.0)
            except asyncio.CancelledError:
                log.warning("not crossposted", **named, reason="the bot was stopped first")
                raise
            wait = await self._tried(posted)
            if wait is None:
                return
        log.warning("not crossposted", **named, reason="Discord asked for a pause again and again")

    async def _tried(self, posted: Receipt) -> float | None:
        """None once nothing is left to be done; else the seconds until it may be tried again."""
        try:
            await self._rest.ask("POST", PATH, channel_id=posted.channel, message_id=posted.message)
        except discord.RateLimited as pause:
            return pause.retry_after
        except (discord.HTTPException, aiohttp.ClientError, OSError) as refusal:
            if isinstance(refusal, discord.HTTPException) and refusal.status == TOO_OFTEN:
                headers = refusal.response.headers
                return float(headers.get("Retry-After", AFTER_A_BAN.total_seconds()))
            if code_of(refusal) != CROSSPOSTED:
                log.warning("not crossposted", channel=posted.channel, reason=str(refusal))
        return None
