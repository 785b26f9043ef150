"""Several bots on one PostgreSQL: real processes, of which one is killed for good."""

import json
import signal
import time

import psycopg
import pytest

from tests.shell import PATIENCE, Shell, seen

pytestmark = pytest.mark.slow

FIRST = "Alibaba, Tencent among investors in Zhipu"


@pytest.fixture
def replica(tmp_path, postgresql_url):
    """A shell for each bot, with a state folder of its own, on one database."""

    def made(name):
        (tmp_path / name).mkdir()
        return Shell(tmp_path / name, BROADSHEET_DATABASE=postgresql_url)

    return made


def editions(shell):
    listed = shell.run("editions", "--json")
    assert listed.returncode == 0, listed.stderr
    return [json.loads(line) for line in listed.stdout.splitlines()]


def test_the_first_of_two_tells_and_the_other_takes_over_from_the_dead(replica):
    """How soon is shown of its leases, whose clock stands still in a test."""
    one, other = replica("one"), replica("other")
    with one.running("run", "--serve") as first:
        seen(first.stdout, FIRST)
        with other.running("run", "--serve") as second:
            seen(second.stdout, "Morning brief")  # how things stand: it was told already
            first.kill()
            seen(second.stderr, "lease taken")
    assert [edition["state"] for edition in editions(other)] == ["posted"]


def test_one_that_was_frozen_hands_over_and_stands_down_when_it_thaws(replica, tmp_path):
    article = {"id": "1", "title": "Harbour pilots end their strike", "text": "It was long."}
    (tmp_path / "rows.jsonl").write_text(json.dumps(article))
    one, other = replica("one"), replica("other")
    with one.running("run", "--serve") as first:
        seen(first.stdout, FIRST)
        with other.running("run", "--serve") as second:
            seen(second.stdout, "Morning brief")
            first.send_signal(signal.SIGSTOP)
            seen(second.stderr, "name=scheduler")
            first.send_signal(signal.SIGCONT)
            seen(first.stderr, "lease lost")
            assert other.run("import", str(tmp_path / "rows.jsonl")).returncode == 0
            deadline = time.monotonic() + PATIENCE
            while "1 story" not in (found := other.run("ask", "search harbour").stdout):
                assert time.monotonic() < deadline, found
    assert [edition["state"] for edition in editions(other)] == ["posted"]


def test_roles_share_the_work_of_one_bot(replica):
    scheduler, rest = replica("scheduler"), replica("rest")
    with (
        rest.running("run", "--serve", "--role", "collector,worker") as second,
        scheduler.running("run", "--serve", "--role", "scheduler"),
    ):
        seen(second.stdout, FIRST)
    assert [edition["state"] for edition in editions(rest)] == ["posted"]


def test_a_role_needs_others_that_have_the_rest(tmp_path):
    refused = Shell(tmp_path).run("run", "--role", "worker")
    assert refused.returncode == 2
    assert "SQLite is for one" in refused.stderr


def test_what_is_imported_beside_a_running_bot_is_filed_by_it(replica, tmp_path):
    article = {"id": "1", "title": "Harbour pilots end their strike", "text": "It was long."}
    (tmp_path / "rows.jsonl").write_text(json.dumps(article))
    one, other = replica("one"), replica("other")
    with one.running("run", "--serve") as first:
        seen(first.stdout, FIRST)
        imported = other.run("import", str(tmp_path / "rows.jsonl"))
        assert imported.returncode == 0, imported.stderr
        deadline = time.monotonic() + PATIENCE
        while "Harbour" not in (found := other.run("ask", "search harbour").stdout):
            assert time.monotonic() < deadline, found


def test_what_is_imported_while_no_bot_runs_is_filed_by_the_import(replica, tmp_path):
    article = {"id": "1", "title": "Harbour pilots end their strike", "text": "It was long."}
    (tmp_path / "rows.jsonl").write_text(json.dumps(article))
    shell = replica("one")
    imported = shell.run("import", str(tmp_path / "rows.jsonl"))
    assert imported.returncode == 0, imported.stderr
    assert "Harbour" in shell.run("ask", "search harbour").stdout


def test_a_reload_reaches_those_of_its_own_state_folder(replica):
    one, other = replica("one"), replica("other")
    with one.running("run", "--serve") as first:
        seen(first.stdout, FIRST)
        refused = other.run("reload")
        assert refused.returncode == 2
        assert "bots on other machines are asked there" in refused.stderr
        asked = one.run("reload")
        assert asked.returncode == 0, asked.stderr
        assert f"process {first.pid}" in asked.stdout
        seen(first.stderr, "settings reloaded")


def test_one_leaves_when_another_version_has_changed_the_schema(replica, postgresql_url):
    one = replica("one")
    with one.running("run", "--serve") as first:
        seen(first.stdout, FIRST)
        with psycopg.connect(postgresql_url) as db:
            db.execute("UPDATE alembic_version SET version_num = '9999'")
        seen(first.stderr, "another version of Broadsheet has changed")
        assert first.wait(timeout=PATIENCE) == 1


def test_a_server_without_a_bot_says_so(replica, postgresql):
    asked = replica("one").run("ask", "latest", BROADSHEET_DATABASE=(url := postgresql.empty()))
    postgresql.drop(url)
    assert asked.returncode != 0
    assert "`broadsheet run` has to begin" in " ".join(asked.stderr.split())
