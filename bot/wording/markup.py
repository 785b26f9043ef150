"""What a platform makes of the words that a sentence is put together from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from digests.schedule.channel import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A platform's markup. *text* shows others' words as they stand, in so many characters.

    *typed* shows what can be copied and typed, *channel* a channel by its name. *own_clock* is what
    stands behind a time in the schedule's zone, so that a reader elsewhere sees their own; "" where
    a platform can't tell it.
    """

    text: Callable[[str, int], str]
    typed: Callable[[str], str]
    channel: Callable[[Channel], str]
    own_clock: Callable[[datetime], str] = lambda _: ""
