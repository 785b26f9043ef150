"""Commands typed in a folder of the test's own; most in this process, which is quick."""

import os
import shutil

import pytest
from click.testing import CliRunner

from bot.cli.main import broadsheet as group
from tests.shell import OURS, Shell


@pytest.fixture(autouse=True)
def _log_as_before(log_as_before):
    """A command begins the log."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where commands are typed: no settings file and no `.env` of anybody's lies there."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def broadsheet(folder):
    """What a command gives: `exit_code`, `stdout`, `stderr`; its state folder is *folder*/state."""
    before = {name: None for name in os.environ if name.startswith(OURS)}

    def type_in(*words, **variables):
        steer = {**before, "BROADSHEET_STATE": str(folder / "state"), "COLUMNS": "80", **variables}
        result = CliRunner().invoke(group, words, prog_name="broadsheet", env=steer)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return type_in


@pytest.fixture
def shell(folder):
    """Real processes, where streams, signals or the lock matter."""
    return Shell(folder)


@pytest.fixture(scope="session")
def _told(tmp_path_factory):
    shell = Shell(tmp_path_factory.mktemp("told"))
    ended = shell.run("run")
    assert ended.returncode == 0, ended.stderr
    return shell.state, ended.stdout


@pytest.fixture
def first_edition(_told):
    """What the first run on the built-in example prints, at 80 columns."""
    return _told[1]


@pytest.fixture
def told(_told, folder):
    """The state folder of a bot that has read the seeds and told its first edition."""
    shutil.copytree(_told[0], folder / "state")
    return folder / "state"
