"""A chat system that does what a test tells it to, and remembers what was posted."""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat import PostFailed, PostUnclear, Receipt, Unreadable
from bot.publishing.read_back import MARGIN


@dataclass(frozen=True)
class Posted:
    """A message as it stands in a channel."""

    channel: str
    text: str
    send_key: str
    under: str | None
    at: datetime


class FakePlatform:
    """Posts at once, unless a script says otherwise for the next posts, one step each.

    The steps: "refuse", "dead token", "refuse for good", "lose the post", "lose the reply", "break"
    (a bug in the adapter), "hang"; or a timedelta, which is refused with that wait, for the limit
    *refusing* if it's set. Channels may be *sick*: they have a step of their own for each post.
    *limits* gives a channel's limits.
    """

    def __init__(self, clock, *, name="slack", readable=True, limits=lambda channel: ()) -> None:
        self.name = name
        self.readable = readable
        self.limits = limits
        self.limits_of_reading = lambda channel: ()
        self.refusing = None
        self.unreadable = False
        self.posted: list[Posted] = []
        self.attempts: list[str] = []
        self.searches: list[tuple[datetime, datetime]] = []
        self.script: deque[object] = deque()
        self.sick: dict[str, object] = {}
        self.hung = asyncio.Event()
        self.let_go = asyncio.Event()
        self.before_post = None
        self.before_find = None
        self.searching = 0
        self.ahead = timedelta(0)
        """By how much its clock is ahead of ours."""
        self._clock = clock
        self._posted = asyncio.Event()

    @property
    def texts(self):
        return [message.text for message in self.posted]

    def texts_in(self, channel):
        return [message.text for message in self.posted if message.channel == str(channel)]

    async def has_posted(self, *texts):
        """Return when just these stand there, in this order."""
        await self._until(lambda: self.texts == list(texts))

    async def has_posted_all(self, *texts):
        """Return when these stand there, in whatever order."""
        await self._until(lambda: set(texts) <= set(self.texts))

    async def _until(self, fits):
        """Wait for posts until it *fits*; raises TimeoutError where it never does."""
        async with asyncio.timeout(120):
            while not fits():
                self._posted.clear()
                await self._posted.wait()

    async def post(self, channel, payload, *, send_key, under=None):
        self.attempts.append(payload["text"])
        if self.before_post is not None:
            await self.before_post()
        step = self.sick.get(str(channel)) or (self.script.popleft() if self.script else None)
        self._refuse(channel, step)
        if step == "hang":
            self.hung.set()
            await self.let_go.wait()
        if step == "lose the post":
            raise PostUnclear("the connection was cut")
        if step == "break":
            raise KeyError("ts")
        message = Posted(
            channel=str(channel),
            text=payload["text"],
            send_key=send_key,
            under=under and under.message,
            at=self._clock.now() + self.ahead,
        )
        self.posted.append(message)
        self._posted.set()
        if step == "lose the reply":
            raise PostUnclear("500 Internal Server Error")
        return self._receipt(message)

    async def find(self, channel, send_key, *, under, since, until):
        self.searches.append((since, until))
        if self.before_find is not None:
            self.searching += 1
            await self.before_find()
        if self.unreadable:
            raise Unreadable("missing scope channels:history")
        assert self._clock.now() >= until - MARGIN, "read back before it could settle"
        for message in self.posted:
            same = (message.channel, message.send_key) == (str(channel), send_key)
            if same and since <= message.at <= until:
                return self._receipt(message)
        return None

    async def located(self, channel):
        return channel

    async def obstacle(self, channel):
        return None

    def _refuse(self, channel, step):
        if step == "dead token":
            raise PostFailed(str(channel), "the token is dead", retry=True, known=True)
        if step == "refuse":
            raise PostFailed(str(channel), "rate limited", retry=True)
        if isinstance(step, timedelta):
            raise PostFailed(
                str(channel), "rate limited", retry=True, wait=step, limit=self.refusing
            )
        if step == "refuse for good":
            raise PostFailed(str(channel), "the bot isn't in the channel", retry=False)

    def _receipt(self, message):
        return Receipt(channel=message.channel, message=message.send_key[:6])
