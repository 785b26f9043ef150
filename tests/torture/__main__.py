"""`make torture`: the long forms, one after another, with a table as their result (≤ 60 minutes).

`python -m tests.torture NAME …` runs some of them: kills, rates, troubles, years, calendars.
"""

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bot.log import start_log
from bot.settings.shape import LogLevel
from tests.benchmarks import machine
from tests.fakes.limited import MODELS
from tests.torture import calendars, job_store, kills, rates, troubles, years
from tests.torture.outcome import Outcome

PARTS = ("kills", "rates", "troubles", "years", "calendars")


def outcomes(folder: Path, parts: list[str]) -> Iterator[Outcome]:
    """Each as soon as it's there."""
    at = asyncio.run
    if "kills" in parts:
        yield at(kills.killed(folder, schedules=200, kills=30, longest=3.0))
        yield at(kills.starved(folder, schedules=100, seconds=15))
        yield at(job_store.compared(folder, posts=600, kills=5))
    if "rates" in parts:
        for model in MODELS:
            yield at(rates.paced(folder, rates.discord(model), channels=10_000, parts=1, rate=50))
            yield at(rates.paced(folder, rates.slack(model), channels=2_000, parts=2, rate=80))
    if "troubles" in parts:
        yield at(troubles.full_disk(folder, channels=200))
        yield at(troubles.locked_file(folder, channels=50, seconds=20))
        yield at(troubles.platform_down(folder, channels=50))
        yield at(troubles.platform_down(folder, channels=50, step="lose the post"))
    if "years" in parts:
        yield at(years.year(folder, schedules=1_000))
    if "calendars" in parts:
        yield calendars.around_each_kind()
        yield calendars.every_day()


def main() -> int:
    start_log(level=LogLevel.ERROR, as_json=False, secrets=())
    screen = Console(width=200)
    screen.print(machine.summary())
    table = Table("what", "must show", "found", "minutes", "")
    failed = 0
    with TemporaryDirectory() as name:
        began = time.monotonic()
        for outcome in outcomes(Path(name), sys.argv[1:] or list(PARTS)):
            minutes = (time.monotonic() - began) / 60
            verdict = "passed" if outcome.passed else "FAILED"
            screen.print(f"{outcome.what}: {outcome.found}, {verdict}")
            table.add_row(outcome.what, outcome.must, outcome.found, f"{minutes:.1f}", verdict)
            failed += not outcome.passed
            began = time.monotonic()
    screen.print(table)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
