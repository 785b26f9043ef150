"""What keeps a command from working is one sentence and exit code 2, and nothing is changed."""

import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing

import pytest

from tests.bot.cli.printed import objects
from tests.rights import ordinary_rights
from tests.shell import PATIENCE, SAYS_WHAT_IT_IMPORTS, STARTING, imported, seen

OPENING = [
    ["run"],
    ["ask", "latest"],
    ["preview", "morning-brief"],
    ["export", "stories"],
    ["schedules"],
    ["editions"],
    ["import", "rain.txt"],
    ["migrate"],
]
BAD = """\
timezone: Mars/Olympus
topics:
  - name: AI
    mach: [robots]
schedules:
  - name: brief
    channel: consol
    every: day at 18:30 maybe
"""


@pytest.mark.parametrize(
    "words", [w for w in [*OPENING, ["check"], ["reload"]] if w != ["editions"]], ids=" ".join
)
def test_settings_with_mistakes_start_nothing_and_say_them_all(broadsheet, folder, words):
    (folder / "broadsheet.yaml").write_text(BAD)

    result = broadsheet(*words)

    assert result.exit_code == 2
    assert result.stdout == ""
    problems = result.stderr.splitlines()
    if words[0] in ("run", "check", "reload"):
        outcome = "nothing was started, and a bot that runs goes on as before."
        assert problems.pop() == f"{len(problems)} problems; {outcome}"
    lines = [int(problem.split(":")[1]) for problem in problems]
    assert lines == sorted(lines)
    assert {1, 4, 7, 8} <= set(lines)
    assert [path.name for path in folder.iterdir()] == ["broadsheet.yaml"]


def test_what_became_of_editions_is_shown_beside_settings_with_mistakes(broadsheet, folder, told):
    (folder / "broadsheet.yaml").write_text(BAD)

    (edition,) = objects(broadsheet("editions", "--json").stdout)

    assert edition["schedule"] == "morning-brief"


LONG = "a" * 30_000


@pytest.mark.parametrize(
    "words",
    [
        [LONG],
        [f"--{LONG}"],
        ["--config", LONG, "check"],
        ["check", f"--{LONG}"],
        ["read", LONG],
        ["import", f"{LONG}/{LONG}"],
        ["export", LONG],
        ["replay", "--from", LONG, "--to", "2026-01-01"],
        ["preview", "brief", "--as", LONG],
        ["preview", LONG],
        ["schedules", "--next", LONG],
        ["editions", "retry", LONG],
        ["run", "--role", LONG],
    ],
    ids=lambda words: " ".join(word[:20] for word in words),
)
def test_a_word_without_end_is_refused_and_not_repeated_whole(broadsheet, words):
    result = broadsheet(*words)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert 0 < len(result.stderr) < 700


@pytest.mark.parametrize("words", [["run"], ["ask", "latest"], ["check"], ["import", "rain.txt"]])
@pytest.mark.parametrize("variable", ["BROADSHEET_STATE", "BROADSHEET_CONFIG"])
def test_a_folder_that_cant_be_one_is_a_sentence(broadsheet, words, variable):
    result = broadsheet(*words, **{variable: LONG})

    assert result.exit_code == 2
    assert 0 < len(result.stderr) < 700


@pytest.mark.parametrize("words", [["run"], ["import", "rain.txt"], ["migrate"], ["check"]])
def test_a_state_folder_that_cant_be_made_is_a_sentence(broadsheet, folder, words):
    (folder / "file").write_text("in the way")

    result = broadsheet(*words, BROADSHEET_STATE=str(folder / "file" / "state"))

    assert result.exit_code == 2
    (sentence,) = result.stderr.splitlines()
    assert str(folder / "file") in sentence
    assert [path.name for path in folder.iterdir()] == ["file"]


@pytest.mark.parametrize("words", OPENING, ids=" ".join)
def test_a_state_folder_that_cant_be_written_is_a_sentence(broadsheet, folder, told, words):
    told.chmod(0o500)
    try:
        with ordinary_rights():
            result = broadsheet(*words)
    finally:
        told.chmod(0o700)

    assert result.exit_code == 2
    (sentence,) = result.stderr.splitlines()
    assert str(told) in sentence


@pytest.mark.parametrize("words", OPENING, ids=" ".join)
def test_a_database_of_a_newer_version_is_left_alone(broadsheet, told, words):
    database = told / "broadsheet.sqlite3"
    with closing(sqlite3.connect(database)) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    before = database.read_bytes()

    result = broadsheet(*words)

    assert result.exit_code == 2
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert "newer Broadsheet" in sentence
    assert "BROADSHEET_STATE" in sentence
    assert database.read_bytes() == before


@pytest.mark.parametrize("words", OPENING, ids=" ".join)
def test_a_file_that_is_no_database_is_left_alone(broadsheet, folder, words):
    (folder / "state").mkdir()
    database = folder / "state" / "broadsheet.sqlite3"
    database.write_bytes(b"shopping list: bread, milk\n" * 99)

    result = broadsheet(*words)

    assert result.exit_code == 2
    (sentence,) = result.stderr.splitlines()
    assert str(database) in sentence
    assert database.read_bytes() == b"shopping list: bread, milk\n" * 99


