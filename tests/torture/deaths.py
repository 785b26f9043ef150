"""A day of the bot in a process of its own, which kills itself at commits and posts."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from bot.database.engine import open_database
from tests.fakes.clock import StoppedClock
from tests.torture import processes
from tests.torture.crashes import POSTS, planted, resumed
from tests.torture.doomed import FilePlatform
from tests.torture.outcome import Outcome, say


@dataclass(frozen=True)
class Point:
    """Before or after which commit or post."""

    what: str
    number: int
    when: str


WHOLE = Point("commit", 0, "after")


def some(kind: str, urls: Callable[[], str], folder: Path, *, commits: int) -> Outcome:
    """At so many *commits*, spread over the day, and at each third post."""
    code, whole = asyncio.run(died(urls(), folder / "whole", WHOLE))
    kinds = (folder / "whole.commits").read_text(encoding="utf-8").splitlines()
    chosen = sorted({1 + round(n * (len(kinds) - 1) / (commits - 1)) for n in range(commits)})
    bad, living = [] if whole.passed and code == 0 else [whole], 0
    points = list(_points(chosen))
    for n, point in enumerate(points):
        code, outcome = asyncio.run(died(urls(), folder / f"death-{n}", point))
        living += code != -signal.SIGKILL
        if not outcome.passed:
            say(f"{kind}: {outcome}")
            bad.append(outcome)
    beside = sum(kinds[number - 1] == "beside others" for number in chosen)
    return Outcome(
        f"kill -9 of itself before and after {len(chosen)} of {len(kinds)} commits ({beside} of "
        f"them outside of any turn) and 3 posts, {kind}",
        "0 lost, 0 doubled",
        f"in {len(bad)} of {len(points) + 1} days something lost, doubled or out of order"
        + (f"; {living} lived" if living else ""),
        passed=not bad and not living,
    )


def _points(commits: list[int]) -> Iterator[Point]:
    for number, when in product(commits, ("before", "after")):
        yield Point("commit", number, when)
    for number, when in product(range(1, POSTS + 1, 2), ("before", "after")):
        yield Point("post", number, when)


async def died(url: str, path: Path, point: Point) -> tuple[int, Outcome]:
    """How the process ended, and what became of it all once another went on."""
    async with open_database(url, own_time=False) as database:
        await planted(database)
    words = (url, path, point.what, point.number, point.when)
    async with processes.running("tests.torture.doomed", *words) as process:
        code = await asyncio.wait_for(process.wait(), processes.PATIENCE)
    clock = StoppedClock()
    return code, await resumed(url, FilePlatform(clock, path), clock, what=str(point))
