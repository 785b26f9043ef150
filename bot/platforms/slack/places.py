"""Channels of Slack: whose they are, and what keeps posts from them."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat import PostFailed
from bot.platforms.slack.refusals import (
    REACHED,
    REFUSED,
    error_of,
    outcome,
    scopes_of,
    sentence_of,
)
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.workspaces import Workspace
from digests.schedule.channel import Channel

LACKING = REFUSED["missing_scope"]

IN_THE_WAY = frozenset({"channel_not_found", "missing_scope", "team_access_not_granted"})
"""Errors of a look at a channel that posting to it would meet as well, or that hide it."""


async def team_of(workspace: Workspace, sign_ins: SignIns, channel: Channel) -> str:
    """The team that *channel* belongs to; raises PostFailed where it can't be told."""
    if workspace.team is not None:
        return workspace.team
    try:
        with sign_ins.heard(workspace.whose):
            found = await workspace.client.conversations_info(channel=channel.id)
    except (SlackApiError, *REACHED) as problem:
        raise unasked(channel, problem, workspace) from problem
    team = found["channel"].get("context_team_id")
    if not team:
        raise PostFailed(str(channel), "Slack doesn't say whose channel it is", retry=False)
    return str(team)


async def obstacle(workspace: Workspace, sign_ins: SignIns, channel: Channel) -> str | None:
    """What keeps posts from *channel*, with the remedy; None for nothing. Raises PostFailed."""
    try:
        with sign_ins.heard(workspace.whose):
            found = await _looked_at(workspace, channel)
    except SlackApiError as refusal:
        if error_of(refusal) in IN_THE_WAY:
            return sentence_of(refusal, channel.id, workspace.bot_name)
        raise unasked(channel, refusal, workspace) from refusal
    except REACHED as problem:
        raise unasked(channel, problem, workspace) from problem
    scopes = scopes_of(found.headers)  # as they are now: the app may have been installed again
    if "chat:write" not in scopes:
        return LACKING.format(needed="chat:write")
    seen = found.get("channel")
    if seen is None:
        return None
    shown = f"#{seen['name']}" if seen.get("name") else channel.id
    if seen.get("is_archived"):
        return REFUSED["is_archived"].format(channel=shown)
    public = not seen.get("is_private") and "chat:write.public" in scopes
    if not (seen.get("is_member") or seen.get("is_im") or public):
        return REFUSED["not_in_channel"].format(channel=shown, bot=workspace.bot_name)
    return None


async def _looked_at(workspace: Workspace, channel: Channel) -> AsyncSlackResponse:
    """What Slack says of *channel*; of direct messages, that the bot takes part in them."""
    if channel.id.startswith("D"):
        return await workspace.client.conversations_history(channel=channel.id, limit=1)
    return await workspace.client.conversations_info(channel=channel.id)


def unasked(channel: Channel, problem: Exception, workspace: Workspace) -> PostFailed:
    """That *channel* couldn't be looked at, which harms nothing."""
    outcome_ = outcome(str(channel), problem, bot=workspace.bot_name)
    if isinstance(outcome_, PostFailed):
        return outcome_
    return PostFailed(str(channel), str(outcome_), retry=True)