@pytest.mark.slow
def test_a_second_run_on_the_same_state_is_refused_and_the_first_goes_on(shell, told):
    with shell.running("run", "--serve") as first:
        seen(first.stdout, "comes next on")
        before = shell.run("export", "articles").stdout

        second = shell.run("run")

        assert second.returncode == 2
        assert second.stdout == ""
        (sentence,) = second.stderr.splitlines()
        assert f"process {first.pid}" in sentence
        assert "BROADSHEET_STATE" in sentence
        assert first.poll() is None
        assert shell.run("export", "articles").stdout == before


@pytest.mark.slow
def test_a_reload_with_mistakes_changes_nothing_in_the_running_bot(shell, told, folder):
    (folder / "broadsheet.yaml").write_text("sources: []\n")
    with shell.running("run", "--serve") as bot:
        seen(bot.stdout, "No schedule is due")
        (folder / "broadsheet.yaml").write_text(BAD)

        refused = shell.run("reload")
        assert refused.returncode == 2
        assert "nothing was started" in refused.stderr

        bot.send_signal(signal.SIGHUP)
        seen(bot.stderr, "settings not reloaded")
        (folder / "broadsheet.yaml").write_text("sources: []\ntopics: [{name: AI}]\n")
        assert shell.run("reload").returncode == 0
        seen(bot.stderr, "settings reloaded")


@pytest.mark.slow
def test_a_schedule_that_is_added_and_reloaded_is_there(shell, told, folder):
    (folder / "broadsheet.yaml").write_text("sources: []\n")
    with shell.running("run", "--serve") as bot:
        seen(bot.stdout, "No schedule is due")
        brief = "schedules: [{name: evening, channel: console, every: day at 18:30}]\n"
        (folder / "broadsheet.yaml").write_text(f"sources: []\n{brief}")
        shell.run("reload")
        seen(bot.stderr, "settings reloaded")

        (evening,) = objects(shell.run("schedules", "--json").stdout)
    assert evening["name"] == "evening"


@pytest.mark.slow
@pytest.mark.parametrize("when", STARTING)
def test_ctrl_c_ends_a_command_without_a_traceback(shell, folder, interruptible, when):
    (folder / "rows.jsonl").write_text('{"id": "1", "title": "Rain in Rome"}\n' * 20_000)
    shell.environment |= SAYS_WHAT_IT_IMPORTS
    with shell.running("import", "rows.jsonl") as process:
        seen(process.stderr, imported(when))
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode in (0, 1, 130, -signal.SIGINT)
    assert "Traceback" not in said


@pytest.mark.slow
def test_a_reader_that_has_seen_enough_is_no_failure(shell, told):
    command = shell.command(["export", "articles"])
    with subprocess.Popen(
        command, cwd=shell.folder, env=shell.environment, stdout=subprocess.PIPE, stderr=-1
    ) as process:
        process.stdout.close()
        said = process.stderr.read()

    assert (process.returncode, said) == (0, b"")


@pytest.mark.slow
def test_nothing_but_the_answer_is_on_standard_output(shell, told):
    shutil.rmtree(told)
    first = shell.run("run")

    assert first.stdout.startswith("Morning brief\n")
    assert "edition issued" in first.stderr
    assert "edition issued" not in first.stdout


@pytest.mark.parametrize(
    ("words", "meant"),
    [(["previw"], "preview"), (["schedule"], "schedules"), (["chek"], "check")],
)
def test_a_misspelt_command_names_the_one_that_was_meant(broadsheet, words, meant):
    refused = broadsheet(*words)

    assert refused.exit_code == 2
    assert f"'{meant}'" in refused.stderr


def test_a_key_of_no_day_is_no_editions_key(broadsheet):
    refused = broadsheet("editions", "retry", "abcdefgh/2026-13-45")

    assert refused.exit_code == 2
    assert refused.stderr.startswith('"abcdefgh/2026-13-45" is no edition\'s key: no day is like')


def test_a_folder_without_documents_says_what_one_is(broadsheet, folder):
    (folder / "empty").mkdir()
    assert "documents end in .html, .md, .txt" in broadsheet("read", "empty").stderr


def test_rows_that_arent_there_are_said_without_a_number(broadsheet, folder):
    refused = broadsheet("import", "nope.jsonl")
    assert "nope.jsonl: can't be read: No such file or directory\n" in refused.stderr


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31", "1969-12-31"])
@pytest.mark.parametrize(
    "words",
    [["preview", "x", "--on"], ["editions", "--since"], ["replay", "--to", "2026-11-01", "--from"]],
    ids=" ".join,
)
def test_a_date_at_the_end_of_time_is_refused(broadsheet, words, date):
    refused = broadsheet(*words, date)

    assert refused.exit_code == 2
    assert "write a date of the years 1970 to 2999" in refused.stderr
