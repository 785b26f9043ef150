"""A running bot asks every other second what is unfiled: that mustn't read the archive."""

from functools import partial

import pytest

from bot.database import articles
from bot.database.archive import Archive
from bot.database.engine import open_database
from digests.changes import Changes
from tests.builders import article


@pytest.fixture
async def sqlite(tmp_path):
    """A database that counts what it does."""
    async with open_database(f"sqlite:///{tmp_path}/broadsheet.sqlite") as database:
        yield database


def steps(db, ask):
    """How many steps SQLite takes to answer *ask*, once it has looked at what tables there are."""
    ask(db)
    taken = []
    driver = db.connection.driver_connection
    driver.set_progress_handler(lambda: taken.append(1), 1)
    try:
        ask(db)
    finally:
        driver.set_progress_handler(None, 1)
    return len(taken)


async def archived(archive, count):
    some = [article() for _ in range(count)]
    await archive.store(some)
    await archive.file(Changes(), [one.id for one in some])


@pytest.mark.parametrize(
    "ask",
    [
        articles.filed_through,
        articles.withdrawn_unnoticed,
        partial(articles.unfiled, limit=100),
        articles.through,
    ],
)
async def test_what_is_unfiled_is_known_as_fast_however_much_is_archived(sqlite, ask):
    archive = Archive(sqlite)
    await archived(archive, 3)
    few = await sqlite.consult(steps, ask)
    await archived(archive, 150)
    assert await sqlite.consult(steps, ask) == few > 0
