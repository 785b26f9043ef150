"""Databases in trouble: one that stops in the middle, as a killed process does, and a flaky one."""

import asyncio
from contextlib import asynccontextmanager


class StoppingDatabase:
    """Works until the write number *at*, then never comes back, *before* its commit or after it."""

    def __init__(self, database, *, at, before):
        self._database = database
        self._at = at
        self._before = before
        self.writes = 0
        self.fenced_writes = 0
        self.stopped = asyncio.Event()

    def read(self):
        return self._database.read()

    async def consult(self, work, *args, **named):
        return await self._database.consult(work, *args, **named)

    @asynccontextmanager
    async def write(self):
        last = await self._begun()
        async with self._database.write() as db:
            yield db
        if last:
            await self._stop()

    async def fenced(self, work, *args, **named):
        self.fenced_writes += 1
        return await self._done_by(self._database.fenced, work, *args, **named)

    @property
    def shared(self):
        return self._database.shared

    def moved(self, then, now):
        return self._database.moved(then, now)

    async def change(self, work, *args, **named):
        return await self._done_by(self._database.change, work, *args, **named)

    async def settle(self, work, *args, **named):
        return await self._done_by(self._database.settle, work, *args, **named)

    async def _done_by(self, write, work, *args, **named):
        last = await self._begun()
        outcome = await write(work, *args, **named)
        if last:
            await self._stop()
        return outcome

    async def _begun(self):
        self.writes += 1
        last = self.writes == self._at
        if self.writes > self._at or (last and self._before):
            await self._stop()
        return last

    async def _stop(self):
        self.stopped.set()
        await asyncio.Event().wait()


class FlakyDatabase:
    """Fails at the writes of these numbers."""

    def __init__(self, database, *, failing):
        self._database = database
        self._failing = failing
        self._writes = 0

    def read(self):
        return self._database.read()

    async def consult(self, work, *args, **named):
        return await self._database.consult(work, *args, **named)

    @asynccontextmanager
    async def write(self):
        self._fail_perhaps()
        async with self._database.write() as db:
            yield db

    async def fenced(self, work, *args, **named):
        self._fail_perhaps()
        return await self._database.fenced(work, *args, **named)

    @property
    def shared(self):
        return self._database.shared

    def moved(self, then, now):
        return self._database.moved(then, now)

    async def change(self, work, *args, **named):
        self._fail_perhaps()
        return await self._database.change(work, *args, **named)

    async def settle(self, work, *args, **named):
        self._fail_perhaps()
        return await self._database.settle(work, *args, **named)

    def _fail_perhaps(self):
        self._writes += 1
        if self._writes in self._failing:
            raise OSError("database is locked")
