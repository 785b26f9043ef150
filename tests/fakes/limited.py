"""Platforms that allow so many posts in so much time, in each way in which a server may count."""

import asyncio
import random
from collections import defaultdict, deque
from datetime import timedelta
from math import floor

from bot.chat import PostFailed, Receipt

ON_THE_WAY = (0.02, 0.05)
"""Seconds that a post takes to the server, and its answer back."""

A_FIFTH = 0.2
"""Of what is allowed in its time is what the bucket holds: stricter than any that is known."""


class Sliding:
    """At most *most* in any *per* seconds, wherever they begin."""

    def __init__(self, most, per):
        self._most, self._per = most, per
        self._times = deque()

    def wait(self, now):
        """For how many seconds one more is refused."""
        while self._times and self._times[0] <= now - self._per:
            self._times.popleft()
        return self._times[0] + self._per - now if len(self._times) >= self._most else 0

    def count(self, now):
        self._times.append(now)


class Fixed:
    """At most *most* between one full *per* seconds of the server's clock and the next."""

    def __init__(self, most, per):
        self._most, self._per = most, per
        self._window, self._counted = None, 0

    def wait(self, now):
        window = floor(now / self._per)
        if window != self._window:
            self._window, self._counted = window, 0
        return (window + 1) * self._per - now if self._counted >= self._most else 0

    def count(self, now):
        self._counted += 1


class Bucket:
    """A bucket that holds a fifth of *most* tokens, and gets *most* new ones in *per* seconds."""

    def __init__(self, most, per):
        self._size, self._rate = max(1.0, most * A_FIFTH), most / per
        self._tokens, self._at = self._size, 0.0

    def wait(self, now):
        self._tokens = min(self._size, self._tokens + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, 1 - self._tokens) / self._rate

    def count(self, now):
        self._tokens -= 1


MODELS = {"sliding window": Sliding, "fixed window": Fixed, "token bucket": Bucket}


class LimitedSink:
    """Answers 429 to what comes faster than *allowed*, as *model* counts; the clock is the loop's.

    *allowed* gives a channel's rules, as (key, most, seconds); *limits* what the bot believes them
    to be. Where *sick* names a channel or its workspace, every answer is a 429 with so many seconds
    to wait, which doesn't count as refused; while it's *down*, it can't be reached.
    """

    readable = True

    def __init__(self, name, model, allowed, limits):
        self.name = name
        self.limits = limits
        self.sick = {}
        self.down = False
        self.taken = []
        self.refused = 0
        self.counts = model
        self._allowed = allowed
        self._windows = {}
        self._chance = random.Random(name)
        self._wanted = 0
        self._enough = asyncio.Event()
        self.order = defaultdict(list)
        self.tried = 0

    async def post(self, channel, payload, *, send_key, under=None):
        arrives = asyncio.get_running_loop().time() + self._chance.uniform(*ON_THE_WAY)
        await asyncio.sleep(arrives - asyncio.get_running_loop().time())
        if self.down:
            raise PostFailed(str(channel), "it can't be reached", retry=True)
        if wait := self._sick(channel) or self._answer(channel, arrives):
            await asyncio.sleep(self._chance.uniform(*ON_THE_WAY))
            raise PostFailed(str(channel), "429", retry=True, wait=timedelta(seconds=wait))
        self.order[str(channel)].append(payload["text"])
        await asyncio.sleep(self._chance.uniform(*ON_THE_WAY))
        return Receipt(channel=str(channel), message=send_key)

    def _sick(self, channel):
        seconds = self.sick.get(str(channel), self.sick.get(channel.workspace))
        self.tried += seconds is not None
        return seconds

    def _answer(self, channel, now):
        """How many seconds to wait with a post that came *now*; 0 if it's taken.

        That a busy loop gets round to it only later isn't the server's business.
        """
        windows = [self._window(*rule) for rule in self._allowed(channel)]
        if wait := max(window.wait(now) for window in windows):
            self.refused += 1
            return wait
        for window in windows:
            window.count(now)
        self.taken.append(now)
        if len(self.taken) >= self._wanted:
            self._enough.set()
        return 0

    def _window(self, key, most, per):
        if key not in self._windows:
            self._windows[key] = MODELS[self.counts](most, per)
        return self._windows[key]

    async def has_taken(self, count):
        """Return when so many posts were taken."""
        self._wanted = count
        if len(self.taken) < count:
            self._enough.clear()
            await self._enough.wait()

    async def find(self, channel, send_key, *, under, since, until):
        raise AssertionError("nothing was lost here")
