"""Servers that the bot leaves and comes back to: what is scheduled there waits to be asked for."""

from collections.abc import Iterator, Sequence

import aiohttp
import discord
import structlog

from bot.chat import Payload
from bot.clock import Clock
from bot.commands.queries import AskSchedule
from bot.database.departures import Departures
from bot.database.schedules import Schedules
from bot.platforms.discord.components import Component, button, row, text
from bot.platforms.discord.custom_ids import asking
from bot.platforms.discord.flags import COMPONENTS_V2
from bot.platforms.discord.gateway import Shards
from bot.platforms.discord.markup import escape
from bot.platforms.discord.posting import NOBODY
from bot.platforms.discord.rest import NotSignedIn, Rest

log = structlog.get_logger(__name__)

WHO = "discord:left"
"""Who paused them, for the audit."""

MOST_BUTTONS = 25
IN_A_ROW = 5
"""More than 25 schedules of one server are resumed by the command."""


class Servers:
    """Pauses what is scheduled in a server that's left, and asks before it goes on."""

    def __init__(
        self, rest: Rest, schedules: Schedules, departures: Departures, clock: Clock
    ) -> None:
        self._rest = rest
        self._schedules = schedules
        self._departures = departures
        self._clock = clock

    async def standing(self, guilds: Sequence[int], shards: Shards) -> None:
        """The bot is in *guilds*: others of its *shards* were left while it was down."""
        there = {str(guild) for guild in guilds}
        for guild in await self._departures.scheduled("discord"):
            if guild not in there and shards.hold(int(guild)):
                await self.left(int(guild))
        for guild in there & await self._departures.away():
            await self.joined(int(guild))

    async def left(self, guild: int) -> None:
        """Pause what is scheduled there, in the settings file too."""
        paused = await self._departures.leave(str(guild), who=WHO, now=self._clock.now())
        if paused:
            log.warning("discord server left", server=str(guild), paused=list(paused))

    async def joined(self, guild: int) -> None:
        """Ask whether what leaving paused is to go on: where it was posted, of whoever may say."""
        states = await self._schedules.all(str(guild))
        names = await self._departures.back(str(guild))  # last, as it's told but once
        if not names:
            return
        channels = dict.fromkeys(s.schedule.channel.id for s in states if s.schedule.name in names)
        for channel in channels:
            if await self._asked(channel, _question(names)):
                log.info("discord server back", server=str(guild), waiting=list(names))
                return
        log.warning("discord server back", server=str(guild), waiting=list(names), asked=False)

    async def _asked(self, channel: str, question: Payload) -> bool:
        path = "/channels/{channel_id}/messages"
        try:
            await self._rest.ask("POST", path, body=question, channel_id=channel)
        except (discord.DiscordException, aiohttp.ClientError, OSError, NotSignedIn) as refusal:
            reason = str(refusal) or type(refusal).__name__
            log.warning("discord server not asked", channel=channel, reason=reason)
            return False
        return True


def _question(names: Sequence[str]) -> Payload:
    """With a button for each: the desk looks at who presses it, as it does with a command."""
    counted = "the schedule is" if len(names) == 1 else f"the {len(names)} schedules are"
    listed = ", ".join(f"**{escape(name)}**" for name in names)
    said = (
        f"I'm back. While I was away, {counted} paused here: {listed}. "
        "Somebody who may manage the server can let them go on."
    )
    buttons = list(_buttons(names))
    rows = [row(buttons[n : n + IN_A_ROW]) for n in range(0, len(buttons), IN_A_ROW)]
    return {"flags": COMPONENTS_V2, "components": [text(said), *rows], "allowed_mentions": NOBODY}


def _buttons(names: Sequence[str]) -> Iterator[Component]:
    for name in names[:MOST_BUTTONS]:
        yield from button(f"Resume {name}", asking(AskSchedule("resume", name)))
