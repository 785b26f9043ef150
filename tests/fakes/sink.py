"""A channel system behind a real socket: what reached it is there, whatever becomes of the sender.

Of each line it reads it makes an answer: a post takes a moment to appear, then a moment to be
answered; a search says at once what is there. Who says that it's here is answered once all are.
"""

import asyncio
import json
import random
import time
from contextlib import asynccontextmanager

REFUSED, LOST_BEFORE, LOST_AFTER = 0.05, 0.03, 0.07
"""How often a post is told to wait, cut off before it's there, or after, where that happens."""


class Sink:
    """What was posted, in order: channel, text, key, and when (seconds, monotonic).

    With a *seed* it fails, in every way that platforms do; so many *senders* begin together.
    """

    def __init__(self, *, moment, seed=None, senders=1):
        self.posted = []
        self._missing = senders
        self._all_here = asyncio.Event()
        self._moment = moment
        self._chance = None if seed is None else random.Random(seed)
        self._changed = asyncio.Event()

    @asynccontextmanager
    async def listening(self):
        """The port on which it listens."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with server:
            yield server.sockets[0].getsockname()[1]

    async def holds(self, count):
        """Return once so many posts are there."""
        while len(self.posted) < count:
            self._changed.clear()
            await self._changed.wait()

    def texts_in(self, channel):
        return [text for where, text, *_ in self.posted if where == channel]

    def by_channel(self):
        return {where: self.texts_in(where) for where, *_ in self.posted}

    def most_within(self, seconds):
        """The most posts that came in any so many seconds."""
        times = [at for *_, at in self.posted]
        return max(sum(at <= other < at + seconds for other in times) for at in times)

    async def _serve(self, reader, writer):
        try:
            while line := await reader.readline():
                answer = await self._answer(json.loads(line))
                if answer is None:
                    break
                writer.write(json.dumps(answer).encode() + b"\n")
        except ConnectionError:  # whoever asked is dead
            pass
        finally:
            writer.close()

    async def _answer(self, asked):
        """None where the connection is cut instead."""
        if "here" in asked:
            self._missing -= 1
            if self._missing <= 0:
                self._all_here.set()
            await self._all_here.wait()
            return {}
        if "find" in asked:
            return {"there": any(key == asked["find"] for _, _, key, _ in self.posted)}
        fate = 1 if self._chance is None else self._chance.random()
        if fate < REFUSED:
            return {"refused": 0.1}
        await asyncio.sleep(self._moment)
        if fate < REFUSED + LOST_BEFORE:
            return None
        self.posted.append((asked["channel"], asked["text"], asked["key"], time.monotonic()))
        self._changed.set()
        await asyncio.sleep(self._moment)
        return None if fate < REFUSED + LOST_BEFORE + LOST_AFTER else {"message": asked["key"]}
