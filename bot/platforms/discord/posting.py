"""Posting: a message to whatever kind of channel it goes to, once."""

from collections.abc import Iterator, Mapping
from typing import Any

import discord
import structlog
from discord.http import MultipartParameters

from bot.chat import Payload, PostFailed, Receipt
from bot.platforms.discord.crossposting import Crossposting
from bot.platforms.discord.marks import body_of, marked
from bot.platforms.discord.places import Kind, Place, Places
from bot.platforms.discord.refusals import ARCHIVED
from bot.platforms.discord.rest import Rest
from digests.schedule.channel import Channel

log = structlog.get_logger(__name__)

NOBODY: Mapping[str, list[str]] = {"parse": []}
"""Allowed mentions: by default a bot's message pings everybody it names (FACTS 2.1)."""

LONGEST_TITLE = 100
"""Characters of a forum post's title (FACTS 2.1)."""


class Poster:
    """Posts as the bot's account. Raises discord.py's and aiohttp's errors, as `Rest.ask` does."""

    def __init__(self, rest: Rest, places: Places, crossposting: Crossposting) -> None:
        self._rest = rest
        self._places = places
        self._crossposting = crossposting

    async def post(
        self, channel: Channel, payload: Payload, *, send_key: str, under: Receipt | None
    ) -> Receipt:
        """Post *payload*; in a forum it becomes a post, and what is *under* it stands in that."""
        body, wishes = body_of(payload)
        body["allowed_mentions"] = NOBODY
        if under is not None and under.thread is not None:
            return await self._into_thread(under.thread, body, send_key=send_key)
        place = await self._places.place(channel.id)
        if place.kind is Kind.FORUM:
            return await self._as_forum_post(place, channel, body, wishes, send_key=send_key)
        if place.kind is Kind.THREAD:
            return await self._into_thread(place.id, body, send_key=send_key)
        crosspost = bool(wishes.get("crosspost")) and place.kind is Kind.ANNOUNCEMENT
        body = marked(body, send_key, crosspost=crosspost)
        receipt = await self._say(place.id, body, send_key=send_key)
        if crosspost:
            await self._crossposting.hand_on(receipt)
        return receipt

    async def _say(
        self, channel: str, body: dict[str, Any], *, send_key: str, thread: str | None = None
    ) -> Receipt:
        """Safe to repeat for some minutes: a nonce gives its first message again (FACTS 0)."""
        whole = {**body, "nonce": send_key, "enforce_nonce": True}
        http = (await self._rest.client()).http
        params = MultipartParameters(payload=whole, multipart=None, files=None)
        posted = await http.send_message(channel, params=params)
        return Receipt(channel=str(posted["channel_id"]), message=str(posted["id"]), thread=thread)

    async def _into_thread(self, thread: str, body: dict[str, Any], *, send_key: str) -> Receipt:
        """One that was closed meanwhile is opened again."""
        body = marked(body, send_key)
        try:
            return await self._say(thread, body, send_key=send_key, thread=thread)
        except discord.HTTPException as refusal:
            if refusal.code != ARCHIVED:
                raise
        await self._rest.ask(
            "PATCH", "/channels/{channel_id}", body={"archived": False}, channel_id=thread
        )
        return await self._say(thread, body, send_key=send_key, thread=thread)

    async def _as_forum_post(
        self,
        forum: Place,
        channel: Channel,
        body: dict[str, Any],
        wishes: Mapping[str, Any],
        *,
        send_key: str,
    ) -> Receipt:
        """Not safe to repeat: threads take no nonce (FACTS 0)."""
        tags = list(_tags(forum, wishes))
        if forum.wants_tag and not tags:
            self._places.forget(forum.id)
            raise PostFailed(
                str(channel),
                f"the forum {forum.shown} wants a tag on every post; "
                f"name one of {', '.join(forum.tags)} under forum_tags:",
                retry=False,
            )
        wanted = {
            "name": str(wishes.get("title") or forum.name)[:LONGEST_TITLE],
            "applied_tags": tags,
            "message": marked(body, send_key),
        }
        started = await self._rest.ask(
            "POST", "/channels/{channel_id}/threads", body=wanted, once=True, channel_id=forum.id
        )
        thread = str(started["id"])
        return Receipt(channel=thread, message=thread, thread=thread)


def _tags(forum: Place, wishes: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the tags that are wished for; what the forum doesn't have is told in the log."""
    for name in wishes.get("tags") or ():
        tag = forum.tags.get(str(name).casefold())
        if tag is None:
            log.warning("forum tag missing", forum=forum.shown, tag=name, known=list(forum.tags))
        else:
            yield tag
