"""The live window without a process of its own, which can be told to die of an article."""

from bot.workers import WorkLost
from digests.live import LiveWindow


class WindowInProcess:
    """Speaks to a LiveWindow as `bot.workers.Resident` does; dies of articles named *deadly*.

    One that is *unrestorable* dies of being restored, as after a *fatal* death.
    """

    def __init__(self, topics=(), deadly=(), *, fatal=False):
        self._topics = tuple(topics)
        self._deadly = set(deadly)
        self._fatal = fatal
        self.unrestorable = False
        self.asked = []
        self.lose()

    def lose(self):
        """Forget everything, as a fresh process does."""
        self._window = LiveWindow(self._topics)

    async def rest(self):
        self.lose()

    async def call(self, method, *args, deadline):
        assert deadline.total_seconds() > 0
        self.asked.append(method)
        if method in ("enter", "take") and self._deadly & {a.title for a in args[0]}:
            self.unrestorable = self._fatal
            self.lose()
            raise WorkLost("it took longer than its deadline")
        if method == "restore" and self.unrestorable:
            raise WorkLost("its process ended with -9")
        return getattr(self._window, method)(*args)
