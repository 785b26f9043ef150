"""Procrastinate as the dispatcher: jobs say where to look, claims decide what is posted."""

import asyncio
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.database.claims import Claims
from bot.database.engine import DatabaseUnusable, open_database
from bot.database.jobs import LOOK_AGAIN, Jobs
from bot.database.ledger import Ledger
from bot.database.outbox import Outbox
from bot.errors import StateFolderError, UsageError
from bot.publishing.channel_server import ChannelServer
from bot.publishing.delivery import Delivery
from bot.publishing.gates import LocalGate
from bot.publishing.job_dispatcher import CALM, JobDispatcher
from bot.publishing.pace import Pace
from digests.schedule.channel import Channel
from tests.builders import NOW
from tests.fakes.platform import FakePlatform
from tests.printing import channel, enqueued, rendering, stored

MIGRATIONS = sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


@pytest.fixture
async def database(postgresql_url):
    async with open_database(postgresql_url, own_time=False) as opened:
        yield opened


@pytest.fixture
async def jobs(postgresql_url):
    made = Jobs(postgresql_url)
    async with made.opened():
        yield made


@pytest.fixture
async def working(database, platform, ticker, clock, jobs):
    """A delivery by jobs, at work."""
    async with Delivery(database, {"slack": platform}, ticker, clock, jobs=jobs) as delivery:
        yield delivery


async def ordered(database, jobs, schedule, *texts):
    """An edition in the outbox, announced as the press has it announced."""
    edition = await Ledger(database).order(schedule.id, now=NOW, through=0)
    await Outbox(database, jobs.announce).enqueue(edition, rendering(*texts), now=NOW)


async def waiting(database):
    async with database.read() as db:
        return await db.scalar(text("SELECT count(*) FROM procrastinate_jobs"))


async def test_what_is_enqueued_is_posted_in_order(database, jobs, working, platform):
    await ordered(database, jobs, await stored(database), "one", "two", "three")
    await asyncio.wait_for(platform.has_posted("one", "two", "three"), 120)


async def test_a_job_is_made_with_its_edition_or_not_at_all(database, jobs):
    schedule = await stored(database)
    edition = await Ledger(database).order(schedule.id, now=NOW, through=0)
    broken = rendering("one", "two", under={0: 7})
    with pytest.raises(ValueError, match="hangs under"):
        await Outbox(database, jobs.announce).enqueue(edition, broken, now=NOW)
    assert await waiting(database) == 0
    await Outbox(database, jobs.announce).enqueue(edition, rendering("one"), now=NOW)
    assert await waiting(database) == 1


async def test_what_no_job_told_of_is_found_by_the_sweep(database, working, platform):
    await enqueued(database, await stored(database), "one", "two")
    await working.stir()
    await asyncio.wait_for(platform.has_posted("one", "two"), 120)


async def test_a_sweep_makes_one_late_job_for_a_channel_however_often(database, jobs):
    await enqueued(database, await stored(database), "one")
    for _ in range(3):
        await jobs.announce_late("slack", [str(channel())])
    assert await waiting(database) == 1


async def test_what_is_refused_comes_again_when_it_may(database, jobs, working, platform, clock):
    platform.script.append(timedelta(seconds=30))
    await ordered(database, jobs, await stored(database), "one")
    while not platform.attempts:  # noqa: ASYNC110 - it's another task's, on a real database
        await asyncio.sleep(0.05)
    await working.stir()
    assert platform.texts == []
    clock.advance(seconds=31)
    while platform.texts != ["one"]:
        await working.stir()
        await asyncio.sleep(0.1)


async def test_a_dead_ones_part_is_read_back_once_its_lease_ran_out(
    database, working, platform, clock
):
    await enqueued(database, await stored(database), "one", "two")
    dead = Claims(database, owner="dead", lease=Pace().lease)
    (claim,) = await dead.claim("slack", now=clock.now(), most=1)
    await dead.intend(claim, now=clock.now(), patience=Pace().patience)
    await platform.post(claim.channel, claim.payload, send_key=claim.send_key)
    await working.stir()
    clock.advance(seconds=121)
    await working.stir()
    await asyncio.wait_for(platform.has_posted("one", "two"), 120)


async def left_by_the_dead(database):
    """All jobs, in the hands of a worker that died an hour ago."""
    async with database.write() as db:
        await db.execute(
            text(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - '1h'::interval)"
            )
        )
        await db.execute(
            text(
                "UPDATE procrastinate_jobs SET status = 'doing',"
                " worker_id = (SELECT max(id) FROM procrastinate_workers)"
            )
        )


async def test_several_may_find_the_same_dead_workers_job_at_once(database, jobs):
    some = [f"C{n}" for n in range(20)]
    await jobs.announce_late("slack", some)
    await left_by_the_dead(database)
    await jobs.announce_late("slack", some)
    await asyncio.gather(*(jobs.rescue() for _ in range(4)))
    assert await waiting(database) == len(some)


async def test_a_dead_workers_job_is_over_where_another_waits_for_its_channel(database, jobs):
    await jobs.announce_late("slack", ["C1", "C2"])
    await left_by_the_dead(database)
    await jobs.announce_late("slack", ["C1"])
    with capture_logs() as logs:
        await jobs.rescue()
    assert logs == []
    async with database.read() as db:
        left = (
            await db.execute(text("SELECT status, args->>'channel' FROM procrastinate_jobs"))
        ).all()
    assert sorted(map(tuple, left)) == [("todo", "C1"), ("todo", "C2")]


