"""What is kept in a real database."""

import pytest

from bot.database.archive import Archive
from bot.database.documents import Documents
from tests.fakes.clock import StoppedClock


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def archive(database, clock):
    return Archive(database, clock)


@pytest.fixture
def documents(database, clock):
    return Documents(database, clock)
