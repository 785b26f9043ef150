"""Real processes: what is said of them can't be shown without."""

import os
import signal
import time
from datetime import timedelta

import pytest

from bot.workers import Resident, WorkLost

SOON = timedelta(minutes=2)
"""Sooner than a test is given up; a process starts in it on however busy a machine."""


class Tally:
    def __init__(self, start):
        self.total = start

    def add(self, number):
        self.total += number
        return self.total

    def fail_half_way(self):
        self.total = -1
        raise KeyError("half")

    def pid(self):
        return os.getpid()

    def overrun(self):
        time.sleep(600)  # killed long before

    def die(self):
        os._exit(3)


async def test_a_resident_lives_in_another_process():
    async with Resident(Tally, 10) as tally:
        assert await tally.call("pid", deadline=SOON) != os.getpid()


async def test_what_overruns_its_deadline_is_lost_and_the_next_is_done():
    async with Resident(Tally, 10) as tally:
        with pytest.raises(WorkLost, match="deadline"):
            await tally.call("overrun", deadline=timedelta(seconds=1))
        assert await tally.call("add", 1, deadline=SOON) == 11


async def test_a_resident_keeps_what_it_was_told_until_it_is_lost():
    async with Resident(Tally, 10) as tally:
        assert await tally.call("add", 1, deadline=SOON) == 11
        assert await tally.call("add", 2, deadline=SOON) == 13
        with pytest.raises(WorkLost, match="ended with"):
            await tally.call("die", deadline=SOON)
        assert await tally.call("add", 5, deadline=SOON) == 15


async def test_a_resident_that_failed_half_way_is_replaced():
    async with Resident(Tally, 10) as tally:
        with pytest.raises(WorkLost, match="KeyError"):
            await tally.call("fail_half_way", deadline=SOON)
        assert await tally.call("add", 1, deadline=SOON) == 11


async def test_a_resident_that_rests_takes_no_process_and_comes_back_as_it_was_made():
    async with Resident(Tally, 10) as tally:
        await tally.call("add", 1, deadline=SOON)
        before = await tally.call("pid", deadline=SOON)
        await tally.rest()
        with pytest.raises(ProcessLookupError):
            os.kill(before, 0)
        assert await tally.call("add", 1, deadline=SOON) == 11


async def test_a_resident_whose_process_dies_while_it_waits_is_lost_and_replaced():
    async with Resident(Tally, 10) as tally:
        os.kill(await tally.call("pid", deadline=SOON), signal.SIGKILL)
        with pytest.raises(WorkLost, match="ended"):
            await tally.call("add", 1, deadline=SOON)
        assert await tally.call("add", 1, deadline=SOON) == 11
