"""Work without a process of its own, some of which can be told to overrun."""

from bot.workers import WorkLost


class WorkersInProcess:
    def __init__(self, slow=()):
        self._slow = set(slow)

    async def run(self, work, *args, deadline):
        assert deadline.total_seconds() > 0
        if any(getattr(d, "ref", None) in self._slow for d in args[0]):
            raise WorkLost("it took longer than its deadline")
        return work(*args)
