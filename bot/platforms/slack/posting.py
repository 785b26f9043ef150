"""Posting to a channel, once and with a key by which it's found again (DESIGN D14)."""

from slack_sdk.errors import SlackApiError

from bot.chat import Payload, Receipt
from bot.platforms.slack.refusals import (
    REACHED,
    is_final,
    outcome,
)
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.workspaces import Workspace
from digests.schedule.channel import Channel

EVENT = "broadsheet_part"
"""The kind of metadata that carries the send key; every app of the workspace can read it."""


async def post(
    workspace: Workspace,
    sign_ins: SignIns,
    channel: Channel,
    payload: Payload,
    *,
    send_key: str,
    under: Receipt | None,
) -> Receipt:
    """Post *payload* once; raises PostFailed or PostUnclear."""
    thread = None if under is None else under.thread or under.message
    try:
        with sign_ins.heard(workspace.whose):
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


async def name_of(workspace: Workspace, channel: Channel) -> str:
    """*channel* as people know it ("#news"); its id where it can't be looked up."""
    try:
        found = await workspace.client.conversations_info(channel=channel.id)
    except (SlackApiError, *REACHED):
        return channel.id
    name = found["channel"].get("name")
    return f"#{name}" if name else channel.id
