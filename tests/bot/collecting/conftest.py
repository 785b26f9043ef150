import pytest

from bot.database.archive import Archive
from bot.database.documents import Documents
from bot.database.furniture import KnownFurniture


@pytest.fixture
def archive(database):
    return Archive(database)


@pytest.fixture
def documents(database):
    return Documents(database)


@pytest.fixture
def memory(database):
    return KnownFurniture(database)


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder
