"""The roll: who is on it runs, and who died doesn't, whoever has its number since."""

import os
import subprocess
import sys

import pytest

from bot.roll import enrolled, on_the_roll
from tests.shell import ROOT

ENROLLED = """
import sys
from pathlib import Path
from bot.roll import enrolled
with enrolled(Path(sys.argv[1])):
    print("there", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def another(tmp_path):
    """A process on the roll, until it's killed or its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", ENROLLED, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        process.stdout.readline()
        yield process


def test_several_are_on_it_until_their_end(tmp_path, another):
    with enrolled(tmp_path):
        assert set(on_the_roll(tmp_path)) == {os.getpid(), another.pid}
    assert on_the_roll(tmp_path) == (another.pid,)
    another.communicate()
    assert on_the_roll(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_who_was_killed_is_not_on_it_and_leaves_nothing_to_the_next(tmp_path, another):
    another.kill()
    another.wait()
    assert on_the_roll(tmp_path) == ()
    with enrolled(tmp_path):
        assert [path.name for path in tmp_path.iterdir()] == [f"run-{os.getpid()}.lock"]


def test_another_process_of_the_same_number_is_not_taken_for_it(tmp_path):
    (tmp_path / f"run-{os.getppid()}.lock").touch()
    assert on_the_roll(tmp_path) == ()
