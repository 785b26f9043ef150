"""A real database in a folder of the test's own."""

import pytest

from bot.database.archive import Archive
from bot.database.documents import Documents
from bot.database.engine import open_database


@pytest.fixture
def database_url(tmp_path):
    return f"sqlite:///{tmp_path}/state/broadsheet.sqlite"


@pytest.fixture
async def database(database_url):
    async with open_database(database_url) as opened:
        yield opened


@pytest.fixture
def archive(database):
    return Archive(database)


@pytest.fixture
def documents(database):
    return Documents(database)
