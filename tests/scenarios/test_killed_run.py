"""`broadsheet run` killed with SIGKILL, wherever that finds it, and started again."""

import contextlib
import json
import signal
import sqlite3
import time

import pytest

from tests.shell import PATIENCE, Shell, seen

STATES = "SELECT state FROM parts"


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


def editions(shell):
    return [json.loads(line) for line in shell.run("editions", "--json").stdout.splitlines()]


def killed(shell, when):
    """What a run printed until it was killed, once *when*(shell) holds or it has posted."""
    with shell.running("run", "--serve") as bot:
        until = time.monotonic() + PATIENCE
        while not when(shell) and bot.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.005)  # another process works; this one would only be in its way
        bot.send_signal(signal.SIGKILL)
        out, _ = bot.communicate(timeout=PATIENCE)
    return out


def stored(shell, query):
    """The rows of *query* in the bot's database; none where it isn't there yet."""
    database = shell.state / "broadsheet.sqlite3"
    if not database.exists():
        return []
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        try:
            return db.execute(query).fetchall()
        except sqlite3.OperationalError:  # the tables aren't there yet
            return []


MOMENTS = {
    "it begins": lambda shell: shell.state.exists(),
    "articles are stored": lambda shell: stored(shell, "SELECT 1 FROM articles"),
    "stories are filed": lambda shell: stored(shell, "SELECT 1 FROM stories"),
    "the edition is issued": lambda shell: stored(shell, "SELECT 1 FROM editions"),
    "the digest is in the outbox": lambda shell: stored(shell, "SELECT 1 FROM parts"),
    "the digest is posted": lambda shell: stored(shell, f"{STATES} WHERE state = 'sent'"),
}


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_loses_no_digest(shell, moment):
    before = killed(shell, MOMENTS[moment])

    again = shell.run("run")

    assert again.returncode == 0, again.stderr
    assert "Traceback" not in again.stderr
    (first,) = editions(shell)
    assert (first["kind"], first["state"], first["posted"]) == ("first", "posted", first["parts"])
    assert "Morning brief" in (before + again.stdout).splitlines()
    if moment == "the digest is posted":
        assert "Morning brief" not in again.stdout.splitlines()
        assert f"told {first['stories']} stories" in again.stdout.replace("\n", " ")


@pytest.mark.slow
def test_a_digest_that_may_have_been_printed_is_printed_again(shell):
    """As the README says of the console, which can't be read back."""
    assert shell.run("run").returncode == 0
    with contextlib.closing(sqlite3.connect(shell.state / "broadsheet.sqlite3")) as db, db:
        # As a process leaves it that died between printing and noting that it had.
        db.execute(
            "UPDATE parts SET state = 'sending', owner = 'gone', receipt_channel = NULL, "
            "receipt_message = NULL, sent_at = NULL, lease_until = 0"
        )

    again = shell.run("run")

    assert again.returncode == 0
    assert "Morning brief\n" in again.stdout
    (first,) = editions(shell)
    assert first["state"] == "posted"


@pytest.mark.slow
def test_sigterm_ends_a_serving_bot_in_order(shell):
    with shell.running("run", "--serve") as bot:
        seen(bot.stdout, "Next: ")
        bot.send_signal(signal.SIGTERM)
        _, said = bot.communicate(timeout=PATIENCE)

    assert bot.returncode == 0
    assert "ending" in said
    assert "Traceback" not in said
    assert not (shell.state / "broadsheet.pid").exists()
