"""Every command has help, and every example in it works as it stands there."""

import gzip
import shlex
import shutil
import sqlite3

import click
import pytest

from bot.cli.main import COMMANDS
from bot.cli.main import broadsheet as group
from bot.commands.verbs import VERBS
from tests.bot.cli.printed import objects
from tests.shell import ROOT, seen

DESIGNED = {
    "run",
    "preview",
    "ask",
    "check",
    "schedules",
    "read",
    "import",
    "export",
    "editions",
    "migrate",
    "reload",
    "replay",
    "version",
}


def commands(name="broadsheet", command=group):
    """Every command and sub-command with its full name."""
    if name != "broadsheet":
        yield name, command
    if isinstance(command, click.Group):
        for sub in command.list_commands(click.Context(command)):
            yield from commands(f"{name} {sub}", command.get_command(click.Context(command), sub))


def examples(command):
    """The lines below "Examples:" in a command's help."""
    _, _, below = (command.help or "").partition("Examples:\n")
    return [line.strip() for line in below.splitlines() if line.strip()]


ALL = dict(commands())
EXAMPLES = [line for command in ALL.values() for line in examples(command)]
WITH_A_BOT = {"broadsheet run", "broadsheet run --serve", "broadsheet reload"}


def test_the_commands_are_those_of_the_design():
    assert set(COMMANDS) == DESIGNED


@pytest.mark.parametrize("name", ALL)
def test_every_command_says_what_it_does_with_examples(broadsheet, name):
    words = name.split()[1:]
    shown = broadsheet(*words, "--help")

    assert shown.exit_code == 0
    assert all(set(name.split()) <= set(line.split()) for line in examples(ALL[name]))
    assert examples(ALL[name])
    assert all(f"\n    {line}\n" in shown.stdout for line in examples(ALL[name]))
    for option in ALL[name].params:
        assert isinstance(option, click.Argument) or option.help


def test_the_list_of_commands_cuts_no_sentence_off(broadsheet):
    for words in ((), ("editions",)):
        listed = broadsheet(*words, "--help").stdout.partition("Commands:")[2]
        assert "..." not in listed
        assert all(line.endswith(".") for line in listed.strip().splitlines())


@pytest.fixture
def paths(folder):
    """What the examples name."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    shutil.copy(ROOT / "deploy" / "broadsheet.example.yaml", folder / "broadsheet.yaml")
    settings = (folder / "broadsheet.yaml").read_text()
    (folder / "broadsheet.yaml").write_text(settings.replace("../seeds", "seeds"))
    (folder / "archive.jsonl.gz").write_bytes(gzip.compress(b'{"id": "1", "title": "Rain"}\n'))
    (folder / "letters").mkdir()
    (folder / "letters" / "monday.md").write_text("Sun in Oslo\n\nThe sun shone on Monday.\n")


@pytest.fixture
def held(told):
    """The key of an edition whose only part nobody is sure of."""
    with sqlite3.connect(told / "broadsheet.sqlite3") as db:
        db.execute("UPDATE parts SET state = 'held'")
        ((key,),) = db.execute("SELECT key FROM editions").fetchall()
    db.close()
    return key


@pytest.mark.parametrize("line", [x for x in EXAMPLES if x not in WITH_A_BOT])
def test_every_example_in_the_help_works(broadsheet, paths, held, line):
    result = broadsheet(*shlex.split(line.replace("KEY", held))[1:])

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.strip()


@pytest.mark.slow
def test_the_examples_of_run_and_reload_work_together(shell, paths):
    assert set(EXAMPLES) >= WITH_A_BOT
    shell.run("migrate")
    with shell.running("run", "--serve") as bot:
        seen(bot.stdout, "Next: ")
        reloaded = shell.run("reload")
        assert reloaded.returncode == 0
        assert f"process {bot.pid}" in reloaded.stdout
        seen(bot.stderr, "settings reloaded")


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.verb)
def test_every_example_that_news_gives_of_itself_works(broadsheet, paths, told, verb):
    result = broadsheet("ask", verb.example)

    assert result.exit_code == 0
    assert "no verb" not in result.stdout
    assert result.stdout.strip()


def test_the_history_says_who_changed_what(broadsheet, told):
    asked = "schedule add late every: day at 18:30"
    assert broadsheet("ask", asked).exit_code == 0
    assert broadsheet("ask", "schedule edit late every: friday at 9am topics: AI").exit_code == 0

    shown = broadsheet("schedules", "--history").stdout.splitlines()
    assert " late changed by console:" in shown[0]
    assert shown[1:3] == ["  every: day at 18:30 → friday at 09:00", "  topics: all → AI"]
    assert " late added by console:" in shown[3]
    assert shown[4].endswith("week-in-review added by the settings file (console)")

    of_one = broadsheet("schedules", "--history", "--schedule", "late", "--most", "1").stdout
    assert of_one.splitlines() == shown[:3]

    changes = objects(broadsheet("schedules", "--history", "--json").stdout)
    assert [change["what"] for change in changes] == ["changed", "added", "added", "added"]
    assert changes[0]["before"]["every"] == "day at 18:30"


def test_the_history_names_a_removed_schedule_as_it_was_called_last(broadsheet, told):
    for typed in ("add noon every: day at 12:00", "edit noon name: midday", "remove midday"):
        assert broadsheet("ask", f"schedule {typed}").exit_code == 0

    last = broadsheet("schedules", "--history", "--most", "1").stdout
    assert "  midday removed by " in last
