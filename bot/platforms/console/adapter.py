"""The terminal: prints what is posted, answers what is typed."""

from collections.abc import AsyncIterator
from datetime import datetime

import structlog
from rich.console import Console as Screen

from bot.chat import Payload, Receipt, Unreadable
from bot.commands.grammar import parse
from bot.commands.queries import Asker
from bot.commands.replies import Reply
from bot.desk import Desk
from bot.platforms.console.layout import show
from bot.platforms.console.render import render
from digests.schedule.channel import Channel

log = structlog.get_logger()


class Console:
    """The platform without tokens: whoever sits at it is an admin and may ask as often as they like."""

    name = "console"
    readable = False
    """What scrolled by can't be read back: after a crash in mid-post it is printed again (D14)."""

    def __init__(self, desk: Desk, screen: Screen, asker: Asker) -> None:
        self._desk = desk
        self._screen = screen
        self._asker = asker

    async def post(
        self, channel: Channel, payload: Payload, *, send_key: str, under: Receipt | None = None
    ) -> Receipt:
        """Print *payload*, with an empty line after it."""
        del under  # everything on a terminal hangs below what came before
        self.say(payload)
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

    async def converse(self, typed: AsyncIterator[str]) -> None:
        """Answer each line of *typed* until its end."""
        async for text in typed:
            if text.strip():
                self._answer(await self._desk.answer(parse(text), self._asker))

    def say(self, payload: Payload) -> None:
        """Print *payload*."""
        show(payload["lines"], self._screen)
        self._screen.print()

    def _answer(self, reply: Reply) -> None:
        for message in render(reply):
            self.say(message.payload)
