"""Reading back: whether a message stands in a channel, page by page, at the pace Slack allows."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.chat import PostFailed, Receipt, Unreadable
from bot.platforms.slack.posting import EVENT, name_of
from bot.platforms.slack.refusals import (
    LIMITED,
    REACHED,
    error_of,
    outcome,
    sentence_of,
    status_of,
)
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.workspaces import Workspace
from digests.schedule.channel import Channel

log = structlog.get_logger(__name__)

AT_A_TIME = 200
"""Messages of a page; an app outside of the Marketplace gets 15, once a minute (FACTS 1.3)."""

MOST_WAITS = 20
"""For Slack's limit, behind the first page of one window; then nobody can tell in time."""

MOST = 1_000
"""Windows whose place is kept."""

INVALID = "invalid_cursor"
"""Slack's word for a place that it doesn't know any more."""

UNREADABLE = frozenset(
    {"missing_scope", "not_in_channel", "channel_not_found", "no_permission", "thread_not_found"}
)
"""Errors for which a channel can't be read back, however often it's tried."""


@dataclass
class Place:
    """Up to where a window has been read, and how often Slack made us wait there."""

    cursor: str = ""
    waits: int = 0


class Reading:
    """Keeps the place where Slack made it wait, so that the next try goes on from there."""

    def __init__(self, sign_ins: SignIns) -> None:
        self._sign_ins = sign_ins
        self._places: OrderedDict[tuple[str, ...], Place] = OrderedDict()

    async def find(
        self,
        workspace: Workspace,
        channel: Channel,
        send_key: str,
        *,
        under: Receipt | None,
        since: datetime,
        until: datetime,
    ) -> Receipt | None:
        """The message with *send_key* that was posted between *since* and *until*, if it's there.

        Raises Unreadable where that can't be told, PostFailed where it can't be told now.
        """
        window = {"oldest": f"{since.timestamp():.6f}", "latest": f"{until.timestamp():.6f}"}
        key = (str(channel), send_key, *window.values())
        place = self._places.setdefault(key, Place())
        if len(self._places) > MOST:
            self._places.popitem(last=False)
        try:
            with self._sign_ins.heard(workspace.whose):
                found = await _found(_messages(workspace, channel, under, window, place), send_key)
        except SlackApiError as refusal:
            self._waited(channel, place, key, refusal)
            raise await _unread(workspace, channel, refusal) from refusal
        except REACHED as problem:
            sentence = f"Slack can't be reached ({problem})"
            raise PostFailed(str(channel), sentence, retry=True) from None
        self._places.pop(key, None)
        if found is None:
            return None
        return Receipt(
            channel=channel.id if under is None else under.channel,
            message=found["ts"],
            thread=None if under is None else under.thread or under.message,
        )

    def _waited(
        self, channel: Channel, place: Place, key: tuple[str, ...], refusal: SlackApiError
    ) -> None:
        """Count a wait behind the first page; raises Unreadable where it's one too many."""
        error = error_of(refusal)
        if not place.cursor or (error != INVALID and error not in LIMITED):
            return
        if error == INVALID:
            place.cursor = ""
        place.waits += 1
        log.info("reading waits", platform="slack", channel=str(channel), waits=place.waits)
        if place.waits >= MOST_WAITS:
            self._places.pop(key, None)
            raise Unreadable("Slack lets us read that channel too slowly") from refusal


async def _found(
    messages: AsyncIterator[Mapping[str, Any]], send_key: str
) -> Mapping[str, Any] | None:
    async for message in messages:
        if _send_key(message) == send_key:
            return message
    return None


async def _messages(
    workspace: Workspace,
    channel: Channel,
    under: Receipt | None,
    window: Mapping[str, str],
    place: Place,
) -> AsyncIterator[Mapping[str, Any]]:
    """Every message of the *window* from *place* on, page after page; *place* moves on with it."""
    asked: dict[str, Any] = {
        **window,
        "limit": AT_A_TIME,
        "inclusive": True,
        "include_all_metadata": True,
    }
    while True:
        if place.cursor:
            asked["cursor"] = place.cursor
        if under is None:
            page = await workspace.client.conversations_history(channel=channel.id, **asked)
        else:
            page = await workspace.client.conversations_replies(
                channel=under.channel, ts=under.thread or under.message, **asked
            )
        for message in page["messages"]:
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
        place.cursor = str(cursor)


def _send_key(message: Mapping[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT:
        return None
    return str((metadata.get("event_payload") or {}).get("send_key"))


async def _unread(
    workspace: Workspace, channel: Channel, refusal: SlackApiError
) -> Unreadable | PostFailed:
    error = error_of(refusal)
    if error in UNREADABLE and error not in LIMITED:
        shown = await name_of(workspace, channel)
        return Unreadable(sentence_of(refusal, shown, workspace.bot_name))
    problem = outcome(str(channel), refusal)
    if isinstance(problem, PostFailed):
        return problem
    return PostFailed(str(channel), f"Slack can't read it ({status_of(refusal)})", retry=True)
