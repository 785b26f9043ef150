"""A channel system behind a real socket: what reached it is there, whatever becomes of the sender.

Of each line it reads it makes an answer: a post takes a moment to appear, then a moment to be
answered; a search says at once what is there.
"""

import asyncio
import json
import time
from contextlib import asynccontextmanager


class Sink:
    """What was posted, in order: channel, text, key, and when (seconds, monotonic)."""

    def __init__(self, *, moment):
        self.posted = []
        self._moment = moment
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

    def most_within(self, seconds):
        """The most posts that came in any so many seconds."""
        times = [at for *_, at in self.posted]
        return max(sum(at <= other < at + seconds for other in times) for at in times)

    async def _serve(self, reader, writer):
        while line := await reader.readline():
            answer = await self._answer(json.loads(line))
            writer.write(json.dumps(answer).encode() + b"\n")
        writer.close()

    async def _answer(self, asked):
        if "find" in asked:
            return {"there": any(key == asked["find"] for _, _, key, _ in self.posted)}
        await asyncio.sleep(self._moment)
        self.posted.append((asked["channel"], asked["text"], asked["key"], time.monotonic()))
        self._changed.set()
        await asyncio.sleep(self._moment)
        return {"message": asked["key"]}
