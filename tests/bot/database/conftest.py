"""A real database in a folder of the test's own."""

import pytest

from bot.database.archive import Archive
from bot.database.documents import Documents
from bot.database.engine import open_database
from tests.fakes.clock import StoppedClock


@pytest.fixture
def database_url(tmp_path):
    return f"sqlite:///{tmp_path}/state/broadsheet.sqlite"


@pytest.fixture
async def database(database_url):
    async with open_database(database_url) as opened:
        yield opened


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def archive(database, clock):
    return Archive(database, clock)


@pytest.fixture
def documents(database, clock):
    return Documents(database, clock)
