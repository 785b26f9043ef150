import json

import pytest
from sqlalchemy import text

from bot.collecting.imports import Importer
from bot.collecting.reader import Reader
from bot.database.archive import Archive
from bot.database.engine import open_database
from bot.database.furniture import KnownFurniture
from bot.newsroom import Newsroom
from tests.benchmarks import made_news
from tests.benchmarks.loading import load
from tests.builders import NOW
from tests.fakes.clock import StoppedClock
from tests.fakes.lector import LectorInProcess
from tests.fakes.window import WindowInProcess

FEW = 60
MANY = 5_000

SAME = "articles sightings publishers documents".split()
SAME += "search_index title_index vocabulary typos counters".split()
LEARNT = "furniture"
"""The houses' own lines: a loader of many goes on from what the first articles show."""

TOLD = "stories memberships filings".split()
"""What the window finds out by itself: of made news it takes one story in 300 for another."""


class SilentProgress:
    def read(self, done, total=None):
        pass

    def filed(self, done):
        pass


async def everything(database):
    async with database.read() as db:
        return {
            name: set(map(repr, (await db.execute(text(f"SELECT * FROM {name}"))).all()))  # noqa: S608 - our own names
            for name in (*SAME, LEARNT, *TOLD)
        }


def houses(tables):
    return {row.partition(",")[0] for row in tables[LEARNT]}


async def imported(folder, articles):
    """What a real import of made news leaves."""
    path = folder / "made.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in made_news.rows(articles, end=NOW)))
    clock = StoppedClock(NOW)
    async with open_database(f"sqlite:///{folder}/imported.sqlite") as database:
        archive = Archive(database, clock)
        reader = Reader(LectorInProcess(), KnownFurniture(database))
        await Importer(archive, reader, [], clock).take([path], SilentProgress())
        await Newsroom(archive, WindowInProcess(), clock).catch_up()
        return await everything(database)


async def loaded(folder, articles):
    """What the loader leaves of the same."""
    async with open_database(f"sqlite:///{folder}/loaded.sqlite") as database:
        archive = Archive(database, StoppedClock(NOW))
        stories, notebook = made_news.stories(articles, end=NOW), KnownFurniture(database)
        assert await load(archive, notebook, stories, NOW) == articles
        return await everything(database)


async def test_a_loaded_archive_holds_what_an_import_would_have_written(tmp_path):
    real, ours = await imported(tmp_path, FEW), await loaded(tmp_path, FEW)
    assert real[LEARNT]
    for name in (*SAME, LEARNT, *TOLD):
        assert ours[name] == real[name], name


@pytest.mark.slow
async def test_it_does_so_where_other_processes_compose_it(tmp_path):
    real, ours = await imported(tmp_path, MANY), await loaded(tmp_path, MANY)
    for name in SAME:
        assert ours[name] == real[name], name
    assert houses(ours) == houses(real)
    for name in TOLD:
        assert len(ours[name] & real[name]) > 0.99 * len(real[name]), name
