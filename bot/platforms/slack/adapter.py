"""Slack as a platform: posts to channels, and answers people while its context lasts."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from bot.chat import Limit, Payload, Receipt
from bot.platforms.slack import places, posting
from bot.platforms.slack.limits import limits_of, limits_of_reading
from bot.platforms.slack.reading import Reading
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.workspaces import Workspaces
from digests.schedule.channel import Channel


class SlackPlatform:
    """The platform as delivery and the desk see it."""

    name = "slack"
    readable = True

    def __init__(
        self,
        workspaces: Workspaces,
        sign_ins: SignIns,
        within: Sequence[AbstractAsyncContextManager[Any]] = (),
    ) -> None:
        """*within* are the contexts that it works in, the first one outermost."""
        self._workspaces = workspaces
        self._sign_ins = sign_ins
        self._reading = Reading(sign_ins)
        self.within = within
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for context in self.within:
            await self._open.enter_async_context(context)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def post(
        self, channel: Channel, payload: Payload, *, send_key: str, under: Receipt | None = None
    ) -> Receipt:
        """Post *payload*; raises PostFailed or PostUnclear."""
        workspace = await self._workspaces.posting_to(channel)
        return await posting.post(
            workspace, self._sign_ins, channel, payload, send_key=send_key, under=under
        )

    async def find(
        self,
        channel: Channel,
        send_key: str,
        *,
        under: Receipt | None,
        since: datetime,
        until: datetime,
    ) -> Receipt | None:
        """Read back whether it's there; raises Unreadable without the scope to read history."""
        workspace = await self._workspaces.posting_to(channel)
        return await self._reading.find(
            workspace, channel, send_key, under=under, since=since, until=until
        )

    def limits(self, channel: Channel) -> Sequence[Limit]:
        """Its workspace's, and its own."""
        return limits_of(channel)

    def limits_of_reading(self, channel: Channel) -> Sequence[Limit]:
        """Its workspace's: Slack lets histories be read less often than it takes posts."""
        return limits_of_reading(channel)

    async def located(self, channel: Channel) -> Channel:
        """*channel* with its team; raises PostFailed."""
        workspace = await self._workspaces.posting_to(channel)
        team = await places.team_of(workspace, self._sign_ins, channel)
        return replace(channel, workspace=team)

    async def obstacle(self, channel: Channel) -> str | None:
        """What keeps posts from *channel*; raises PostFailed."""
        workspace = await self._workspaces.posting_to(channel)
        return await places.obstacle(workspace, self._sign_ins, channel)
