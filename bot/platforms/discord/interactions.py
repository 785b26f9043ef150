"""Interactions: what people ask, pick and click on Discord, answered by the desk."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import Any, Protocol, cast
from zoneinfo import ZoneInfo

import discord
import structlog

from bot.chat import Message
from bot.commands.queries import (
    SHAREABLE,
    Asker,
    AskSchedule,
    AskSearch,
    NotUnderstood,
    Query,
)
from bot.commands.replies import NotAnswered, ScheduleState
from bot.commands.spelling import spelled
from bot.commands.verbs import COMMAND
from bot.desk import Desk
from bot.platforms.discord.choices import choices
from bot.platforms.discord.custom_ids import is_shared, query_of
from bot.platforms.discord.options import completed, query_of_command, typing
from bot.platforms.discord.render import render
from bot.platforms.discord.replying import Address, Replying

log = structlog.get_logger(__name__)

TOO_LATE = frozenset({10062, 40060})
"""The interaction is dead, or somebody has answered it: nothing can be said any more."""

IN_TIME = 3.0
"""Seconds in which Discord wants an answer."""

AT_A_TIME = 8
"""Answers that are worked on at once: what has to be said within three seconds, promises and
suggestions, isn't kept waiting by what may take fifteen minutes."""

KNOWN_FOR = 30.0
"""Seconds for which a server's schedules, and their zones, aren't looked up again."""

UNREADABLE = NotUnderstood(
    typed="",
    problem="that button is too old for me to tell what it meant",
    example=f"{COMMAND} latest",
)

UNSHARED = NotUnderstood(
    typed="",
    problem="you may not write in this channel, so your answer can't be shared here",
    example=f"{COMMAND} latest",
)


class Timetable(Protocol):
    """What is asked of the schedules."""

    async def all(self, workspace: str | None = None) -> tuple[ScheduleState, ...]:
        """The schedules of *workspace*."""
        ...


