"""What a stranger does first: a fresh clone, the README's commands, and nothing else of ours.

One clone for all of it, in this order: the install is what takes the time.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shell import ROOT, environment

pytestmark = pytest.mark.slow

INSTALLING = 900
"""Seconds for what installs something; without a warm cache it's a download of 100 MB, and with one
it took four minutes on a busy machine."""


def shell_lines(paper):
    """The commands in the sh blocks of *paper*, block by block."""
    blocks = re.findall(
        r"^```sh\n(.*?)^```", (ROOT / paper).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return [block.strip() for block in blocks]


def run(folder, command, **variables):
    """A bash script in *folder*, ended: it hears nothing and finds no settings of anybody's."""
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=INSTALLING,
        check=False,
    )


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """What is committed, and nothing that was built from it."""
    folder = tmp_path_factory.mktemp("stranger") / "broadsheet"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def first(clone):
    """The first `make run`, with two questions."""
    return run(clone, r"printf '/news latest\n/news story zhipu\n' | make run")


def test_make_run_goes_from_nothing_to_the_digest_and_the_answers(first):
    assert first.returncode == 0, first.stderr
    assert "Building .venv" in first.stderr
    assert first.stdout.startswith("Morning brief\n")
    assert "6 stories from 4 publishers" in first.stdout
    title = "Alibaba, Tencent among investors in Zhipu"
    assert first.stdout.count(title) == 3, "once in the digest, once in each answer"


def test_a_second_make_run_says_what_was_told_and_when_the_next_is_due(clone, first):
    assert first.returncode == 0
    second = run(clone, "make run </dev/null")

    assert second.returncode == 0
    said = " ".join(second.stdout.split())
    told = r"Morning brief told 6 stories on \w+ \d+ \w+ at \d\d:\d\d and comes next on [^;]*"
    coming = r"Week in review comes next on [^;]*"
    assert re.fullmatch(rf"({told}; {coming}|{coming}; {told})\.", said), "the soonest first"
    assert "Building" not in second.stderr


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md", "seeds/README.md"])
def test_the_command_blocks_of_the_papers_work_one_after_the_other(clone, first, paper):
    assert first.returncode == 0
    script = "\n".join(["set -x", *shell_lines(paper)])  # so that it's seen where it ended

    ended = run(clone, script, BROADSHEET_STATE=str(clone / ".state"))

    assert ended.returncode == 0, ended.stderr


def test_make_test_runs_from_nothing_but_the_clone(clone, first):
    """The suite inside of the suite would never end: a single file of it."""
    assert first.returncode == 0
    ended = run(clone, "make test ARGS=tests/digests/test_wording.py")

    assert ended.returncode == 0, ended.stderr
    assert " passed" in ended.stdout


def test_nothing_that_was_built_is_left_for_git_to_see(clone, first):
    assert run(clone, "git status --porcelain").stdout == ""


def test_a_python_without_venv_is_one_sentence(clone, tmp_path):
    python = tmp_path / "python3"
    python.write_text(
        f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n'
    )
    python.chmod(0o755)
    subprocess.run(["git", "clone", "-q", str(clone), str(tmp_path / "other")], check=True)

    refused = run(tmp_path / "other", f"make run PYTHON={python}")

    assert refused.returncode == 2
    (sentence, from_make) = refused.stderr.splitlines()
    assert "python3-venv" in sentence
    assert from_make.startswith("make: ***")


def test_the_wheel_brings_its_example_and_its_documents(clone, first, tmp_path):
    """Installed with the locked run part in an empty environment, without a clone around it."""
    assert first.returncode == 0
    quiet = "-q --disable-pip-version-check --no-deps"
    built = run(
        clone,
        f".venv/bin/python -m pip wheel {quiet} --no-build-isolation -w {tmp_path} . && "
        f"python3 -m venv {tmp_path}/venv && cd {tmp_path} && "
        f"venv/bin/pip install {quiet} --require-hashes -r {clone}/.venv/run.lock && "
        f"venv/bin/pip install {quiet} broadsheet-*.whl",
        PATH=f"{Path(sys.executable).resolve().parent}:{os.environ['PATH']}",
    )
    assert built.returncode == 0, built.stderr

    told = run(tmp_path, "venv/bin/broadsheet run", BROADSHEET_STATE=str(tmp_path / "state"))

    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("Morning brief\n")
    assert "6 stories from 4 publishers" in told.stdout
