"""Plain webhooks as a platform: one channel each, no bot needed, nobody is answered."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any, Self

import aiohttp
import discord
from discord.webhook.async_ import AsyncWebhookAdapter

from bot.chat import Limit, Payload, PostFailed, PostUnclear, Receipt, Unreadable
from bot.platforms.discord.limits import limit_of, limit_of_all
from bot.platforms.discord.marks import body_of, marked
from bot.platforms.discord.places import Places
from bot.platforms.discord.posting import LONGEST_TITLE, NOBODY
from bot.platforms.discord.reading_back import ReadingBack, Sought
from bot.platforms.discord.refusals import NO_WEBHOOK, WANTS_TAG, code_of, refused
from bot.platforms.discord.rest import Rest, unrepeated
from bot.secrets import Secret
from bot.settings import webhook_variable
from digests.schedule.channel import Channel

WANTS_TITLE = 220001
"""A forum's webhook is told so: what it posts needs a thread's name."""

NO_TAGS = (
    "the forum wants a tag on every post, and a webhook isn't told which there are; let the bot "
    "post there (channel: discord:…), or switch that off in the forum's settings"
)


class DiscordWebhooks:
    """Posts to the addresses in DISCORD_WEBHOOK_…; reads back with the bot's account, if any.

    Webhooks take no nonce (FACTS 0), so each call is made once, and none after Discord said that a
    webhook is gone (FACTS 2.3).
    """

    name = "discord-webhook"
    readable = True

    def __init__(self, addresses: Mapping[str, Secret], rest: Rest | None) -> None:
        """*addresses* by their variables."""
        self._addresses = addresses
        self._rest = rest
        self._calls = AsyncWebhookAdapter()  # type: ignore[no-untyped-call]
        self._session: aiohttp.ClientSession | None = None
        self._gone: set[str] = set()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        session = aiohttp.ClientSession(trace_configs=[unrepeated()])
        self._session = await self._stack.enter_async_context(session)
        if self._rest is not None:
            await self._stack.enter_async_context(self._rest)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def post(
        self, channel: Channel, payload: Payload, *, send_key: str, under: Receipt | None = None
    ) -> Receipt:
        """Post once; raises PostFailed or PostUnclear."""
        body, wishes = body_of(payload)
        body = marked({**body, "allowed_mentions": NOBODY}, send_key)
        thread = under.thread if under is not None else None
        try:
            return await self._say(channel, body, thread=thread)
        except discord.HTTPException as refusal:
            if refusal.code != WANTS_TITLE:
                raise self._worded(channel, refusal) from refusal
        except Exception as error:
            raise self._worded(channel, error) from error
        title = str(wishes.get("title") or "News")[:LONGEST_TITLE]
        try:
            started = await self._say(channel, {**body, "thread_name": title}, thread=None)
        except Exception as error:
            raise self._worded(channel, error) from error
        return Receipt(channel=started.channel, message=started.message, thread=started.channel)

    async def find(
        self,
        channel: Channel,
        send_key: str,
        *,
        under: Receipt | None,
        since: datetime,
        until: datetime,
    ) -> Receipt | None:
        """Look for what the webhook posted, where the bot can read its channel."""
        if self._rest is None:
            raise Unreadable(f"{channel} can be read back only with a DISCORD_TOKEN")
        try:
            webhook = await self._look(channel)
            reading = ReadingBack(self._rest, Places(self._rest))
            sought = Sought(
                author=webhook["id"],
                send_key=send_key,
                since=since,
                until=until,
                by_webhook=True,
            )
            found = await reading.find(
                webhook["channel_id"], sought, thread=under.thread if under else None
            )
        except Unreadable:
            raise
        except Exception as error:
            raise self._worded(channel, error) from error
        return None if found is None else found[0]

    def limits(self, channel: Channel) -> Sequence[Limit]:
        """What all webhooks share, and the webhook's own."""
        return limit_of_all(self.name), limit_of(channel)

    def limits_of_reading(self, channel: Channel) -> Sequence[Limit]:
        """The same: Discord counts every call."""
        return self.limits(channel)

    async def located(self, channel: Channel) -> Channel:
        """Webhooks are in no server that anybody would have to know."""
        return channel

    async def obstacle(self, channel: Channel) -> str | None:
        """Why nothing can be posted there; raises PostFailed where Discord can't be asked."""
        try:
            await self._look(channel)
        except Exception as error:
            problem = self._worded(channel, error)
            if isinstance(problem, PostFailed) and not problem.retry:
                return problem.problem
            raise PostFailed(str(channel), str(problem), retry=True) from error
        return None

    async def _say(
        self, channel: Channel, body: Mapping[str, Any], *, thread: str | None
    ) -> Receipt:
        id_, token = self._address(channel)
        posted: Any = await self._calls.execute_webhook(
            id_,
            token,
            session=self._open,
            payload=dict(body),
            thread_id=int(thread) if thread else None,
            wait=True,
            with_components=True,
        )
        place = str(posted["channel_id"])
        return Receipt(channel=place, message=str(posted["id"]), thread=thread)

    async def _look(self, channel: Channel) -> Mapping[str, Any]:
        id_, token = self._address(channel)
        webhook: Any = await self._calls.fetch_webhook_with_token(id_, token, session=self._open)
        shown: Mapping[str, Any] = webhook
        return shown

    def _address(self, channel: Channel) -> tuple[int, str]:
        """The webhook's id and token; raises PostFailed with the remedy."""
        variable = webhook_variable(channel.id)
        if channel.id in self._gone:
            raise self._no_webhook(channel, "holds the address of a webhook that's gone")
        address = self._addresses.get(variable)
        if address is None:
            raise self._no_webhook(channel, "isn't set")
        try:
            webhook = discord.Webhook.from_url(address.reveal(), session=self._open)
        except ValueError:
            raise self._no_webhook(channel, "holds no webhook's address") from None
        return webhook.id, webhook.token or ""

    def _no_webhook(self, channel: Channel, problem: str) -> PostFailed:
        remedy = "copy a webhook's address under Edit Channel, Integrations, and start again"
        return PostFailed(
            str(channel), f"{webhook_variable(channel.id)} {problem}; {remedy}", retry=False
        )

    def _worded(self, channel: Channel, error: Exception) -> PostFailed | PostUnclear:
        if code_of(error) in NO_WEBHOOK:
            self._gone.add(channel.id)
            return self._no_webhook(channel, "holds the address of a webhook that's gone")
        if code_of(error) == WANTS_TAG:
            return PostFailed(str(channel), NO_TAGS, retry=False)
        return refused(channel, error)

    @property
    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("webhooks need an open session")
        return self._session
