"""The fake itself: a server on the loopback interface, what it does wrong on demand, what came."""

import asyncio
import os
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from aiohttp import web

from tests.fakes.discord.answers import Answers
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.rest import Rest
from tests.fakes.discord.world import World
from tests.fakes.discord_rules import Contract

PATIENCE = 120
"""Seconds after which what a test waits for won't come any more."""

TOKEN = "bot-token-that-nobody-may-see-1234567890"


@cache
def contract():
    """Discord's own document, where BROADSHEET_CONTRACTS has it."""
    folder = os.environ.get("BROADSHEET_CONTRACTS")
    return Contract(Path(folder)) if folder else None


@dataclass
class Request:
    """A call that came: its route's name, its path's parts, its query and its body."""

    route: str
    path: dict
    query: dict
    body: dict | list | None
    token: str | None


@dataclass
class Rate:
    """How many calls of a channel's messages are let through, and per how many seconds."""

    limit: int = 1000
    per: float = 1.0
    left: dict = field(default_factory=dict)


class FakeDiscord:
    """Use as a context; `url` is what DISCORD_API_URL takes.

    *faults* has by a route's name what becomes of its next calls, one each: "lose the request",
    "lose the reply", "reset" (that, less gently), "500 before", "500 after", "refuse",
    ("429", seconds), "ban" (the edge's 429),
    a dict to answer with, an Event to wait for, or None.
    *clock* dates messages and forgets nonces; without it, the system's does.
    """

    def __init__(self, clock=None, *, shards=1, checked=True):
        self.token = TOKEN
        self.world = World(clock.now if clock else lambda: datetime.now(UTC))
        self.checked = checked
        self.contract = contract() if checked else None
        self.problems = []
        self.calls = []
        self.faults = {}
        self.rate = Rate()
        self.shards = shards
        self.called = asyncio.Event()
        self.gateway = Gateway(self)
        self.answers = Answers(self)
        self._runner = None

    async def __aenter__(self):
        app = web.Application()
        Rest(self).add_to(app)
        app.router.add_get("/gateway", self.gateway.connect)
        # Not awaited by the clients that a test leaves behind: it ends with the test.
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = site._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        await self.gateway.close_all()
        await self._runner.cleanup()
        if _ == (None, None, None):
            assert not self.problems, "\n".join(self.problems)

    @property
    def host(self):
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self):
        return f"{self.host}/api/v10"

    @property
    def gateway_url(self):
        return f"ws://127.0.0.1:{self._port}/gateway"

    def webhook_url(self, webhook):
        """As Discord's settings show it; where it's called is DISCORD_API_URL's matter."""
        id_, token = webhook
        return f"https://discord.com/api/webhooks/{id_}/{token}"

    def fail(self, route, *faults):
        """Let the next calls of *route* go wrong."""
        self.faults.setdefault(route, deque()).extend(faults)

    def called_with(self, route):
        """The bodies of the calls of *route*, in order."""
        return [call.body for call in self.calls if call.route == route]

    async def has_been_called(self, route, times=1):
        """Return when *route* was called so often."""
        async with asyncio.timeout(PATIENCE):
            while sum(call.route == route for call in self.calls) < times:
                self.called.clear()
                await self.called.wait()
