"""Reading back: whether a message that nobody is sure of stands in its channel."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord
from discord.utils import snowflake_time, time_snowflake

from bot.chat import Receipt, Unreadable
from bot.platforms.discord.marks import bears, is_markless
from bot.platforms.discord.places import Kind, Place, Places
from bot.platforms.discord.rest import Rest
from bot.platforms.discord.rights import missing, sentence

PAGE = 100
"""Messages that Discord gives at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A message of *author* that was posted with *send_key* between two instants (UTC).

    Who owns the post that a webhook begins in a forum, Discord doesn't say.
    """

    author: str
    send_key: str
    since: datetime
    until: datetime
    by_webhook: bool = False

    def covers(self, id_: str) -> bool:
        """Whether what has this id was made in the time."""
        return self.since <= snowflake_time(int(id_)) <= self.until


class ReadingBack:
    """Reads with the bot's account: its own messages without any privileged intent (FACTS 0)."""

    def __init__(self, rest: Rest, places: Places) -> None:
        self._rest = rest
        self._places = places

    async def find(
        self, channel: str, sought: Sought, *, thread: str | None = None
    ) -> tuple[Receipt, Mapping[str, Any]] | None:
        """Where *sought* stands, and the message itself; None if it isn't there.

        Raises Unreadable where the history isn't ours to read, and as `Rest.ask` does.
        """
        place = await self._places.place(thread or channel)
        lacking = await missing(self._rest, place)
        unreadable = [r for r in lacking if r in ("view_channel", "read_message_history")]
        if unreadable:  # Discord would show an empty channel
            raise Unreadable(sentence(place, unreadable))
        if place.kind is Kind.FORUM:
            return await self._in_forum(place, sought)
        where = place.id if place.kind is Kind.THREAD else None
        found = await self._in_channel(place, sought)
        return None if found is None else (_receipt(found, thread=where), found)

    async def _in_channel(self, place: Place, sought: Sought) -> Mapping[str, Any] | None:
        markless = False
        async for message in self._messages(place.id, sought):
            if message["author"]["id"] != sought.author:
                continue
            if bears(message, sought.send_key):
                return message
            markless |= is_markless(message)
        if markless:
            raise Unreadable(f"{place.shown} holds a message of ours that bears no mark")
        return None

    async def _messages(self, channel: str, sought: Sought) -> AsyncIterator[Mapping[str, Any]]:
        """The channel's messages of the time, a page after the other, the oldest first."""
        after = time_snowflake(sought.since) - 1
        while True:
            page = await self._rest.ask(
                "GET",
                "/channels/{channel_id}/messages",
                query={"after": after, "limit": PAGE},
                channel_id=channel,
            )
            for message in sorted(page, key=_age):
                if not sought.covers(message["id"]):
                    return
                yield message
            if len(page) < PAGE:
                return
            after = max(map(_age, page))

    async def _in_forum(
        self, forum: Place, sought: Sought
    ) -> tuple[Receipt, Mapping[str, Any]] | None:
        """A post is a thread; its first message has the thread's id."""
        async for thread in self._threads(forum, sought):
            ours = thread.get("owner_id") == sought.author or sought.by_webhook
            if not ours or not sought.covers(thread["id"]):
                continue
            first = await self._first(thread["id"])
            if first is None or first["author"]["id"] != sought.author:
                continue
            if bears(first, sought.send_key):
                return _receipt(first, thread=thread["id"]), first
            if is_markless(first):
                raise Unreadable(f"{forum.shown} holds a post of ours that bears no mark")
        return None

    async def _threads(self, forum: Place, sought: Sought) -> AsyncIterator[Mapping[str, Any]]:
        """The forum's posts, those that are closed since the time began as well."""
        active = await self._rest.ask(
            "GET", "/guilds/{guild_id}/threads/active", guild_id=forum.guild or ""
        )
        for thread in active["threads"]:
            if thread.get("parent_id") == forum.id:
                yield thread
        async for thread in self._closed(forum, since=sought.since):
            yield thread

    async def _closed(self, forum: Place, *, since: datetime) -> AsyncIterator[Mapping[str, Any]]:
        """A page after the other, the last closed first: none is closed before it's begun."""
        before: str | None = None
        while True:
            page = await self._rest.ask(
                "GET",
                "/channels/{channel_id}/threads/archived/public",
                query={"limit": PAGE, **({} if before is None else {"before": before})},
                channel_id=forum.id,
            )
            for thread in page["threads"]:
                yield thread
            if not page["has_more"]:
                return
            reached = _closed_at(page["threads"])
            if reached is None or reached == before:
                raise Unreadable(f"{forum.shown} doesn't show all of its closed posts")
            if datetime.fromisoformat(reached) < since:
                return
            before = reached

    async def _first(self, thread: str) -> Mapping[str, Any] | None:
        path = "/channels/{channel_id}/messages/{message_id}"
        try:
            message: Mapping[str, Any] = await self._rest.ask(
                "GET", path, channel_id=thread, message_id=thread
            )
        except discord.NotFound:
            return None
        return message


def _closed_at(threads: Sequence[Mapping[str, Any]]) -> str | None:
    """When the last of *threads* was closed, as Discord writes it."""
    return str(threads[-1]["thread_metadata"]["archive_timestamp"]) if threads else None


def _age(message: Mapping[str, Any]) -> int:
    return int(message["id"])


def _receipt(message: Mapping[str, Any], *, thread: str | None) -> Receipt:
    return Receipt(channel=str(message["channel_id"]), message=str(message["id"]), thread=thread)
