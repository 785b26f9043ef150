"""A real database in a folder of the test's own."""

import pytest

from bot.database.engine import open_database


@pytest.fixture
def database_url(tmp_path):
    return f"sqlite:///{tmp_path}/state/broadsheet.sqlite"


@pytest.fixture
async def database(database_url):
    async with open_database(database_url) as opened:
        yield opened
