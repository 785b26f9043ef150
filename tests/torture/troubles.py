"""Trouble with the platform: nothing lost, nothing doubled, soon over."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.database.engine import open_database
from bot.database.ledger import Ledger
from bot.platforms.slack.limits import limits_of
from bot.publishing.delivery import Delivery
from tests.fakes.clock import StoppedClock
from tests.fakes.limited import Sliding
from tests.fakes.platform import FakePlatform, Posted
from tests.fakes.ticker import FakeTicker
from tests.printing import channel, enqueued, stored
from tests.torture.outcome import Outcome, judged

TEXTS = ("one", "two", "three")
HOUR = timedelta(hours=1)

WAYS = {
    "refuse": "every post refused",
    "lose the post": "every post cut off before it was there",
    "lose the reply": "every post's answer lost",
    "dead token": "the token revoked",
}
"""What a platform does, by the step of the fake one."""


async def filled(database, channels: int) -> None:
    """An edition for each of so many channels."""
    for n in range(channels):
        schedule = await stored(database, name=f"s{n}", channel=channel(f"C{n}"))
        await enqueued(database, schedule, *TEXTS)


def verdict(what: str, platform: FakePlatform, channels: int) -> Outcome:
    """What came of those editions."""
    wanted = {str(channel(f"C{n}")): TEXTS for n in range(channels)}
    return judged(what, {name: platform.texts_in(name) for name in wanted}, wanted)


async def _drained(delivery: Delivery, clock: StoppedClock, *, times: int) -> None:
    for _ in range(times):
        clock.advance(seconds=130)
        await delivery.drained()


async def platform_down(folder: Path, *, channels: int, step: str = "refuse") -> Outcome:
    """Every post meets *step* for an hour of the clock; then all is well again.

    What comes after that is counted as a strict server does, to see what it would refuse.
    """
    url, clock = f"sqlite:///{folder}/down-{step.replace(' ', '-')}.sqlite", StoppedClock()
    platform = FakePlatform(clock, limits=limits_of)
    async with open_database(url) as database:
        await filled(database, channels)
        delivery = Delivery(database, {"slack": platform}, FakeTicker(), clock)
        platform.sick = {str(channel(f"C{n}")): step for n in range(channels)}
        begun = clock.now()
        while clock.now() - begun < HOUR:
            await delivery.drained()
            clock.advance(seconds=15)
        attempts, back = len(platform.attempts), clock.now()
        platform.sick.clear()
        while clock.now() - back < HOUR and len(platform.posted) < channels * len(TEXTS):
            await delivery.drained()
            clock.advance(seconds=0.25)
        await _drained(delivery, clock, times=2)
        states = {record.state for record in await Ledger(database).editions()}
    found = verdict(f"{WAYS[step]} for an hour, {channels} channels", platform, channels)
    stormy = _too_fast([post for post in platform.posted if post.at >= back])
    took = max(back, *(post.at for post in platform.posted)) - back
    most = 20  # doubling from two seconds to five minutes
    return replace(
        found,
        must=f"0 lost, in order, ≤ {most} attempts a channel, no 429 on return",
        found=f"{found.found}; {attempts / channels:.0f} attempts a channel; on return all was "
        f"there in {took.total_seconds():.0f} s, {stormy} × 429",
        passed=found.passed and states == {"posted"} and attempts <= most * channels and not stormy,
    )


def _too_fast(posts: Iterable[Posted]) -> int:
    """How many a strict server refuses, with a post a second a channel and 240 a minute in all."""
    whole, each = Sliding(240, 60), defaultdict(lambda: Sliding(1, 1))
    refused = 0
    for post in posts:
        at, windows = post.at.timestamp(), (whole, each[post.channel])
        refused += any(window.wait(at) > 0 for window in windows)
        for window in windows:
            window.count(at)
    return refused
