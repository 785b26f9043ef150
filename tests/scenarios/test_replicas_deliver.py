"""Three processes deliver one outbox on PostgreSQL: one dies for good, others freeze and thaw."""

import asyncio
import signal
import sys
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.database.engine import open_database
from bot.database.ledger import Ledger
from tests.databases import PostgreSQLDatabases, own_server
from tests.fakes.sink import Sink
from tests.printing import channel, enqueued, stored
from tests.scenarios.replica import PACE, RATE

ROOT = Path(__file__).parents[2]
CHANNELS = 20
TEXTS = ["heading", "one", "two"]
PARTS = CHANNELS * len(TEXTS)
PATIENCE = 90
FROZEN_FOR = PACE.lease.total_seconds() + 2

pytestmark = pytest.mark.slow


@pytest.fixture(params=["embedded", "procrastinate"])
def dispatcher(request):
    return request.param


@asynccontextmanager
async def replica(url, port, dispatcher):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.scenarios.replica", url, str(port), dispatcher, cwd=ROOT
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def filled(url):
    async with open_database(url) as database:
        for number in range(CHANNELS):
            made = await stored(database, name=f"s{number}", channel=channel(f"C{number}"))
            await enqueued(database, made, *TEXTS, under={1: 0, 2: 0}, now=datetime.now(UTC))


async def outcome(url):
    async with open_database(url) as database:
        return [(r.state, r.posted) for r in await Ledger(database).editions()]


@asynccontextmanager
async def delivering(url, dispatcher):
    """Three replicas in the middle of their work, and what they have posted by then."""
    await filled(url)
    sink = Sink(moment=0.08)
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(sink.listening())
        replicas = [
            await stack.enter_async_context(replica(url, port, dispatcher)) for _ in range(3)
        ]
        await asyncio.wait_for(sink.holds(PARTS // 4), PATIENCE)
        yield sink, replicas


async def ended(*replicas):
    codes = asyncio.gather(*(one.wait() for one in replicas))
    assert set(await asyncio.wait_for(codes, PATIENCE)) == {0}


def each_once_and_in_order(sink):
    assert len(sink.posted) == PARTS
    for number in range(CHANNELS):
        assert sink.texts_in(f"slack:T1/C{number}") == TEXTS


async def test_one_killed_for_good_loses_nothing_and_doubles_nothing(postgresql_url, dispatcher):
    async with delivering(postgresql_url, dispatcher) as (sink, (dead, *living)):
        dead.send_signal(signal.SIGKILL)
        await ended(*living)
        each_once_and_in_order(sink)
        assert sink.most_within(1) <= RATE + 1
    assert await outcome(postgresql_url) == [("posted", len(TEXTS))] * CHANNELS


@pytest.mark.parametrize("frozen", [1, 2])
async def test_those_frozen_for_longer_than_their_lease_and_thawed_double_nothing(
    postgresql_url, frozen, dispatcher
):
    async with delivering(postgresql_url, dispatcher) as (sink, replicas):
        for one in replicas[:frozen]:
            one.send_signal(signal.SIGSTOP)
        await asyncio.sleep(FROZEN_FOR)  # real processes, real leases
        for one in replicas[:frozen]:
            one.send_signal(signal.SIGCONT)
        await ended(*replicas)
        each_once_and_in_order(sink)
    assert await outcome(postgresql_url) == [("posted", len(TEXTS))] * CHANNELS


async def test_a_server_that_stops_for_a_while_loses_nothing_and_doubles_nothing(dispatcher):
    with own_server() as server:
        databases = PostgreSQLDatabases(server.get_uri())
        url = await asyncio.to_thread(databases.migrated)
        databases.close()
        async with delivering(url, dispatcher) as (sink, replicas):
            await asyncio.to_thread(server.stop)
            await asyncio.sleep(5)  # longer than a post's patience, shorter than a lease
            await asyncio.to_thread(server.ensure_postgres_running)
            await ended(*replicas)
            each_once_and_in_order(sink)
        assert await outcome(url) == [("posted", len(TEXTS))] * CHANNELS
