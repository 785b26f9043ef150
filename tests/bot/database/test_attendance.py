"""Attendance: whoever moves a shared database has it alone, and who may not stay is told so."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.database.attendance import Attendance, MustLeave
from bot.database.engine import open_database
from bot.database.leases import LENGTH, Leases
from bot.database.tables.replicas import leases
from bot.errors import UsageError

SOON = timedelta(milliseconds=60)


@pytest.fixture
async def shared(postgresql_url):
    async with open_database(postgresql_url, own_time=False) as opened:
        yield opened


@pytest.fixture
def someone(shared, clock):
    """A process that works on the database; each call is another's."""
    return lambda **own: Attendance(shared, clock, **own)


def nobody_leaves(reason):
    raise AssertionError(reason)


async def test_who_works_on_it_keeps_out_who_would_move_it(someone):
    async with someone().present(nobody_leaves), someone().present(nobody_leaves):
        with pytest.raises(UsageError, match="works on the PostgreSQL database, in 2 processes"):
            async with someone().alone():
                pass
    async with someone().alone():
        pass


async def test_who_moves_it_keeps_out_who_would_work_on_it_or_move_it(someone):
    async with someone().alone():
        for begins in (someone().present(nobody_leaves), someone().alone()):
            with pytest.raises(UsageError, match="copies this database"):
                async with begins:
                    pass
        with pytest.raises(UsageError, match="copies this database"):
            await someone().check()
    async with someone().present(nobody_leaves):
        await someone().check()


async def test_of_those_that_come_together_no_two_are_let_in(someone):
    inside = []

    async def enter(context, who):
        try:
            async with context:
                inside.append(who)
                await asyncio.sleep(0.05)
                assert len({*inside}) == 1
        except UsageError:
            return

    for _ in range(5):
        inside.clear()
        await asyncio.gather(
            enter(someone().present(nobody_leaves), "works"), enter(someone().alone(), "moves")
        )


async def test_who_died_counts_until_its_lease_ends(someone, shared, clock):
    await Leases(shared, clock).take("present dead")
    with pytest.raises(UsageError, match="in 1 process"):
        async with someone().alone():
            pass
    clock.advance(seconds=LENGTH.total_seconds() + 1)
    async with someone().alone():
        pass


async def leaving(attendance, meanwhile):
    """Why a process left that was there when *meanwhile* happened."""
    told = asyncio.get_running_loop().create_future()
    async with attendance.present(told.set_result):
        await meanwhile()
        return await asyncio.wait_for(told, 60)


async def test_who_stood_still_while_it_was_moved_leaves(someone, clock):
    async def moved():
        clock.advance(seconds=LENGTH.total_seconds() + 1)
        async with someone().alone():
            pass

    reason = await leaving(someone(length=SOON), moved)
    assert isinstance(reason, MustLeave)
    assert "moved to another" in str(reason)


async def test_who_works_on_another_versions_schema_leaves(someone, shared):
    async def upgraded():
        async with shared.write() as db:
            await db.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    reason = await leaving(someone(length=SOON), upgraded)
    assert "another version of Broadsheet has changed" in str(reason)


async def test_who_stood_still_while_nothing_happened_stays(someone, shared, clock):
    async def there():
        async with shared.read() as db:
            return await db.scalar(select(leases.c.until >= clock.now()))

    async with someone(length=SOON).present(nobody_leaves):
        clock.advance(seconds=LENGTH.total_seconds() + 1)
        while not await there():  # noqa: ASYNC110 - it's another task's, on a real database
            await asyncio.sleep(SOON.total_seconds())
        with pytest.raises(UsageError, match="in 1 process"):
            async with someone().alone():
                pass
