"""The live window as the newsroom speaks to it: warmed up first, and again after it was lost."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Protocol

from bot.clock import Clock
from bot.database.archive import Archive
from bot.workers import WorkLost
from digests.article import Article
from digests.stories.story import Membership
from digests.topics import Topic

LIVE = timedelta(days=14)
"""How long an article can still be joined by another (DESIGN D18)."""

MOST_LIVE = 30_000
"""Articles in memory at most: a bulk import is live as a whole, whatever its dates."""

RESTORED = 200
"""Articles given back to the window at a time."""

DEADLINE = timedelta(seconds=120)
"""For one question; a poisonous article is found by halving the batch that overran it."""


class NotRestored(Exception):
    """The window couldn't be given back what was live: no article that is new can be blamed."""


class HostedWindow(Protocol):
    """The live window, wherever it lives: a `digests.live.LiveWindow` spoken to by method name."""

    async def call(self, method: str, *args: object, deadline: timedelta) -> Any:  # noqa: ANN401 - the method's own
        """What the window's *method* gives; raises WorkLost when the window was lost."""
        ...

    async def rest(self) -> None:
        """Let go of everything."""
        ...


class WarmWindow:
    """A window that's given back what is live before it's asked anything."""

    def __init__(self, archive: Archive, window: HostedWindow, clock: Clock) -> None:
        self._archive = archive
        self._window = window
        self._clock = clock
        self.warm = False
        self.topics: tuple[Topic, ...] | None = None

    async def ask(self, method: str, *args: object) -> Any:  # noqa: ANN401 - as the window's
        """What the window's *method* gives, warmed up: it starts empty, and again after a loss.

        Raises WorkLost where the question itself lost it, NotRestored where it didn't get so far.
        """
        await self.warm_up()
        try:
            return await self._window.call(method, *args, deadline=DEADLINE)
        except (WorkLost, asyncio.CancelledError):
            self.warm = False
            raise

    async def rest(self) -> None:
        """Let go of everything, to be given back what is live by then."""
        self.warm = False
        await self._window.rest()

    async def let_go(self) -> None:
        """Forget what nothing new can join any more."""
        await self.ask("forget", self._clock.now() - LIVE, MOST_LIVE)

    async def warm_up(self) -> None:
        """Give the window what is live, unless it has it; raises NotRestored."""
        if self.warm:
            return
        try:
            await self._restore()
        except WorkLost as loss:
            raise NotRestored(f"the stories of the last days can't be restored: {loss}") from loss
        self.warm = True

    async def _restore(self) -> None:
        """Give it what is live a little at a time, reading ahead while it works."""
        if self.topics is not None:  # it begins with those of the start
            await self._window.call("refile", self.topics, deadline=DEADLINE)
        some: list[tuple[Article, Membership]] = []
        giving: asyncio.Task[None] | None = None
        try:
            async for pair in self._archive.live(self._clock.now() - LIVE, MOST_LIVE):
                some.append(pair)
                if len(some) == RESTORED:
                    if giving:
                        await giving
                    giving = asyncio.create_task(self._give(some))
                    some = []
        finally:
            if giving:
                await giving
        await self._give(some)

    async def _give(self, some: Sequence[tuple[Article, Membership]]) -> None:
        await self._window.call("restore", some, deadline=DEADLINE)