async def test_a_channel_that_breaks_off_is_said_and_spoils_no_other(jobs):
    served = []

    async def serve(platform, where):
        if where == "bad":
            raise RuntimeError("no luck")
        served.append(where)

    with capture_logs() as logs:
        working = asyncio.create_task(jobs.work(serve, platform="slack", slots=1))
        await jobs.announce_late("slack", ["bad", "good"])
        while served != ["good"]:  # noqa: ASYNC110 - it's another task's, on a real database
            await asyncio.sleep(0.05)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    assert "delivery interrupted" in {entry["event"] for entry in logs}


async def test_trouble_is_said_once_until_it_has_been_over_for_a_while(database, clock):
    class Away:
        """Jobs of a database that's away, while it is."""

        away = True

        async def rescue(self):
            if self.away:
                raise DatabaseUnusable("does the server run?")

        async def announce_late(self, platform, channels):
            pass

    jobs, claims = Away(), Claims(database, owner="mine", lease=Pace().lease)
    dispatcher = JobDispatcher(jobs, None, claims, clock, ["slack"])
    with capture_logs() as logs:
        for jobs.away in (*[True] * 3, False, True, *[False] * CALM, True):
            await dispatcher.sweep()
    assert [entry["event"] for entry in logs] == ["delivery interrupted"] * 2


async def test_a_platform_that_hangs_delays_no_other(database, jobs, platform, ticker, clock):
    sick = FakePlatform(clock, name="discord")
    platforms, pace = {"discord": sick, "slack": platform}, Pace(slots=2)
    for n in range(4):
        address = Channel(platform="discord", workspace="1", id=f"4{n}")
        sick.sick[str(address)] = "hang"
        await ordered(database, jobs, await stored(database, name=f"d{n}", channel=address), "sick")
    async with Delivery(database, platforms, ticker, clock, jobs=jobs, pace=pace):
        await asyncio.wait_for(sick.hung.wait(), 120)
        await ordered(database, jobs, await stored(database), "one", "two")
        await asyncio.wait_for(platform.has_posted("one", "two"), 120)
        assert sick.posted == []
        sick.let_go.set()


async def test_who_posts_nowhere_takes_no_jobs(database, jobs, platform, ticker, clock):
    async with Delivery(database, {}, ticker, clock, jobs=jobs):
        await ordered(database, jobs, await stored(database), "one")
        await asyncio.sleep(4 * LOOK_AGAIN)  # time enough to take it
        assert await waiting(database) == 1
    async with Delivery(database, {"slack": platform}, ticker, clock, jobs=jobs):
        await asyncio.wait_for(platform.has_posted("one"), 120)


async def test_channels_that_hang_take_half_the_slots_at_most(database, platform, clock):
    pace = Pace(slots=4)
    claims = Claims(database, owner="mine", lease=pace.lease)
    server = ChannelServer({"slack": platform}, claims, LocalGate(), clock, pace)
    sick = [str(channel(f"C{n}")) for n in range(3)]
    for n, where in enumerate(sick):
        address = channel(f"C{n}")
        await enqueued(database, await stored(database, name=f"s{n}", channel=address), "again")
        platform.sick[where] = "refuse"
        await server.serve("slack", where)
    clock.advance(minutes=5)
    platform.sick = dict.fromkeys(sick, "hang")
    first_two = [asyncio.create_task(server.serve("slack", where)) for where in sick[:2]]
    while len(platform.attempts) < 5:  # noqa: ASYNC110 - they're other tasks', on a real database
        await asyncio.sleep(0.01)
    await asyncio.wait_for(server.serve("slack", sick[2]), 120)
    assert len(platform.attempts) == 5
    platform.let_go.set()
    await asyncio.gather(*first_two)
    clock.advance(seconds=5)
    await server.serve("slack", sick[2])
    assert platform.texts == ["again"] * 3


async def test_its_tables_are_made_once_however_many_begin_together(postgresql_url):
    async def begin():
        async with Jobs(postgresql_url).opened():
            pass

    await asyncio.gather(*(begin() for _ in range(3)))


async def noted(database):
    async with database.read() as db:
        there = text("SELECT obj_description('procrastinate_jobs'::regclass)")
        return await db.scalar(there)


async def test_its_tables_are_brought_up_to_date_by_its_own_migrations(database, postgresql_url):
    older = [path for path in MIGRATIONS if path.stem < "03"]
    async with await psycopg.AsyncConnection.connect(postgresql_url, autocommit=True) as db:
        for path in older:
            await db.execute(path.read_text())
        await db.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{older[-1].stem}'")
    jobs = Jobs(postgresql_url)
    async with jobs.opened():
        assert await noted(database) == MIGRATIONS[-1].stem
        await jobs.announce_late("slack", ["C1"])
        assert await waiting(database) == 1


@pytest.mark.parametrize("comment", ["NULL", "'99.00.00_01_pre_more'"])
async def test_tables_that_are_not_known_are_left_alone(database, postgresql_url, comment):
    async with Jobs(postgresql_url).opened():
        pass
    async with database.write() as db:
        await db.execute(text(f"COMMENT ON TABLE procrastinate_jobs IS {comment}"))
    before = await noted(database)
    with pytest.raises(StateFolderError, match=r"dispatcher: embedded.*nothing was changed"):
        async with Jobs(postgresql_url).opened():
            pass
    assert await noted(database) == before


def test_without_a_server_it_is_refused_with_the_remedy(sqlite_url):
    with pytest.raises(UsageError, match="dispatcher: embedded"):
        Jobs(sqlite_url)
