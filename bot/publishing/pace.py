"""How patient publishing is: the times and numbers that delivery goes by."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The defaults are for chat systems on the internet.

    A post that takes longer than *patience* counts as unclear. Whatever is unclear is read back
    once it has had *settle* to appear: longer than the patience, since a request that was cut off
    may still be worked on (with 0 s, 7 of 600 were doubled). *slots* posts of one platform may be
    under way at a time.
    """

    patience: timedelta = timedelta(seconds=30)
    settle: timedelta = timedelta(seconds=60)
    slots: int = 32

    @property
    def lease(self) -> timedelta:
        """How long a claim may last: a post or a reading back, with room for a slow database."""
        return 4 * self.patience

    @property
    def ending(self) -> timedelta:
        """How long the end waits for what is under way; what's late then is read back later."""
        return 2 * self.patience
