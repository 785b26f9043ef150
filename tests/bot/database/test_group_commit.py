import asyncio

import pytest
from sqlalchemy import insert, select

from bot.database.group_commit import GroupCommit
from bot.database.tables.archive import counters
from tests.fakes.database import FlakyDatabase, StoppingDatabase


def count(db, name, value=1):
    db.execute(insert(counters).values(name=name, value=value))
    return name


async def counted(database):
    async with database.read() as db:
        return set((await db.execute(select(counters.c.name))).scalars())


async def test_what_is_written_at_once_takes_few_commits(database):
    counting = StoppingDatabase(database, at=99, before=False)
    together = GroupCommit(counting)
    names = [f"n{n}" for n in range(50)]
    assert await asyncio.gather(*(together.write(count, name) for name in names)) == names
    assert counting.writes <= 2
    assert set(names) <= await counted(database)


async def test_it_lasts_before_anybody_is_told_so(database):
    stopping = StoppingDatabase(database, at=1, before=False)
    writing = asyncio.create_task(GroupCommit(stopping).write(count, "one"))
    await stopping.stopped.wait()
    assert not writing.done()
    assert "one" in await counted(database)
    writing.cancel()


async def test_a_write_that_fails_leaves_nothing_and_spoils_none_beside_it(database):
    def half(db, name):
        count(db, name)
        raise ValueError("bad part")

    together = GroupCommit(database)
    first, bad, last = await asyncio.gather(
        together.write(count, "first"),
        together.write(half, "half"),
        together.write(count, "last"),
        return_exceptions=True,
    )
    assert (first, last) == ("first", "last")
    assert isinstance(bad, ValueError)
    assert {"first", "last"} <= await counted(database)
    assert "half" not in await counted(database)


async def test_it_goes_on_after_trouble_with_the_database(database):
    together = GroupCommit(FlakyDatabase(database, failing={1}))
    with pytest.raises(OSError, match="locked"):
        await together.write(count, "one")
    assert await together.write(count, "two") == "two"


async def test_one_who_no_longer_waits_holds_up_no_other(database):
    together = GroupCommit(database)
    gone = asyncio.create_task(together.write(count, "gone"))
    await asyncio.sleep(0)
    gone.cancel()
    assert await together.write(count, "here") == "here"
