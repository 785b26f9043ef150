"""A real process, killed with SIGKILL in the middle of a digest, and started again."""

import asyncio
import signal
import sys
from datetime import UTC, datetime

import pytest

from bot.database.engine import open_database
from bot.database.ledger import Ledger
from tests.printing import enqueued, stored
from tests.shell import PATIENCE, ROOT

TEXTS = ["heading", "one", "two"]


async def start(*arguments):
    words = ("-m", "tests.scenarios.posting_to_a_file", *map(str, arguments))
    return await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT)


def lines(path):
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


async def has_lines(path, count):
    while len(lines(path)) < count:  # noqa: ASYNC110 - another process writes it
        await asyncio.sleep(0.01)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("file", ["begun", "channel"])
async def test_a_digest_whose_process_is_killed_is_finished_by_the_next_with_no_part_twice(
    tmp_path, file, count
):
    url = f"sqlite:///{tmp_path}/broadsheet.sqlite"
    async with open_database(url) as database:
        schedule = await stored(database)
        await enqueued(database, schedule, *TEXTS, under={1: 0, 2: 0}, now=datetime.now(UTC))

    first = await start(url, tmp_path, file, count)
    await asyncio.wait_for(has_lines(tmp_path / file, count), PATIENCE)
    first.send_signal(signal.SIGKILL)
    assert await first.wait() == -signal.SIGKILL
    second = await start(url, tmp_path)
    assert await asyncio.wait_for(second.wait(), PATIENCE) == 0

    assert [line.split()[1] for line in lines(tmp_path / "channel")] == TEXTS
    async with open_database(url) as database:
        (record,) = await Ledger(database).editions()
    assert (record.state, record.posted) == ("posted", 3)
