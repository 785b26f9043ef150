"""Duties: begun by one, ended when its lease is lost, and begun by another."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.database.engine import open_database
from bot.database.leases import Leases
from bot.duties import Role, keep_up
from tests.fakes.clock import StoppedClock

LENGTH = timedelta(milliseconds=90)


class Worker:
    """Notes when it begins and ends its duty."""

    def __init__(self, database, clock, name, notes):
        self._leases = Leases(database, clock, owner=name, length=LENGTH)
        self._name = name
        self._notes = notes
        self.settled = asyncio.Event()
        self.began = asyncio.Event()
        self.fails = False

    async def begin(self, lease):
        self._notes.append(f"{self._name} begins")
        self.began.set()
        if self.fails:
            raise RuntimeError("no luck")

    async def end(self):
        self._notes.append(f"{self._name} ends")

    async def work(self):
        await keep_up(
            self._leases,
            Role.SCHEDULER,
            begin=self.begin,
            end=self.end,
            settled=self.settled,
        )


@pytest.fixture
async def database(postgresql_url):
    async with open_database(postgresql_url, own_time=False) as opened:
        yield opened


@pytest.fixture
def notes():
    return []


async def over(task):
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_one_does_it_and_another_when_that_one_ends(database, notes):
    clock = StoppedClock()
    first, second = (Worker(database, clock, name, notes) for name in ("first", "second"))
    one = asyncio.create_task(first.work())
    await asyncio.wait_for(first.settled.wait(), 10)
    other = asyncio.create_task(second.work())
    await asyncio.wait_for(second.settled.wait(), 10)
    assert notes == ["first begins"]
    await over(one)
    await asyncio.wait_for(second.began.wait(), 10)
    assert notes == ["first begins", "first ends", "second begins"]
    await over(other)
    assert notes[-1] == "second ends"


async def test_a_duty_that_fails_is_ended_and_said_and_free_for_others(database, notes):
    clock = StoppedClock()
    first, second = (Worker(database, clock, name, notes) for name in ("first", "second"))
    first.fails = True
    with capture_logs() as logs:
        one = asyncio.create_task(first.work())
        await asyncio.wait_for(first.settled.wait(), 10)
        other = asyncio.create_task(second.work())
        await asyncio.wait_for(second.began.wait(), 10)
    assert notes == ["first begins", "first ends", "second begins"]
    assert "duty interrupted" in {entry["event"] for entry in logs}
    await over(one)
    await over(other)
