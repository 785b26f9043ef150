"""The bot while it starts, runs and ends, beside other commands on the same state folder."""

import asyncio
import shutil
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.app import opened
from bot.commands.grammar import parse
from bot.commands.replies import Progress
from tests.builders import NOW
from tests.fakes.clock import StoppedClock
from tests.fakes.ticker import FakeTicker
from tests.scenarios.conftest import bot, lines
from tests.scenarios.test_first_edition import SECTIONS, SEEDS

LATER = NOW + timedelta(days=20 * 364)
"""A Sunday at nine in Hong Kong that the real ticker won't see."""

TITLE = SECTIONS["Funding"][0].partition(",")[0]


@pytest.fixture
def clock():
    return StoppedClock(LATER)


@asynccontextmanager
async def at_work(settings, terminal, clock):
    """The bot, begun, whose ticker ticks when a test says so."""
    async with bot(settings, terminal, clock) as (broadsheet, running):
        running.ticker = FakeTicker()
        stop = asyncio.Event()
        work = asyncio.create_task(running.run(None, stop=stop))
        await running.ticker.kept("forget")
        yield broadsheet, running
        stop.set()
        await work


def armed(running):
    """When the press will wake."""
    return running.press._ticker._scheduler.get_job("issue").next_run_time


class Endless:
    """Sources that take for ever to be looked at."""

    def __init__(self):
        self.looking = asyncio.Event()

    async def collect(self):
        self.looking.set()
        await asyncio.Event().wait()


async def test_a_bot_told_to_stop_while_it_starts_ends_and_the_next_one_goes_on(
    settings, terminal, clock
):
    async with bot(settings, terminal, clock) as (broadsheet, running):
        running.collector = Endless()
        stop = asyncio.Event()
        work = asyncio.create_task(running.run(lines(), stop=stop, serve=True))
        await running.collector.looking.wait()
        stop.set()
        async with asyncio.timeout(60):
            await work
        assert await broadsheet.ledger.editions() == ()

    async with bot(settings, terminal, clock) as (_broadsheet, running):
        await running.run(lines(), stop=asyncio.Event())
    assert TITLE in terminal.text


async def test_an_edition_ordered_by_another_command_is_posted_by_the_running_bot(
    settings, terminal, clock
):
    async with at_work(settings, terminal, clock) as (broadsheet, running):
        async with opened(settings, clock=clock) as other:
            reply = await other.desk.answer(parse("schedule run week-in-review"), other.asker)
            assert reply.progress is Progress.PLANNED
        await running.ticker.periods["notice"][1]()
        await running.delivery.drained()

        records = {r.key.partition("/")[2]: r for r in await broadsheet.ledger.editions()}
        assert (records["extra/1"].state, records["extra/1"].stories) == ("posted", 6)


async def test_a_schedule_changed_by_another_command_comes_at_its_new_time(
    settings, terminal, clock
):
    async with at_work(settings, terminal, clock) as (_broadsheet, running):
        before = armed(running)
        async with opened(settings, clock=clock) as other:
            add = "schedule add soon every: day at 09:30 timezone: Asia/Hong_Kong"
            await other.desk.answer(parse(add), other.asker)
        await running.ticker.periods["notice"][1]()
        assert armed(running) < before


async def test_the_first_digest_comes_with_the_first_articles(
    settings_from, tmp_path, terminal, clock
):
    (tmp_path / "inbox").mkdir()
    settings = settings_from(
        """
        sources: [{folder: inbox}]
        schedules: [{name: brief, channel: console, every: day at 09:30, first: now}]
        """
    )
    async with at_work(settings, terminal, clock) as (_broadsheet, running):
        shutil.copy(SEEDS / "001_7fa4f73107f58d16.txt", tmp_path / "inbox")
        await running.ticker.periods["collect"][1]()
        await running.delivery.drained()
        assert "Brief\n" in terminal.text


async def test_what_is_due_comes_out_once_the_sources_bring_articles(
    settings_from, tmp_path, terminal, clock
):
    (tmp_path / "inbox").mkdir()
    settings = settings_from(
        """
        timezone: Asia/Hong_Kong
        sources: [{folder: inbox}]
        schedules: [{name: brief, channel: console, every: day at 09:30}]
        """
    )
    async with at_work(settings, terminal, clock) as (_broadsheet, running):
        clock.advance(hours=1)
        shutil.copy(SEEDS / "001_7fa4f73107f58d16.txt", tmp_path / "inbox")
        await running.ticker.periods["collect"][1]()
        await running.delivery.drained()
        assert "Brief\n" in terminal.text
