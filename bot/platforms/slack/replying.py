"""Replying: what is shown to one person, and what they share with their channel.

Nothing is said twice: where an answer of Slack's is lost, what was said counts as shown.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import Message, Payload
from bot.platforms.slack.calling import Wire
from bot.platforms.slack.modals import window
from bot.platforms.slack.notices import says
from bot.platforms.slack.occasion import Occasion
from bot.platforms.slack.refusals import REACHED, UNCLEAR, error_of, status_of
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.whereabouts import Whereabouts

log = structlog.get_logger(__name__)

USES = 5
"""Of a response_url, within 30 minutes (FACTS 1.4)."""

IN_A_MESSAGE = frozenset({"unfurl_links", "unfurl_media"})
"""What a message to one person alone doesn't take: nothing unfurls in it."""

UNSHARED = ("Slack doesn't let me show that to the channel just now", "try again in a minute")


class Replies:
    """Shows replies by whatever way is left to where they were asked for."""

    def __init__(self, wire: Wire, sign_ins: SignIns) -> None:
        self._wire = wire
        self._sign_ins = sign_ins

    async def privately(
        self, where: Whereabouts, messages: Sequence[Message], *, instead: bool = False
    ) -> None:
        """Show *messages* to whoever asked; *instead* of what they clicked on, where that's theirs.

        The ways, one after another where one is closed: the modal or a new one, the response_url, a
        message in the channel that they alone see, a direct message.
        """
        if where.view is not None:
            await self._in_a_view(where, where.view, messages)
            return
        payloads = [message.payload for message in messages]
        if where.direct and where.response_url is None:
            await self._directly(where, payloads)
            return
        rest = await self._through_the_url(
            where, payloads, {"response_type": "ephemeral", "replace_original": instead}
        )
        for number, payload in enumerate(rest):
            if not await self._ephemerally(where, payload):
                await self._directly(where, rest[number:])
                return

    async def publicly(self, where: Whereabouts, messages: Sequence[Message]) -> None:
        """Show *messages* to the whole channel."""
        payloads = [message.payload for message in messages]
        rest = await self._through_the_url(
            where, payloads, {"response_type": "in_channel", "replace_original": False}
        )
        for payload in rest:
            if not await self._posted(where, where.channel or where.user, payload):
                await self.privately(where, says(*UNSHARED, occasion=Occasion()))
                return

    async def _through_the_url(
        self, where: Whereabouts, payloads: Sequence[Payload], manner: Mapping[str, Any]
    ) -> Sequence[Payload]:
        """Those of *payloads* that are left once the response_url takes no more."""
        if where.response_url is None:
            return payloads
        url = self._wire.answering(where.response_url)
        for number, payload in enumerate(payloads[:USES]):
            thread = {"thread_ts": where.thread} if where.thread else {}
            body = {**payload, **manner, **thread}
            if number:
                body["replace_original"] = False
            try:
                answer = await url.send_dict(body)
            except REACHED as lost:
                log.warning("answer lost", platform="slack", reason=type(lost).__name__)
                continue
            if 400 <= answer.status_code < 500:  # noqa: PLR2004 - used up, expired, or too many
                return payloads[number:]
            if answer.status_code >= 500:  # noqa: PLR2004 - it may be there
                log.warning("answer lost", platform="slack", reason=str(answer.status_code))
        return payloads[USES:]

    async def _ephemerally(self, where: Whereabouts, payload: Payload) -> bool:
        """In the channel, for their eyes only; False where the bot or they aren't in it."""
        if where.channel is None or where.direct:
            return False
        shown = {key: part for key, part in payload.items() if key not in IN_A_MESSAGE}
        try:
            with self._sign_ins.heard(where.workspace.whose):
                await self._client(where).chat_postEphemeral(
                    channel=where.channel, user=where.user, thread_ts=where.thread, **shown
                )
        except (SlackApiError, *REACHED) as problem:
            return _lost(problem)
        return True

    async def _directly(self, where: Whereabouts, payloads: Sequence[Payload]) -> None:
        """As messages to them, which stay."""
        # A command may be typed, and a button clicked, where two people talk: not the bot's place.
        own = where.direct and where.response_url is None
        to = where.channel if own and where.channel else where.user
        for payload in payloads:
            if not await self._posted(where, to, payload):
                return

    async def _posted(self, where: Whereabouts, to: str, payload: Payload) -> bool:
        thread = where.thread if to == where.channel else None
        try:
            with self._sign_ins.heard(where.workspace.whose):
                await self._client(where).chat_postMessage(channel=to, thread_ts=thread, **payload)
        except (SlackApiError, *REACHED) as problem:
            if not _lost(problem):
                log.warning("answer refused", platform="slack", reason=_word(problem))
                return False
        return True

    def _client(self, where: Whereabouts) -> AsyncWebClient:
        return self._wire.client(where.workspace.client.token, waits=True)

    async def _in_a_view(
        self, where: Whereabouts, view: Mapping[str, Any], messages: Sequence[Message]
    ) -> None:
        """In the modal that was clicked in, else in a new one; a trigger lasts but 3 seconds."""
        client = self._client(where)
        try:
            with self._sign_ins.heard(where.workspace.whose):
                if view.get("type") == "modal":
                    await client.views_update(view_id=view["id"], view=window(messages))
                else:
                    await client.views_open(trigger_id=where.trigger, view=window(messages))
        except (SlackApiError, *REACHED) as problem:
            if not _lost(problem):
                await self._directly(where, [message.payload for message in messages])


def _lost(problem: Exception) -> bool:
    """Whether what was said may be there, so that it isn't said by another way as well."""
    if isinstance(problem, SlackApiError):
        lost = error_of(problem) in UNCLEAR or status_of(problem) >= 500  # noqa: PLR2004 - HTTP's
    else:
        lost = True
    if lost:
        log.warning("answer lost", platform="slack", reason=_word(problem))
    return lost


def _word(problem: Exception) -> str:
    if isinstance(problem, SlackApiError):
        return error_of(problem) or str(status_of(problem))
    return type(problem).__name__
