"""A ticker that never ticks: it remembers what it was asked for, and a test does the waking."""

import asyncio


class FakeTicker:
    def __init__(self) -> None:
        self.dates = {}
        self.periods = {}
        self._armed = asyncio.Event()

    def wake_at(self, due, work, *, name):
        self.dates[name] = (due, work)
        self._armed.set()

    async def armed(self, name):
        """The date for which *name* is armed, once it is."""
        while name not in self.dates:
            self._armed.clear()
            await self._armed.wait()
        return self.dates[name][0]

    def every(self, period, work, *, name):
        self.periods[name] = (period, work)
        self._armed.set()

    async def kept(self, name):
        """The period of *name*, once its work is to be done again and again."""
        while name not in self.periods:
            self._armed.clear()
            await self._armed.wait()
        return self.periods[name][0]

    def forget(self, name):
        self.dates.pop(name, None)

    async def wake(self, name):
        """Do the work of that name, as at its date."""
        await self.dates.pop(name)[1]()
