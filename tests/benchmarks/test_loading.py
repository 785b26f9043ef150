import json

import pytest
from sqlalchemy import text

from bot.collecting.imports import Importer
from bot.collecting.reader import Reader
from bot.database.archive import Archive
from bot.database.engine import open_database
from bot.database.furniture import KnownFurniture
from bot.newsroom import Newsroom
from tests.benchmarks import loading, made_news
from tests.builders import NOW
from tests.fakes.clock import StoppedClock
from tests.fakes.lector import LectorInProcess
from tests.fakes.window import WindowInProcess

ARTICLES = 60

SAME = """
    articles sightings publishers search_index title_index vocabulary typos stories memberships
    filings counters
    """.split()


class SilentProgress:
    def read(self, done, total=None):
        pass

    def filed(self, done):
        pass


async def everything(database):
    async with database.read() as db:
        return {
            name: sorted(map(repr, (await db.execute(text(f"SELECT * FROM {name}"))).all()))  # noqa: S608 - our own names
            for name in SAME
        }


@pytest.fixture
async def imported(tmp_path):
    """What a real import of made news leaves."""
    path = tmp_path / "made.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in made_news.rows(ARTICLES, end=NOW)))
    clock = StoppedClock(NOW)
    async with open_database(f"sqlite:///{tmp_path}/imported.sqlite") as database:
        archive = Archive(database, clock)
        reader = Reader(LectorInProcess(), KnownFurniture(database))
        await Importer(archive, reader, [], clock).take([path], SilentProgress())
        await Newsroom(archive, WindowInProcess(), clock).catch_up()
        yield await everything(database)


async def test_a_loaded_archive_holds_what_an_import_would_have_written(tmp_path, imported):
    async with open_database(f"sqlite:///{tmp_path}/loaded.sqlite") as database:
        archive = Archive(database, StoppedClock(NOW))
        told = loading.read(made_news.stories(ARTICLES, end=NOW), NOW)
        assert await loading.load(archive, told) == ARTICLES
        loaded = await everything(database)
    for name in SAME:
        assert loaded[name] == imported[name], name
