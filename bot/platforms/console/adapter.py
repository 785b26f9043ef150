"""The terminal: prints what is posted, answers what is typed."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console as Screen

from bot.chat import Limit, Payload, PostFailed, Receipt, Unreadable
from bot.commands.grammar import parse
from bot.commands.queries import Asker
from bot.commands.replies import Reply
from bot.desk import Desk
from bot.platforms.console.layout import can_click, show
from bot.platforms.console.render import render
from digests.schedule.channel import Channel

GOODBYES = frozenset({"exit", "quit"})
"""Typed alone, they end a conversation, as they do at other prompts."""


def whoever_sits_there(zone: ZoneInfo) -> Asker:
    """The terminal's asker: an admin, whose channel is the terminal itself."""
    return Asker(platform="console", user="console", zone=zone, admin=True, channel="console")


class Console:
    """The platform without tokens; who sits at it may ask as often as they like."""

    name = "console"
    readable = False
    """What scrolled by can't be read back: after a crash in mid-post it is printed again (D14)."""

    def __init__(self, desk: Desk, screen: Screen, asker: Asker) -> None:
        self._desk = desk
        self._screen = screen
        self._asker = asker
        self._printing = asyncio.Lock()

    async def post(
        self, channel: Channel, payload: Payload, *, send_key: str, under: Receipt | None = None
    ) -> Receipt:
        """Print *payload* below whatever is there; raises PostFailed where it can't be written."""
        try:
            await self.say(payload)
        except OSError as problem:  # a full disk behind a redirection, a terminal that went away
            raise PostFailed(str(channel), str(problem), retry=True) from problem
        return Receipt(channel=str(channel), message=send_key)

    async def find(
        self,
        channel: Channel,
        send_key: str,
        *,
        under: Receipt | None,
        since: datetime,
        until: datetime,
    ) -> Receipt | None:
        """Nothing can be found again on a terminal."""
        raise Unreadable(f"{channel}: a terminal can't be read back")

    def limits(self, channel: Channel) -> Sequence[Limit]:
        """A terminal takes what comes."""
        return ()

    def limits_of_reading(self, channel: Channel) -> Sequence[Limit]:
        """It isn't read back."""
        return ()

    async def located(self, channel: Channel) -> Channel:
        """There's one terminal."""
        return channel

    async def obstacle(self, channel: Channel) -> str | None:
        """A terminal that runs can be printed on."""
        return None

    async def converse(self, typed: AsyncGenerator[str]) -> None:
        """Answer each line of *typed* until its end, or until somebody says goodbye."""
        async with aclosing(typed) as lines:
            async for line in lines:
                if line.strip().casefold() in GOODBYES:
                    return
                if line.strip():
                    await self.show(await self._desk.answer(parse(line), self._asker))

    async def show(self, reply: Reply) -> None:
        """Print *reply*."""
        for message in render(reply):
            await self.say(message.payload)

    async def say(self, payload: Payload) -> None:
        """Print *payload* and an empty line, one at a time; raises OSError.

        In a thread: a terminal that's held (Ctrl-S) or a pipe nobody reads stops only this. Where
        nobody will ever read it any more, the process ends, as others in a pipe do.
        """
        async with self._printing:
            try:
                await asyncio.to_thread(self._print, payload)
            except BrokenPipeError:
                self._screen.on_broken_pipe()

    def _print(self, payload: Payload) -> None:
        """In one write: what a Screen couldn't write, it would keep for the next time."""
        with self._screen.capture() as shown:
            show(payload["lines"], self._screen, clickable=can_click(self._screen))
            self._screen.print()
        self._screen.file.write(shown.get())
        self._screen.file.flush()
