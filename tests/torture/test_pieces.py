"""The torture itself: a piece that fails hides no other, and whatever ends it, nothing stays."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks import machine
from tests.shell import PATIENCE, ROOT
from tests.torture.__main__ import INTERRUPTED, main, outcome_of
from tests.torture.outcome import Outcome, judged
from tests.torture.pieces import Piece, pieces


def test_a_piece_that_breaks_off_is_a_row_that_failed():
    def broken(folder):
        (folder / "file").write_text("")
        raise OSError("no port is free")

    outcome = outcome_of(Piece("rates", "as fast as may be", broken))
    assert not outcome.passed
    assert (outcome.what, "OSError: no port is free" in outcome.found) == (
        "as fast as may be",
        True,
    )


@pytest.mark.parametrize(
    ("there", "found"),
    [
        (["one", "two"], "0 lost, 0 doubled, 0 out of order"),
        (["one"], "1 lost, 0 doubled, 0 out of order"),
        (["one", "two", "one"], "0 lost, 1 doubled, 0 out of order"),
        (["two", "one"], "0 lost, 0 doubled, 1 out of order"),
    ],
)
def test_a_judgement_counts_what_is_lost_doubled_and_out_of_order(there, found):
    outcome = judged("a day", {"C1": there}, {"C1": ["one", "two"]})
    assert outcome == Outcome("a day", "0 lost, 0 doubled", found, passed=there == ["one", "two"])


def test_a_part_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(SystemExit, match="no part is named kill; there are crashes, kills"):
        main(["kill"])


def test_every_part_stands_in_the_readme_of_the_module():
    for part in {piece.part for piece in pieces()}:
        assert part in sys.modules[main.__module__].__doc__


@pytest.mark.slow
def test_an_interrupted_torture_says_how_far_it_came_and_leaves_no_process():
    with subprocess.Popen(
        [sys.executable, "-m", "tests.torture", "kills", "years"],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as torture:
        said = iter(torture.stderr.readline, "")
        assert any("1 killed" in line for line in said)
        while not (children := set(machine.use(torture.pid)) - {torture.pid}):
            assert torture.poll() is None
            time.sleep(0.01)
        torture.send_signal(signal.SIGTERM)
        out, _ = torture.communicate(timeout=PATIENCE)
    assert torture.returncode == INTERRUPTED
    assert "2 not finished" in out
    until = time.monotonic() + PATIENCE
    while left := [pid for pid in children if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < until, left
        time.sleep(0.01)  # whom nobody waits for, the system buries
