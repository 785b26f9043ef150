"""Rate gates: before each post, whether it may go out now, or what it has to wait for."""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from pyrate_limiter import GCRA, Rate, SlidingWindowLog

from bot.chat import Limit, Platform
from bot.database.claim import Claim
from bot.database.gates import Allowance

GUARD = 1.03
"""A limit's span of time is taken for so many times as long: on their way, posts draw closer.

In any span of that length no more leave than the limit allows. So it doesn't matter how a platform
counts: from one full second to the next, in any second, or with a bucket of tokens.
"""

CATCH_UP = timedelta(milliseconds=100)
"""Posts leave evenly; those that a busy machine put off by up to this are made up for at once."""

LATE = timedelta(milliseconds=15)
"""Who leaves later than counted by more is counted anew: half of what GUARD spares of a second.

The other half is for the way.
"""

FEWEST_FORGOTTEN = 1_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_EVENLY, _AT_MOST = GCRA(), SlidingWindowLog()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """A post has to wait for what *key* names, until *until* (UTC); others then follow *every*."""

    key: str
    until: datetime
    every: timedelta


class Gate(Protocol):
    """Keeps all that post through it within the limits that they share."""

    async def admit(self, limits: Sequence[Limit], *, now: datetime) -> datetime | Shut:
        """When a post under *limits* may leave, *now* or in a moment: then it has been counted.

        Else what keeps it longest, and nothing was counted.
        """
        ...

    async def left(self, limits: Sequence[Limit], *, leaves: datetime, now: datetime) -> None:
        """What was to leave then does so only *now*: what comes a span of time later waits too."""
        ...

    async def close(self, key: str, *, until: datetime) -> None:
        """Let nothing through under *key* until then, as its platform demands."""
        ...


class LocalGate:
    """The gate of a process that posts alone.

    What it counted is forgotten with the process: then the platform's own wait is what helps.
    """

    def __init__(self) -> None:
        self._allowances: dict[str, Allowance] = {}
        self._longest = timedelta()
        self._forget_at = FEWEST_FORGOTTEN

    async def admit(self, limits: Sequence[Limit], *, now: datetime) -> datetime | Shut:
        """As the gate promises: *now*, if at all."""
        longest, counted = weigh(limits, self._allowances, now)
        self._allowances.update(counted)
        self._longest = max([self._longest, *(limit.per for limit in limits)])
        self._forget(now)
        return longest or now

    async def left(self, limits: Sequence[Limit], *, leaves: datetime, now: datetime) -> None:
        """As the gate promises: all leave through one door, which has counted it."""

    async def close(self, key: str, *, until: datetime) -> None:
        """As the gate promises; what is closed for longer already stays so."""
        self._allowances[key] = closed(self._allowances.get(key, Allowance()), until)

    def _forget(self, now: datetime) -> None:
        """Let go of what weighs on nothing any more, once that may be half of it."""
        if len(self._allowances) < self._forget_at:
            return
        since = _milliseconds(now - GUARD * self._longest)
        self._allowances = {
            key: allowance
            for key, allowance in self._allowances.items()
            if max(allowance.times, default=0) > since or (allowance.closed_until or now) > now
        }
        self._forget_at = max(FEWEST_FORGOTTEN, 2 * len(self._allowances))


def weigh(
    limits: Sequence[Limit], allowances: Mapping[str, Allowance], now: datetime
) -> tuple[Shut | None, Mapping[str, Allowance]]:
    """What keeps one more post from going out *now* for longest, if anything does.

    And what is counted, where nothing does. *allowances* are by key.
    """
    counted: dict[str, Allowance] = {}
    longest: Shut | None = None
    for limit in limits:
        before = allowances.get(limit.key, Allowance())
        counted[limit.key], wait = _weighed(limit, before, _milliseconds(now))
        until = max(now + wait, before.closed_until or now)
        if until > now and (longest is None or until > longest.until):
            longest = Shut(
                key=limit.key, until=until, every=limit.per * GUARD * limit.calls / limit.most
            )
    return (longest, {}) if longest else (None, counted)


def limits_of(claim: Claim, platform: Platform) -> Sequence[Limit]:
    """What holds for what is next with *claim*: to post it, or to read it back."""
    if claim.unclear and platform.readable:
        return platform.limits_of_reading(claim.channel)
    return platform.limits(claim.channel)


def recounted(limit: Limit, before: Allowance, leaves: datetime, now: datetime) -> Allowance:
    """As *before*, but for one post that leaves only *now*."""
    times, counted = list(before.times), _milliseconds(leaves)
    for _ in range(min(limit.calls, len(times))):
        times.remove(min(times, key=lambda at: abs(at - counted)))
        insort(times, _milliseconds(now))
    return replace(before, times=tuple(times))


def closed(allowance: Allowance, until: datetime) -> Allowance:
    """*allowance*, closed until then, if it isn't for longer already."""
    return replace(allowance, closed_until=max(until, allowance.closed_until or until))


def _weighed(limit: Limit, before: Allowance, now: int) -> tuple[Allowance, timedelta]:
    """What is left for others after one more post *now* (ms), and how long it has to wait first."""
    at_most = Rate(limit.most, round(limit.per * GUARD / _MILLISECOND))
    times, even_at = before.times, before.even_at
    if times and times[-1] > now + at_most.interval:  # the clock was set back
        times, even_at = (), 0.0
    counting = len(times) - bisect_left(times, _AT_MOST.window_start(at_most, now))
    room = _AT_MOST.decide(
        [at_most], [counting], limit.calls, now, lambda offset: times[-1 - offset]
    )
    (even_at,), even = _EVENLY.step([_evenly(limit)], (even_at,), now, limit.calls)
    wait = max(even.retry_after_ms or 0, room.retry_after_ms or 0)
    latest = max([now, *times[-1:]])
    after = replace(before, even_at=even_at, times=(*times, *[latest] * limit.calls)[-limit.most :])
    return after, wait * _MILLISECOND


def _evenly(limit: Limit) -> Rate:
    apart = limit.per / limit.most
    return Rate(limit.most, round(limit.per / _MILLISECOND), burst=1 - (-CATCH_UP // apart))


def _milliseconds(now: datetime) -> int:
    return (now - _EPOCH) // _MILLISECOND
