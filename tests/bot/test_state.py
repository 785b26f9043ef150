"""The state folder is made, checked, and used by one `run` at a time."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import state
from bot.errors import StateFolderError
from bot.state import RunLock
from tests.rights import ordinary_rights

HOLD = """
import sys
from pathlib import Path
from bot.state import RunLock
with getattr(RunLock(Path(sys.argv[1])), "for_" + sys.argv[2])(print) as held:
    print("holds", held, flush=True)
    sys.stdin.readline()
"""
ROOT = Path(__file__).parents[2]


@contextmanager
def held_elsewhere(folder, verb):
    """Another process that holds the lock until its standard input gets a line."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, folder, verb],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout.readline().startswith("holds")
        try:
            yield process
        finally:
            process.kill()


def let_go(process):
    process.stdin.write("\n")
    process.stdin.flush()


def test_the_folder_is_made_with_those_above_it_and_for_its_user_alone(tmp_path):
    folder = tmp_path / "deep" / "state"
    state.prepare(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_there_keeps_its_permissions_and_what_it_holds(tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    folder.chmod(0o750)
    (folder / "kept").touch()
    state.prepare(folder)
    assert folder.stat().st_mode & 0o777 == 0o750
    assert [path.name for path in folder.iterdir()] == ["kept"]


def test_a_folder_that_cannot_be_made_is_refused_with_its_variable(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StateFolderError, match="BROADSHEET_STATE") as refusal:
        state.prepare(tmp_path / "file" / "state")
    assert str(tmp_path / "file" / "state") in str(refusal.value)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with ordinary_rights(), pytest.raises(StateFolderError, match="can't be written"):
        state.prepare(tmp_path)


def test_the_database_lies_in_the_folder(tmp_path):
    assert state.database_url(tmp_path) == f"sqlite:///{tmp_path}/broadsheet.sqlite3"


def test_a_second_run_is_refused_with_the_first_ones_process(tmp_path):
    with (
        held_elsewhere(tmp_path, "run") as first,
        pytest.raises(StateFolderError, match=rf"\(process {first.pid}\).*already") as refusal,
        RunLock(tmp_path).for_run(pytest.fail),
    ):
        pytest.fail("two held it")
    assert str(tmp_path) in str(refusal.value)


def test_a_run_waits_for_an_import_and_says_so_once(tmp_path):
    said = []
    with held_elsewhere(tmp_path, "import") as importing:

        def say(sentence):
            said.append(sentence)
            let_go(importing)

        with RunLock(tmp_path).for_run(say):
            assert importing.wait(timeout=60) == 0
    assert len(said) == 1
    assert f"waits until `broadsheet import` (process {importing.pid})" in said[0]


def test_an_import_beside_a_run_leaves_the_filing_to_it(tmp_path):
    with held_elsewhere(tmp_path, "run"), RunLock(tmp_path).for_import(pytest.fail) as held:
        assert not held


def test_an_import_alone_holds_the_lock(tmp_path):
    with RunLock(tmp_path).for_import(pytest.fail) as held:
        assert held
        assert holder_seen_elsewhere(tmp_path) == f"`broadsheet import` (process {os.getpid()})"


def holder_seen_elsewhere(folder):
    """What another process is told about the holder."""
    ask = "import sys; from pathlib import Path; from bot.state import RunLock\n"
    ask += "print(RunLock(Path(sys.argv[1])).holder())"
    answer = subprocess.run(
        [sys.executable, "-c", ask, folder], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return answer.stdout.strip()


def test_a_run_killed_outright_leaves_the_folder_to_the_next(tmp_path):
    with held_elsewhere(tmp_path, "run") as first:
        first.send_signal(signal.SIGKILL)
        first.wait(timeout=60)
    assert (tmp_path / "broadsheet.pid").exists()
    assert RunLock(tmp_path).holder() is None
    with RunLock(tmp_path).for_run(pytest.fail):
        pass
    assert not (tmp_path / "broadsheet.pid").exists()


def test_the_lock_is_given_back_when_the_run_fails(tmp_path):
    with pytest.raises(RuntimeError, match="broken"), RunLock(tmp_path).for_run(pytest.fail):
        raise RuntimeError("broken")
    with RunLock(tmp_path).for_run(pytest.fail):
        pass


@pytest.mark.parametrize("note", ["", "run", "sleep 1", "run x", "run OUR PID", None])
def test_a_holder_that_wrote_nothing_of_use_is_refused_without_a_name(tmp_path, note):
    with held_elsewhere(tmp_path, "run"):
        (tmp_path / "broadsheet.pid").unlink()
        if note is not None:
            (tmp_path / "broadsheet.pid").write_text(note.replace("OUR PID", str(os.getpid())))
        with (
            pytest.raises(StateFolderError, match="another process uses the state folder"),
            RunLock(tmp_path, patience=0.1).for_run(pytest.fail),
        ):
            pytest.fail("two held it")


def test_nobody_holds_a_lock_that_was_never_taken(tmp_path):
    assert RunLock(tmp_path).holder() is None