class Interactions:
    """Answers every interaction, in private unless it's to be shared.

    *admins* are the ids of people who are admins in every server that the bot is in.
    """

    def __init__(
        self,
        desk: Desk,
        timetable: Timetable,
        replying: Replying,
        *,
        zone: ZoneInfo,
        admins: Sequence[str] = (),
    ) -> None:
        self._desk = desk
        self._timetable = timetable
        self._replying = replying
        self._zone = zone
        self._admins = frozenset(admins)
        self._zones: dict[str, tuple[float, Mapping[str, ZoneInfo]]] = {}
        self._turns = asyncio.Semaphore(AT_A_TIME)
        self._under_way: set[asyncio.Task[object]] = set()
        self.mentions: Mapping[str, str] = {}

    async def answer(self, interaction: discord.Interaction) -> None:
        """Answer *interaction*; whatever breaks is in the log, and never more than this breaks."""
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        try:
            match interaction.type:
                case discord.InteractionType.autocomplete:
                    await self._complete(interaction)
                case discord.InteractionType.application_command:
                    await self._command(interaction)
                case discord.InteractionType.component:
                    await self._click(interaction)
                case _:
                    pass  # a ping, or a form: we send none
        except discord.HTTPException as refusal:
            if refusal.code not in TOO_LATE:
                log.exception("interaction not answered", kind=interaction.type.name)
            else:
                log.warning("interaction answered too late", kind=interaction.type.name)
        except Exception:  # the edge of a task
            log.exception("interaction not answered", kind=interaction.type.name)

    async def finished(self) -> None:
        """Return once all that is asked is answered, or won't be in time."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=IN_TIME)

    async def _complete(self, interaction: discord.Interaction) -> None:
        """Suggestions; what is suggested may be ignored, so it's read anew when it's sent."""
        data = _data(interaction)
        asked = typing(data)
        offered: list[dict[str, Any]] = []
        if asked is not None:
            kind, typed = asked
            found = await self._desk.suggest(kind, typed, self._asker(interaction, self._zone))
            offered = choices(completed(data, found))
        await self._replying.suggest(_address(interaction), offered)

    async def _command(self, interaction: discord.Interaction) -> None:
        to = _address(interaction)
        await self._replying.promise(to, private=True)
        query = query_of_command(_data(interaction), interaction.guild_id)
        await self._reply(interaction, query, private=True)

    async def _click(self, interaction: discord.Interaction) -> None:
        """A button's or a menu's query, which it remembers itself.

        The pages of a search take one another's place; everything else is a message of its own.
        """
        to, data = _address(interaction), _data(interaction)
        custom_id = str(data.get("custom_id", ""))
        query = query_of(custom_id, data.get("values") or ()) or UNREADABLE
        private = not is_shared(custom_id)
        if not private and not isinstance(query, SHAREABLE):  # nothing is done by sharing it
            query, private = UNREADABLE, True
        if not private and not _may_write(interaction):
            query, private = replace(UNSHARED, example=f"{COMMAND} {spelled(query)}"), True
        if isinstance(query, AskSearch) and private and _is_private(interaction.message):
            await self._replying.promise_change(to)
        else:
            await self._replying.promise(to, private=private)
        await self._reply(interaction, query, private=private)

    async def _reply(
        self, interaction: discord.Interaction, query: Query, *, private: bool
    ) -> None:
        async with self._turns:
            await self._reply_in_turn(interaction, query, private=private)

    async def _reply_in_turn(
        self, interaction: discord.Interaction, query: Query, *, private: bool
    ) -> None:
        asker = self._asker(interaction, await self._zone_of(interaction))
        reply = await self._desk.answer(query, asker)
        if isinstance(query, AskSchedule):
            self._zones.pop(str(interaction.guild_id), None)
        messages: Sequence[Message] = render(
            reply,
            asked=query,
            shareable=private,
            shared_by="" if private else str(interaction.user.id),
            mentions=self.mentions,
        )
        to = _address(interaction)
        try:
            await self._replying.say(to, messages, private=private)
        except discord.HTTPException as refusal:
            if refusal.code in TOO_LATE:
                raise
            # It was promised: without a word, they'd see “is thinking…” for a quarter of an hour.
            id_ = str(interaction.id)
            log.exception("interaction not answered", kind=interaction.type.name, query=id_)
            await self._replying.say(to, render(NotAnswered(id_)), private=private)

    def _asker(self, interaction: discord.Interaction, zone: ZoneInfo) -> Asker:
        """Admins are who may manage the server, and who the settings name; where the bot is in."""
        guild = interaction.guild_id if interaction.is_guild_integration() else None
        user = str(interaction.user.id)
        manages = interaction.permissions.manage_guild or interaction.permissions.administrator
        return Asker(
            platform="discord",
            user=user,
            zone=zone,
            admin=guild is not None and (manages or user in self._admins),
            channel=_channel(interaction) if guild is not None else None,
            workspace=None if guild is None else str(guild),
        )

    async def _zone_of(self, interaction: discord.Interaction) -> ZoneInfo:
        """Discord tells nobody's zone: the channel's first schedule's, else the settings'."""
        channel = _channel(interaction)
        if channel is None or not interaction.is_guild_integration():
            return self._zone
        guild = str(interaction.guild_id)
        known = self._zones.get(guild)
        if known is None or monotonic() - known[0] > KNOWN_FOR:
            states = await self._timetable.all(guild)
            zones = {str(s.schedule.channel): s.schedule.zone for s in reversed(states)}
            known = self._zones[guild] = (monotonic(), zones)
        return known[1].get(channel, self._zone)


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", interaction.data or {})


def _address(interaction: discord.Interaction) -> Address:
    return Address(
        application=interaction.application_id,
        interaction=interaction.id,
        token=interaction.token,
    )


def _channel(interaction: discord.Interaction) -> str | None:
    """Where it was asked, as schedules write it."""
    if interaction.guild_id is None or interaction.channel_id is None:
        return None
    return f"discord:{interaction.guild_id}/{interaction.channel_id}"


def _may_write(interaction: discord.Interaction) -> bool:
    """Whether who clicked may say something themselves where it would be said for them."""
    if interaction.guild_id is None:
        return True
    rights = interaction.permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    return rights.send_messages_in_threads if in_thread else rights.send_messages


def _is_private(message: discord.Message | None) -> bool:
    return message is not None and message.flags.ephemeral
