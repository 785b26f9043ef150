"""A real database, a clock that stands still and a platform that does as it's told."""

import asyncio
import shutil

import pytest

from bot.database.engine import migrate, open_database
from bot.publishing.delivery import Delivery
from tests.fakes.clock import StoppedClock
from tests.fakes.platform import FakePlatform
from tests.fakes.ticker import FakeTicker


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A database without a row in it, made once: a test copies it."""
    path = tmp_path_factory.mktemp("template") / "broadsheet.sqlite"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def database_url(tmp_path, migrated):
    shutil.copy(migrated, tmp_path)
    return f"sqlite:///{tmp_path / migrated.name}"


@pytest.fixture
async def database(database_url):
    async with open_database(database_url) as opened:
        yield opened


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def ticker():
    return FakeTicker()


@pytest.fixture
def platform(clock):
    return FakePlatform(clock)


@pytest.fixture
def delivery(database, platform, ticker, clock):
    """Not entered: a test lets it work by `drained`."""
    return Delivery(database, {platform.name: platform}, ticker, clock)
