"""Which commands change an older schema: only where nobody may be at work on it."""

import os
from contextlib import contextmanager

import pytest
from alembic import command
from alembic.config import Config

from bot.database.dialects import Purpose
from bot.database.engine import connected
from bot.database.migrations import VERSIONS, current, revisions
from bot.state import RunLock

BEFORE = revisions()[-2]
ASKING = [("ask", "topics"), ("import", "rows.jsonl")]


def made_by_an_older_one(url):
    with connected(url, Purpose.MIGRATION) as db:
        settings = Config()
        settings.set_main_option("script_location", str(VERSIONS.parent))
        settings.attributes["connection"] = db
        command.upgrade(settings, BEFORE)
    return url


def revision(url):
    with connected(url, Purpose.READER) as db:
        return current(db)


@contextmanager
def another_runs(state):
    with RunLock(state).for_run(print):
        (state / "broadsheet.pid").write_text(f"run {os.getppid()}\n")
        yield


@pytest.fixture(autouse=True)
def _rows(folder):
    (folder / "rows.jsonl").write_text('{"id": "1", "title": "Harbour pilots end their strike"}\n')


@pytest.fixture
def older_file(folder):
    (folder / "state").mkdir()
    return made_by_an_older_one(f"sqlite:///{folder}/state/broadsheet.sqlite3")


@pytest.fixture
def older_server(postgresql):
    url = made_by_an_older_one(postgresql.empty())
    yield url
    postgresql.drop(url)


@pytest.mark.parametrize("words", ASKING)
def test_without_a_bot_any_command_brings_a_file_up_to_date(broadsheet, older_file, words):
    done = broadsheet(*words)
    assert done.exit_code == 0, done.stderr
    assert revision(older_file) == revisions()[-1]


@pytest.mark.parametrize("words", ASKING)
def test_beside_a_bot_none_does(broadsheet, folder, older_file, words):
    with another_runs(folder / "state"):
        refused = broadsheet(*words)
    assert refused.exit_code == 2
    assert "made by an older Broadsheet" in refused.stderr
    assert "end the bots of that version" in refused.stderr
    assert revision(older_file) == BEFORE


@pytest.mark.parametrize("words", ASKING)
def test_on_a_server_none_does_but_migrate(broadsheet, older_server, words):
    refused = broadsheet(*words, BROADSHEET_DATABASE=older_server)
    assert refused.exit_code == 2
    assert "`broadsheet migrate`" in refused.stderr
    assert revision(older_server) == BEFORE
    assert broadsheet("migrate", BROADSHEET_DATABASE=older_server).exit_code == 0
    assert revision(older_server) == revisions()[-1]
    assert broadsheet(*words, BROADSHEET_DATABASE=older_server).exit_code == 0


def test_a_file_is_not_migrated_beside_a_bot(broadsheet, folder, older_file):
    with another_runs(folder / "state"):
        refused = broadsheet("migrate")
    assert refused.exit_code == 2
    assert "uses the state folder" in refused.stderr
    assert revision(older_file) == BEFORE
