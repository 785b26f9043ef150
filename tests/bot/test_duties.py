"""Duties: begun by one, ended when its lease is lost, and begun by another."""

import asyncio
from collections import deque
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.database.engine import open_database
from bot.database.leases import Leases
from bot.duties import Role, keep_up
from tests.fakes.clock import StoppedClock

LENGTH = timedelta(milliseconds=90)
"""So short that who waits asks often; on a busy machine it's over before it can be renewed."""
LASTING = timedelta(seconds=60)


class Worker:
    """Notes when it begins and ends its duty."""

    def __init__(self, database, clock, name, notes, length=LENGTH):
        self._leases = Leases(database, clock, owner=name, length=length)
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
    first = Worker(database, clock, "first", notes, LASTING)
    second = Worker(database, clock, "second", notes)
    one = asyncio.create_task(first.work())
    await asyncio.wait_for(first.settled.wait(), 60)
    other = asyncio.create_task(second.work())
    await asyncio.wait_for(second.settled.wait(), 60)
    assert notes == ["first begins"]
    await over(one)
    await asyncio.wait_for(second.began.wait(), 60)
    assert notes[:3] == ["first begins", "first ends", "second begins"]
    await over(other)
    assert notes[-1] == "second ends"


async def test_a_duty_that_fails_is_ended_and_said_and_free_for_others(database, notes):
    clock = StoppedClock()
    first = Worker(database, clock, "first", notes, LASTING)
    second = Worker(database, clock, "second", notes)
    first.fails = True
    with capture_logs() as logs:
        one = asyncio.create_task(first.work())
        await asyncio.wait_for(first.settled.wait(), 60)
        other = asyncio.create_task(second.work())
        await asyncio.wait_for(second.began.wait(), 60)
    assert notes[:3] == ["first begins", "first ends", "second begins"]
    assert "duty interrupted" in {entry["event"] for entry in logs}
    await over(one)
    await over(other)


class Troubled:
    """A database whose writes fail as a script says, in ways that nobody foresaw; shared."""

    shared = True

    def __init__(self, *steps):
        self._steps = deque(steps)
        self.troubled = asyncio.Event()

    async def fenced(self, work, *args):
        step = self._steps.popleft() if self._steps else 1
        if isinstance(step, Exception):
            self.troubled.set()
            raise step
        return step


async def test_a_duty_is_asked_for_again_after_any_trouble(notes):
    database = Troubled(None, ValueError("odd"))
    worker = Worker(database, StoppedClock(), "first", notes)
    with capture_logs() as logs:
        task = asyncio.create_task(worker.work())
        await asyncio.wait_for(worker.settled.wait(), 60)
        await asyncio.wait_for(database.troubled.wait(), 60)
        await asyncio.sleep(0)
    assert not task.done()
    assert [entry["event"] for entry in logs] == ["duty interrupted"]
    await over(task)


async def test_a_lease_that_cannot_be_renewed_is_lost_when_it_ends():
    leases = Leases(Troubled(7, *[ValueError("odd")] * 9), StoppedClock(), length=LENGTH)
    with capture_logs() as logs:
        async with leases.hold("newsroom") as lease:
            await asyncio.wait_for(lease.lost.wait(), 60)
    assert "lease not renewed" in {entry["event"] for entry in logs}
