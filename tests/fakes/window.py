"""The live window without a process of its own, which can be told to die of an article."""

from bot.workers import WorkLost
from digests.live import LiveWindow


class WindowInProcess:
    """Speaks to a LiveWindow as `bot.workers.Resident` does; dies of articles named *deadly*."""

    def __init__(self, topics=(), deadly=()):
        self._topics = tuple(topics)
        self._deadly = set(deadly)
        self._window = LiveWindow(self._topics)
        self.asked = []

    async def call(self, method, *args, deadline):
        assert deadline.total_seconds() > 0
        self.asked.append(method)
        if method in ("enter", "take") and self._deadly & {a.title for a in args[0]}:
            self._window = LiveWindow(self._topics)
            raise WorkLost("it took longer than its deadline")
        return getattr(self._window, method)(*args)
