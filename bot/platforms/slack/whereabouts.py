"""Where somebody does something in Slack, and by what they can be answered there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from bot.platforms.slack.workspaces import Workspace
from digests.schedule.channel import Channel, ChannelError


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Whose click, command or message it is, and from where.

    *workspace* acts for *team*; both come from what Slack itself says of the delivery, never from
    what somebody wrote. *view* is the modal or the Home that it came from, outside of any channel.
    """

    workspace: Workspace
    team: str
    user: str
    channel: str | None = None
    thread: str | None = None
    response_url: str | None = None
    trigger: str | None = None
    view: Mapping[str, Any] | None = None
    private: bool = False
    """Whether what was clicked on is shown to them alone, so that it may be replaced."""

    @property
    def address(self) -> str | None:
        """The channel as schedules write it: "slack:T024/C0123"."""
        if self.channel is None:
            return None
        address = f"slack:{self.team}/{self.channel}"
        try:
            return str(Channel.parse(address))
        except ChannelError:
            return None

    @property
    def direct(self) -> bool:
        """Whether it's a conversation with the bot, which nobody else reads."""
        return self.channel is not None and self.channel.startswith("D")

    @classmethod
    def of_command(cls, body: Mapping[str, Any], workspace: Workspace, team: str) -> Self:
        """Where a slash command was typed."""
        return cls(
            workspace=workspace,
            team=team,
            user=body["user_id"],
            channel=body.get("channel_id"),
            response_url=body.get("response_url"),
            trigger=body.get("trigger_id"),
        )

    @classmethod
    def of_interaction(cls, body: Mapping[str, Any], workspace: Workspace, team: str) -> Self:
        """Where something was clicked, chosen or typed into."""
        container = body.get("container") or {}
        channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
        return cls(
            workspace=workspace,
            team=team,
            user=body["user"]["id"],
            channel=channel,
            thread=container.get("thread_ts"),
            response_url=body.get("response_url"),
            trigger=body.get("trigger_id"),
            view=body.get("view"),
            private=bool(container.get("is_ephemeral")) or str(channel).startswith("D"),
        )

    @classmethod
    def of_event(cls, event: Mapping[str, Any], workspace: Workspace, team: str) -> Self:
        """Where a message to the bot was written, or its Home opened."""
        return cls(
            workspace=workspace,
            team=team,
            user=event["user"],
            channel=event.get("channel"),
            thread=event.get("thread_ts"),
        )
