"""A clock that stands still until a test moves it."""

from datetime import datetime, timedelta

from tests.builders import NOW


class StoppedClock:
    def __init__(self, start: datetime = NOW) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, **by: float) -> datetime:
        """Move on, by hours=1 and the like."""
        self._now += timedelta(**by)
        return self._now
