"""A bot that was on its own settings file stays on it, and never falls back to the example."""

import pytest

from tests.bot.cli.printed import objects
from tests.shell import seen

pytestmark = pytest.mark.slow

OWN = "sources: []\nschedules: [{name: brief, channel: console, every: day at 09:00}]\n"


@pytest.fixture
def own(shell, folder):
    """The settings file of a bot that has run."""
    file = folder / "broadsheet.yaml"
    file.write_text(OWN)
    assert shell.run("run").returncode == 0
    return file


def names(broadsheet):
    return [schedule["name"] for schedule in objects(broadsheet("schedules", "--json").stdout)]


@pytest.mark.parametrize("words", [["run"], ["check"], ["reload"]], ids=" ".join)
def test_a_file_that_is_gone_is_a_sentence_and_the_schedules_stay(shell, broadsheet, own, words):
    kept = own.rename(own.with_suffix(".bak"))

    result = shell.run(*words)

    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{own}: it's gone, and ")
    kept.rename(own)
    assert names(broadsheet) == ["brief"]


def test_from_another_folder_the_bot_runs_on_its_own_file(shell, broadsheet, own, monkeypatch):
    shell.folder = own.parent / "elsewhere"
    shell.folder.mkdir()
    monkeypatch.chdir(shell.folder)

    assert shell.run("run").returncode == 0

    assert names(broadsheet) == ["brief"]
    assert str(own) in broadsheet("check").stdout


def test_an_own_file_follows_the_example_in_the_same_place(shell, broadsheet, folder):
    assert shell.run("run").returncode == 0
    assert "brief" not in names(broadsheet)
    (folder / "broadsheet.yaml").write_text(OWN)

    assert shell.run("run").returncode == 0

    assert names(broadsheet) == ["brief"]


def test_the_example_by_name_is_no_file_of_ones_own(shell, broadsheet, own):
    own.unlink()
    example = shell.run("run").stderr.split("--config ")[-1].splitlines()[0]

    assert shell.run("--config", example, "run").returncode == 0

    assert broadsheet("check").exit_code == 0
    assert "brief" not in names(broadsheet)


def test_reload_says_which_file_the_bot_reads_wherever_it_is_typed(shell, folder):
    own = folder / "broadsheet.yaml"
    with shell.running("run", "--serve") as bot:
        seen(bot.stdout, "Next: ")
        own.write_text(OWN)
        shell.folder = folder / "elsewhere"
        shell.folder.mkdir()

        said = shell.run("reload").stdout

        assert said == f"The bot (process {bot.pid}) reads {own} again.\n"
        assert f"file={own}" in seen(bot.stderr, "settings reloaded")
        own.rename(folder / "kept")
        refused = shell.run("reload")
        assert refused.returncode == 2
        assert refused.stderr.startswith(f"{own}: it's gone")
