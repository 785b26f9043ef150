"""Reading without a process of its own, which can be told that some things take too long."""

from bot.collecting.lector import Lector
from bot.workers import WorkLost


class LectorInProcess:
    """Is lost by documents of these names and by rows with these words in them."""

    def __init__(self, slow=()):
        self._slow = set(slow)
        self._lector = Lector()
        self.rested = 0

    async def rest(self):
        self._lector = Lector()
        self.rested += 1

    async def call(self, method, *args, deadline):
        assert deadline.total_seconds() > 0
        if self._is_slow(method, args[0]):
            self._lector = Lector()
            raise WorkLost("it took longer than its deadline")
        return getattr(self._lector, method)(*args)

    def _is_slow(self, method, what):
        if method == "documents":
            return any(document.ref in self._slow for document in what)
        lines = [line for batch in what for line in batch.lines] if method == "rows" else []
        return any(word.encode() in line for word in self._slow for line in lines)
