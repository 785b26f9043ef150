import sqlite3

import pytest

from tests.bot.cli.printed import objects


@pytest.fixture
def unsure(told):
    """Makes the told edition's part held or failed; gives its key."""

    def become(state):
        with sqlite3.connect(told / "broadsheet.sqlite3") as db:
            db.execute("UPDATE parts SET state = ?", (state,))
            ((key,),) = db.execute("SELECT key FROM editions").fetchall()
        db.close()
        return key

    return become


def state_of(broadsheet):
    (edition,) = objects(broadsheet("editions", "list", "--json").stdout)
    return edition["state"]


def test_the_ledger_is_shown_for_people_and_for_machines(broadsheet, told):
    (edition,) = objects(broadsheet("editions", "--json").stdout)
    assert edition["key"].endswith("/first")
    assert (edition["schedule"], edition["state"]) == ("morning-brief", "posted")

    shown = broadsheet("editions", "list", "--schedule", "morning-brief").stdout
    assert shown.startswith(f"{edition['key']}  morning-brief to console\n")
    assert "posted" in shown


def test_the_ledger_can_be_narrowed_by_schedule_and_date(broadsheet, told):
    assert broadsheet("editions", "--schedule", "week-in-review").stdout == "No editions yet.\n"
    assert broadsheet("editions", "--since", "2999-01-01", "--json").stdout == ""
    assert len(objects(broadsheet("editions", "--since", "2020-01-01", "--json").stdout)) == 1


@pytest.mark.parametrize(
    ("words", "before", "outcome", "after"),
    [
        (["release"], "held", "released", "enqueued"),
        (["release", "--posted"], "held", "released", "posted"),
        (["retry"], "failed", "to be posted again", "enqueued"),
        (["skip"], "held", "given up", "skipped"),
    ],
)
def test_an_edition_that_waits_is_decided(broadsheet, unsure, words, before, outcome, after):
    key = unsure(before)

    result = broadsheet("editions", words[0], key, *words[1:])

    assert result.stdout == f"{key}: 1 part {outcome}.\n"
    assert state_of(broadsheet) == after


@pytest.mark.parametrize("verb", ["release", "retry", "skip"])
def test_an_edition_that_waits_for_nothing_is_left_alone(broadsheet, told, verb):
    (edition,) = objects(broadsheet("editions", "--json").stdout)

    result = broadsheet("editions", verb, edition["key"])

    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert state_of(broadsheet) == "posted"
