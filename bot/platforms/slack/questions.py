"""Questions from Slack, put to the desk; its replies are shown where they were asked for."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.chat import Message
from bot.commands.queries import AskFrontPage, AskSchedule, Query
from bot.commands.replies import FrontPage, ScheduleRefused
from bot.desk import Desk
from bot.desk.suggestions import Kind
from bot.platforms.slack.actions import Action, query_of, shares
from bot.platforms.slack.home import home
from bot.platforms.slack.options import options
from bot.platforms.slack.people import People
from bot.platforms.slack.refusals import REACHED
from bot.platforms.slack.render import render
from bot.platforms.slack.replying import Replies
from bot.platforms.slack.sharing import shared
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.whereabouts import Whereabouts

AT_ONCE = 8
"""Answers that are looked up side by side. Were it all of them, acknowledgements would wait: with
100 commands a second on a machine with a load of 12, half of them for 2.4 s; so, for 0.1 s."""

AT_A_TIME = 200
"""Channels of a page."""

MOST_PAGES = 20
"""Of somebody's channels: what is further back isn't shown on their front page."""

UNSURE = ScheduleRefused("Slack doesn't say just now who is an admin", "try again in a minute")


class Questions:
    """Turns what people do in Slack into queries, and replies into what they see."""

    def __init__(
        self,
        desk: Desk,
        people: People,
        replies: Replies,
        sign_ins: SignIns,
        *,
        command: str,
        sharing: bool = True,
    ) -> None:
        """*sharing* says whether people may show answers to a channel."""
        self._desk = desk
        self._people = people
        self._replies = replies
        self._sign_ins = sign_ins
        self._command = command
        self._sharing = sharing
        self._turns = asyncio.Semaphore(AT_ONCE)

    def without_command(self, typed: str) -> str:
        """*typed* without the command's name in front, which people write out of habit."""
        words = typed.strip()
        first, _, rest = words.partition(" ")
        return rest if first.casefold() == self._command else words

    async def ask(self, where: Whereabouts, query: Query, *, command: str | None = None) -> None:
        """Answer *query* to whoever asked, who may share it."""
        await self._replies.privately(where, await self._answer(where, query, command))

    async def act(self, where: Whereabouts, action: Mapping[str, Any]) -> None:
        """Answer what a button or a menu remembers; what is none of ours is passed over."""
        query = query_of(action)
        if query is None:
            return
        if self._sharing and shares(action) and where.channel is not None:
            messages = await self._answer(where, query, share=False)
            await self._replies.publicly(where, shared(messages, where.user))
            return
        instead = where.private and str(action.get("action_id", "")).startswith(Action.PAGE)
        await self._replies.privately(where, await self._answer(where, query), instead=instead)

    async def suggest(self, where: Whereabouts, action_id: str, typed: str) -> dict[str, Any]:
        """The options for what is *typed* so far: as to a stranger, whom nobody has to look up."""
        asker = self._people.stranger(where)
        kind = Kind.TOPIC if action_id.startswith(Action.TOPIC) else Kind.STORY
        return options(await self._desk.suggest(kind, typed, asker))

    async def front_page(self, where: Whereabouts) -> None:
        """Publish the Home of whoever opened it."""
        query = AskFrontPage(await self._channels(where))
        reply = await self._desk.answer(query, await self._people.asker(where))
        if isinstance(reply, FrontPage):
            with self._sign_ins.heard(where.workspace.whose):
                await where.workspace.client.views_publish(
                    user_id=where.user, view=home(reply, command=self._command)
                )

    async def _answer(
        self,
        where: Whereabouts,
        query: Query,
        command: str | None = None,
        *,
        share: bool = True,
    ) -> Sequence[Message]:
        asker, sure = await self._people.looked_up(where)
        if isinstance(query, AskSchedule) and not sure:
            return render(UNSURE, command=command or self._command)
        async with self._turns:
            reply = await self._desk.answer(query, asker)
        shareable = self._sharing and share and where.channel is not None and not where.direct
        return render(
            reply,
            command=command or self._command,
            asked=query,
            shareable=shareable,
            sharing=self._sharing,
        )

    async def _channels(self, where: Whereabouts) -> frozenset[str]:
        """The channels that they see, as schedules write them; private ones where we may look."""
        found: set[str] = set()
        for kind in ("public_channel", "private_channel"):
            try:
                found |= {c async for c in self._pages(where, kind)}
            except (SlackApiError, *REACHED):
                continue  # without that scope, channels of that kind aren't on the front page
        return frozenset(found)

    async def _pages(self, where: Whereabouts, kind: str) -> AsyncIterator[str]:
        cursor = ""
        team = where.team if where.workspace.team is None else None  # of an organisation's, one
        for _ in range(MOST_PAGES):
            page = await where.workspace.client.users_conversations(
                user=where.user,
                team_id=team,
                types=kind,
                exclude_archived=True,
                limit=AT_A_TIME,
                cursor=cursor or None,
            )
            for channel in page["channels"]:
                yield f"slack:{where.team}/{channel['id']}"
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
