"""Three processes work on one PostgreSQL: one dies for good, others freeze and thaw.

Short forms of what `make torture` does.
"""

import asyncio
from functools import partial

import pytest

from tests.databases import PostgreSQLDatabases, own_server, start
from tests.torture import replicas

SCHEDULES = 20

pytestmark = pytest.mark.slow


@pytest.fixture(params=["embedded", "procrastinate"])
def dispatcher(request):
    return request.param


async def test_one_killed_for_good_loses_nothing_and_doubles_nothing(postgresql_url, dispatcher):
    outcome = await replicas.killed(postgresql_url, dispatcher, schedules=SCHEDULES, kills=3)
    assert outcome.passed, outcome


async def test_those_frozen_for_longer_than_their_lease_and_thawed_double_nothing(
    postgresql_url, dispatcher
):
    outcome = await replicas.frozen(postgresql_url, dispatcher, schedules=SCHEDULES, times=2)
    assert outcome.passed, outcome


async def test_a_server_that_stops_for_a_while_is_said_once_and_loses_nothing(dispatcher, tmp_path):
    with own_server() as server:
        databases = PostgreSQLDatabases(server.get_uri())
        url = await asyncio.to_thread(databases.migrated)
        databases.close()
        outcome = await replicas.stopped(
            url,
            dispatcher,
            schedules=SCHEDULES,
            seconds=5,  # longer than a post's patience, mostly shorter than a lease
            logs=tmp_path,
            stop=server.stop,
            start=partial(start, server),
        )
    assert outcome.passed, outcome
