import asyncio
import threading

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from bot.database.dialects import dialect_of
from bot.database.engine import DatabaseUnusable, open_database
from bot.database.tables.archive import counters
from bot.errors import StateFolderError, UsageError


async def count(connection):
    return (await connection.execute(select(counters.c.value))).scalars().all()


async def test_the_writer_is_as_safe_as_sqlite_can_be(sqlite_url):
    async with open_database(sqlite_url) as database, database.write() as connection:
        told = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        ]
    assert told == ["wal", 2, 60_000, 1]


async def test_how_long_the_file_is_waited_for_may_stand_in_its_address(sqlite_url):
    async with open_database(f"{sqlite_url}?timeout=2") as database:
        assert await database.change(_patience) == await database.settle(_patience) == 2_000
        async with database.write() as connection:
            assert (await connection.execute(text("PRAGMA busy_timeout"))).scalar_one() == 2_000


def _patience(db):
    return db.execute(text("PRAGMA busy_timeout")).scalar_one()


async def test_a_wait_that_is_no_number_is_refused_with_what_to_write(sqlite_url):
    with pytest.raises(UsageError, match=r"timeout=long: write whole seconds, as \?timeout=60"):
        async with open_database(f"{sqlite_url}?timeout=long"):
            pass


async def test_a_transaction_that_fails_leaves_nothing(database):
    async def fail():
        async with database.write() as connection:
            await connection.execute(insert(counters).values(name="a", value=1))
            raise RuntimeError("no further")

    with pytest.raises(RuntimeError, match="no further"):
        await fail()
    async with database.read() as connection:
        assert await count(connection) == []


async def test_writers_take_turns(database):
    async def add(name):
        async with database.write() as connection:
            value = max(await count(connection), default=0) + 1
            await asyncio.sleep(0)
            await connection.execute(insert(counters).values(name=name, value=value))

    await asyncio.gather(*(add(f"counter {n}") for n in range(20)))
    async with database.read() as connection:
        assert sorted(await count(connection)) == list(range(1, 21))


async def test_a_reader_never_waits_for_a_writer_and_sees_only_what_is_committed(database):
    async with database.write() as writer, database.read() as reader:
        await writer.execute(insert(counters).values(name="a", value=1))
        assert await count(reader) == []
    async with database.read() as reader:
        assert await count(reader) == [1]


async def test_a_reader_cannot_write(database):
    async with database.read() as connection:
        with pytest.raises(DBAPIError, match=r"read-?only"):
            await connection.execute(insert(counters).values(name="a", value=1))


async def test_two_processes_that_read_and_then_write_wait_for_each_other(database, database_url):
    async with open_database(database_url) as other:

        async def add(to, name):
            async with to.write() as connection:
                value = max(await count(connection), default=0) + 1
                await connection.execute(insert(counters).values(name=name, value=value))

        await asyncio.gather(
            *(add(to, f"{n}, {who}") for n in range(5) for who, to in enumerate((database, other)))
        )
        async with other.read() as connection:
            assert sorted(await count(connection)) == list(range(1, 11))


async def test_a_database_that_is_not_there_is_not_made_for_a_reader(tmp_path):
    folder = tmp_path / "nowhere"
    with pytest.raises(StateFolderError, match=r"nowhere.*BROADSHEET_STATE"):
        async with open_database(f"sqlite:///{folder}/broadsheet.sqlite", create=False):
            pass
    assert not folder.exists()


async def test_a_file_that_is_no_database_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "broadsheet.sqlite"
    path.write_text("A shopping list: milk, bread, and something to read. " * 40)
    before = path.read_bytes()
    with pytest.raises(StateFolderError, match="not a database"):
        async with open_database(f"sqlite:///{path}"):
            pass
    assert path.read_bytes() == before


async def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StateFolderError, match="can't be made"):
        async with open_database(f"sqlite:///{tmp_path}/file/broadsheet.sqlite"):
            pass


@pytest.mark.parametrize("url", ["mysql://paper@localhost/broadsheet", "broadsheet", ""])
async def test_another_kind_of_database_is_refused(url):
    with pytest.raises(UsageError, match="BROADSHEET_DATABASE"):
        async with open_database(url):
            pass


async def test_a_server_that_is_not_there_is_said_without_the_password():
    nowhere = "postgresql://paper:hunter2@127.0.0.1:1/news"
    with pytest.raises(
        StateFolderError, match=r"news on 127\.0\.0\.1.*BROADSHEET_DATABASE"
    ) as said:
        async with open_database(nowhere):
            pass
    assert "hunter2" not in str(said.value)


async def test_an_empty_database_of_a_server_stays_so_for_a_reader(postgresql):
    url = postgresql.empty()
    for _ in range(2):
        with pytest.raises(StateFolderError, match=r"nothing of Broadsheet's.*BROADSHEET_DATABASE"):
            async with open_database(url, create=False):
                pass
    postgresql.drop(url)


def raise_count(connection, name, pause=None, *, among=""):
    mine = select(counters.c.value).where(counters.c.name.startswith(among))
    value = max(connection.execute(mine).scalars(), default=0) + 1
    if pause:
        pause.wait(timeout=60)
    connection.execute(insert(counters).values(name=name, value=value))
    return value


def counted(connection):
    return sorted(connection.execute(select(counters.c.value)).scalars())


async def test_changes_in_threads_take_turns_and_so_do_awaited_writers(database):
    async def add(name):
        async with database.write() as connection:
            await connection.run_sync(raise_count, name, among="awaited")

    await asyncio.gather(
        *(add(f"awaited {n}") for n in range(10)),
        *(database.change(raise_count, f"threaded {n}", among="threaded") for n in range(10)),
    )
    assert await database.consult(counted) == sorted([*range(1, 11)] * 2)


async def test_a_change_that_fails_leaves_nothing(database):
    def fail(connection):
        raise_count(connection, "a")
        raise RuntimeError("no further")

    with pytest.raises(RuntimeError, match="no further"):
        await database.change(fail)
    assert await database.consult(counted) == []


async def test_a_change_nobody_waits_for_any_more_is_finished_before_the_next_begins(database):
    pause = threading.Event()
    changing = asyncio.create_task(database.change(raise_count, "first", pause))
    await asyncio.sleep(0)  # lets it begin
    changing.cancel()
    following = asyncio.create_task(database.change(raise_count, "second"))
    pause.set()
    with pytest.raises(asyncio.CancelledError):
        await changing
    assert await following == 2


async def test_a_full_disk_is_said_plainly_though_the_driver_was_asked_directly(sqlite_url):
    def fill(connection):
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # no more than there are
        many = [(f"word{n}", 1, False) for n in range(10_000)]
        dialect_of(connection).count_words(connection, many, [])

    async with open_database(sqlite_url) as database:
        with pytest.raises(DatabaseUnusable, match=r"full.*is the disk full"):
            await database.change(fill)


async def test_what_is_consulted_can_change_nothing(database):
    with pytest.raises((DatabaseUnusable, DBAPIError), match=r"read-?only"):
        await database.consult(raise_count, "a")
