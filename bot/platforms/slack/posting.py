"""Posting to a channel, and looking whether something was posted there (DESIGN D14)."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.chat import Payload, PostFailed, Receipt, Unreadable
from bot.platforms.slack.refusals import (
    LIMITED,
    REACHED,
    error_of,
    is_final,
    outcome,
    sentence_of,
    status_of,
)
from bot.platforms.slack.standing import Standing
from bot.platforms.slack.workspaces import Workspace
from digests.schedule.channel import Channel

EVENT = "broadsheet_part"
"""The kind of metadata that carries the send key; every app of the workspace can read it."""

AT_A_TIME = 15
"""Messages of a page: what an app outside of the Marketplace may read at once (FACTS 1.3)."""

UNREADABLE = frozenset(
    {"missing_scope", "not_in_channel", "channel_not_found", "no_permission", "thread_not_found"}
)
"""Errors for which a channel can't be read back, however often it's tried."""


async def post(
    workspace: Workspace,
    standing: Standing,
    channel: Channel,
    payload: Payload,
    *,
    send_key: str,
    under: Receipt | None,
) -> Receipt:
    """Post *payload* once; raises PostFailed or PostUnclear."""
    thread = None if under is None else under.thread or under.message
    try:
        with standing.heard(workspace.whose):
            answer = await workspace.client.chat_postMessage(
                channel=channel.id if under is None else under.channel,
                thread_ts=thread,
                metadata={"event_type": EVENT, "event_payload": {"send_key": send_key}},
                **payload,
            )
    except (SlackApiError, *REACHED) as problem:
        shown = await name_of(workspace, channel) if is_final(problem) else channel.id
        raise outcome(str(channel), problem, shown=shown, bot=workspace.bot_name) from problem
    return Receipt(channel=answer["channel"], message=answer["ts"], thread=thread)


async def find(
    workspace: Workspace,
    standing: Standing,
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
    try:
        with standing.heard(workspace.whose):
            async for message in _messages(workspace, channel, under, window):
                if _send_key(message) == send_key:
                    return Receipt(
                        channel=channel.id if under is None else under.channel,
                        message=message["ts"],
                        thread=None if under is None else under.thread or under.message,
                    )
    except SlackApiError as refusal:
        raise await _unread(workspace, channel, refusal) from refusal
    except REACHED as problem:
        raise PostFailed(str(channel), f"Slack can't be reached ({problem})", retry=True) from None
    return None


async def _messages(
    workspace: Workspace, channel: Channel, under: Receipt | None, window: Mapping[str, str]
) -> AsyncIterator[Mapping[str, Any]]:
    """Every message of the *window*, page after page."""
    asked: dict[str, Any] = {
        **window,
        "limit": AT_A_TIME,
        "inclusive": True,
        "include_all_metadata": True,
    }
    while True:
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
        asked["cursor"] = cursor


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


async def name_of(workspace: Workspace, channel: Channel) -> str:
    """*channel* as people know it ("#news"); its id where it can't be looked up."""
    try:
        found = await workspace.client.conversations_info(channel=channel.id)
    except (SlackApiError, *REACHED):
        return channel.id
    name = found["channel"].get("name")
    return f"#{name}" if name else channel.id
