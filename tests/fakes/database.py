"""Databases in trouble: one that stops in the middle, as a killed process does, and a flaky one."""

import asyncio
from contextlib import asynccontextmanager


class StoppingDatabase:
    """Works until the write number *at*, then never comes back, *before* its commit or after it."""

    def __init__(self, database, *, at, before):
        self._database = database
        self._at = at
        self._before = before
        self._writes = 0
        self.stopped = asyncio.Event()

    def read(self):
        return self._database.read()

    @asynccontextmanager
    async def write(self):
        self._writes += 1
        last = self._writes == self._at
        if self._writes > self._at or (last and self._before):
            await self._stop()
        async with self._database.write() as db:
            yield db
        if last:
            await self._stop()

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

    @asynccontextmanager
    async def write(self):
        self._writes += 1
        if self._writes in self._failing:
            raise OSError("database is locked")
        async with self._database.write() as db:
            yield db
