"""Rate gates: before each post, whether it may go out now, or what it has to wait for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from pyrate_limiter import GCRA, Rate

from bot.chat import Limit

MARGIN = 1.03
"""By how much slower than allowed we post: on the way to the platform, posts draw closer."""

CATCH_UP = timedelta(milliseconds=50)
"""By up to this much, a post that was let through late doesn't put off those after it."""

FEWEST_FORGOTTEN = 1_000

_MICROSECOND = timedelta(microseconds=1)
_ARITHMETIC = GCRA()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """A post has to wait for what *key* names, until *until* (UTC); others then follow *every*."""

    key: str
    until: datetime
    every: timedelta


class Gate(Protocol):
    """Keeps all that post through it within the limits that they share."""

    async def admit(self, limits: Sequence[Limit], *, now: datetime) -> Shut | None:
        """None where a post under *limits* may be made *now*: then it has been counted.

        Else what keeps it longest, and nothing was counted.
        """
        ...

    async def left(self, limits: Sequence[Limit], *, now: datetime) -> None:
        """What was let through is posted only *now*: who follows it counts from here."""
        ...

    async def close(self, key: str, *, until: datetime) -> None:
        """Let nothing through under *key* until then, as its platform demands."""
        ...


class LocalGate:
    """The gate of a process that posts alone.

    What it counted is forgotten with the process: then the platform's own wait is what helps.
    """

    def __init__(self) -> None:
        self._arrivals: dict[str, float] = {}
        self._closed: dict[str, datetime] = {}
        self._forget_at = FEWEST_FORGOTTEN

    async def admit(self, limits: Sequence[Limit], *, now: datetime) -> Shut | None:
        """As the gate promises."""
        longest, counted = weigh(limits, self._arrivals, self._closed, now)
        if longest is None:
            self._arrivals.update(counted)
            self._forget(now)
        return longest

    async def left(self, limits: Sequence[Limit], *, now: datetime) -> None:
        """As the gate promises: else two posts of a channel come closer than it lets them."""
        for limit in limits:
            next_free = 1_000 * _milliseconds(now) + limit.every * MARGIN // _MICROSECOND
            self._arrivals[limit.key] = max(self._arrivals.get(limit.key, 0.0), next_free)

    async def close(self, key: str, *, until: datetime) -> None:
        """As the gate promises; what is closed for longer already stays so."""
        self._closed[key] = max(until, self._closed.get(key, until))

    def _forget(self, now: datetime) -> None:
        """Let go of what weighs on nothing any more, once that may be half of it."""
        if len(self._arrivals) + len(self._closed) < self._forget_at:
            return
        microseconds = _milliseconds(now) * 1_000
        self._arrivals = {k: at for k, at in self._arrivals.items() if at > microseconds}
        self._closed = {k: until for k, until in self._closed.items() if until > now}
        left = len(self._arrivals) + len(self._closed)
        self._forget_at = max(FEWEST_FORGOTTEN, 2 * left)


def weigh(
    limits: Sequence[Limit],
    arrivals: Mapping[str, float],
    closed: Mapping[str, datetime],
    now: datetime,
) -> tuple[Shut | None, Mapping[str, float]]:
    """What keeps one more post from going out *now* for longest, if anything does.

    And what is to be counted, where nothing does. *arrivals* are the arithmetic's own, by key.
    """
    counted: dict[str, float] = {}
    longest: Shut | None = None
    for limit in limits:
        counted[limit.key], wait = _weighed(limit, arrivals.get(limit.key, 0.0), now)
        until = max(now + wait, closed.get(limit.key, now))
        if until > now and (longest is None or until > longest.until):
            longest = Shut(key=limit.key, until=until, every=limit.every * MARGIN)
    return longest, counted


def _weighed(limit: Limit, full: float, now: datetime) -> tuple[float, timedelta]:
    """What would be counted for one more post *now*, and how long it has to wait first."""
    apart = limit.every * MARGIN
    burst = max(limit.burst, -(-CATCH_UP // apart))
    moment = _milliseconds(now)
    if full <= 1_000 * moment:  # nobody was late: there's nothing to catch up on
        full = 1_000 * moment + (burst - limit.burst) * (apart // _MICROSECOND)
    (after,), decision = _ARITHMETIC.step([_rate(apart, burst=burst)], (full,), moment, 1)
    return after, timedelta(milliseconds=decision.retry_after_ms or 0)


def _rate(apart: timedelta, *, burst: int) -> Rate:
    """One post each time *apart* has gone by.

    Of a thousand in a thousand times that, in milliseconds: so it's exact to the microsecond.
    """
    return Rate(1_000, max(1, apart // _MICROSECOND), burst=burst)


def _milliseconds(now: datetime) -> int:
    return (now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
