import shutil
import time

import psycopg
import pytest

from bot.state import RunLock

PRESENT = "SELECT count(*) FROM leases WHERE name LIKE 'present %'"


@pytest.fixture
def empty(postgresql):
    url = postgresql.empty()
    yield url
    postgresql.drop(url)


def test_an_installation_moves_with_all_that_it_told(broadsheet, told, empty):
    source = f"sqlite:///{told}/broadsheet.sqlite3"
    moved = broadsheet("migrate", "--from", source, "--to", empty)
    assert moved.exit_code == 0, moved.stderr
    counted = {line.split()[0]: line.split()[1:] for line in moved.stdout.splitlines()[1:-1]}
    assert counted["articles"] == ["6", "6"]
    assert counted["told"] == ["6", "6"]
    assert "BROADSHEET_DATABASE" in moved.stdout

    there = {"BROADSHEET_DATABASE": empty}
    assert "posted" in broadsheet("editions", **there).stdout
    assert "Zhipu" in broadsheet("ask", "search zhipu", **there).stdout


@pytest.mark.slow
def test_a_bot_on_the_new_database_tells_nothing_twice(broadsheet, shell, told, empty):
    source = f"sqlite:///{told}/broadsheet.sqlite3"
    assert broadsheet("migrate", "--from", source, "--to", empty).exit_code == 0
    shutil.rmtree(told)
    ran = shell.run("run", BROADSHEET_DATABASE=empty)
    assert "told 6 stories" in " ".join(ran.stdout.split())
    assert "FUNDING" not in ran.stdout
    again = broadsheet("migrate", "--from", source, "--to", empty)
    assert again.exit_code == 2
    assert "no database" in again.stderr


def test_a_second_move_to_the_same_place_is_refused(broadsheet, told, empty):
    source = f"sqlite:///{told}/broadsheet.sqlite3"
    assert broadsheet("migrate", "--from", source, "--to", empty).exit_code == 0
    again = broadsheet("migrate", "--from", source, "--to", empty)
    assert again.exit_code == 2
    assert "isn't empty" in again.stderr


def test_nothing_moves_while_a_bot_works_on_it(broadsheet, told, empty):
    source = f"sqlite:///{told}/broadsheet.sqlite3"
    with RunLock(told).for_run(print):
        refused = broadsheet("migrate", "--from", source, "--to", empty)
    assert refused.exit_code == 2
    assert "uses the state folder" in refused.stderr


@pytest.mark.parametrize("words", [["--from", "sqlite:////a"], ["--to", "sqlite:////a"]])
def test_where_from_and_where_to_go_together(broadsheet, words):
    refused = broadsheet("migrate", *words)
    assert refused.exit_code == 2
    assert "go together" in refused.stderr


def test_a_server_is_brought_up_to_date_and_named_by_its_variable(broadsheet, empty):
    done = broadsheet("migrate", BROADSHEET_DATABASE=empty)
    assert done.stdout == "The database that BROADSHEET_DATABASE names is up to date.\n"
    assert broadsheet("migrate", BROADSHEET_DATABASE=empty).exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("role", ["worker", "slack"])
def test_nothing_moves_from_under_a_replica_whatever_its_role(broadsheet, shell, empty, role):
    assert broadsheet("migrate", BROADSHEET_DATABASE=empty).exit_code == 0
    shell.environment["BROADSHEET_DATABASE"] = empty
    target = f"sqlite:///{shell.folder}/moved/broadsheet.sqlite3"
    with shell.running("run", "--serve", "--role", role) as replica:
        with psycopg.connect(empty, autocommit=True) as db:
            while replica.poll() is None and not db.execute(PRESENT).fetchone()[0]:
                time.sleep(0.1)
        refused = broadsheet("migrate", "--from", empty, "--to", target)
    assert refused.exit_code == 2
    assert "in 1 process: end them first" in refused.stderr
    assert broadsheet("migrate", "--from", empty, "--to", target).exit_code == 0
