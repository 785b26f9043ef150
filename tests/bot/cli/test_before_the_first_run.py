"""Before the first run the settings file's schedules are shown, and what they would say."""

import shutil

import pytest

from tests.bot.cli.printed import objects
from tests.shell import ROOT

FILE = """\
timezone: UTC
sources:
  - folder: docs
topics:
  - name: AI
    tags: [AI]
schedules:
  - name: brief
    channel: console
    every: weekday at 09:00
    first: now
  - name: rest
    channel: console
    every: weekday at 10:00
    paused: true
"""
BROKEN = FILE.replace("weekday at 09:00", "wekday at 09:00")


@pytest.fixture
def documents(folder):
    (folder / "broadsheet.yaml").write_text(FILE)
    shutil.copytree(ROOT / "seeds", folder / "docs")
    return folder


def test_schedules_are_shown_with_their_times(broadsheet, documents):
    shown = broadsheet("schedules")

    assert shown.exit_code == 0
    (beside,) = shown.stderr.splitlines()
    assert str(documents / "state") in beside
    assert str(documents / "broadsheet.yaml") in beside
    assert "brief\n  Every weekday at 09:00 (UTC), to console\n" in shown.stdout
    assert "  paused in the settings file\n" in shown.stdout
    assert shown.stdout.count("not in force yet: broadsheet run or reload takes it up") == 2
    brief, rest = objects(broadsheet("schedules", "--json").stdout)
    assert (brief["name"], brief["taken_up"], len(brief["next"])) == ("brief", False, 1)
    assert (rest["name"], rest["paused"], rest["next"]) == ("rest", True, [])


@pytest.mark.parametrize("typed", ["schedule list", "schedule show brief", "schedule"])
def test_they_are_answered_with(broadsheet, documents, typed):
    answer = broadsheet("ask", typed)

    assert answer.exit_code == 0
    assert "Every weekday at 09:00 (UTC), to console" in answer.stdout


@pytest.mark.parametrize("words", [["preview", "brief"], ["ask", "schedule preview brief"]])
def test_a_preview_says_what_the_first_digest_would(broadsheet, documents, words):
    shown = broadsheet(*words)

    assert shown.exit_code == 0
    assert " · 6 stories from 4 publishers" in shown.stdout
    assert not (documents / "state").exists()


def test_help_needs_no_database(broadsheet, documents):
    assert "/news latest AI 5" in broadsheet("ask", "help").stdout
    assert "did you mean “latest”?" in broadsheet("ask", "lates").stdout


def test_a_schedule_that_isnt_there_is_told_with_those_that_are(broadsheet, documents):
    refused = broadsheet("preview", "brif")

    assert refused.exit_code == 2
    last = refused.stderr.splitlines()[-1]
    assert last == 'there is no schedule "brif"; there are brief, rest'


def test_so_it_is_after_an_import(broadsheet, documents):
    assert broadsheet("import", "docs").exit_code == 0

    assert "brief\n" in broadsheet("schedules").stdout
    assert "6 stories" in broadsheet("preview", "brief").stdout
    assert "No bot has taken up “brief” yet.\n" in broadsheet("ask", "schedule run brief").stdout
    taken = broadsheet("ask", "schedule add brief every: day at 9")
    assert 'There is a schedule "brief" in console already.' in taken.stdout
    assert broadsheet("export", "schedules").stdout == "schedules: []\n"


def test_a_schedule_that_was_added_since_is_shown_and_a_renamed_one_once(broadsheet, told, folder):
    settings = (ROOT / "deploy" / "broadsheet.example.yaml").read_text()
    settings = settings.replace("../seeds", str(ROOT / "seeds"))
    settings = settings.replace("name: week-in-review", "name: weekly\n    was: week-in-review")
    added = "  - {name: noon, channel: console, every: day at 12:00}\n"
    before, marker, after = settings.partition("  # On Slack. layout")
    (folder / "broadsheet.yaml").write_text(before + added + marker + after)

    states = objects(broadsheet("schedules", "--json").stdout)

    standing = [(s["name"], s["taken_up"]) for s in states]
    assert standing == [("morning-brief", True), ("noon", False), ("week-in-review", True)]


@pytest.mark.parametrize(
    "words",
    [["schedules"], ["preview", "brief"], ["ask", "schedule list"], ["ask", "schedule preview x"]],
)
def test_a_mistake_in_the_settings_is_the_one_sentence_that_is_said(broadsheet, folder, words):
    (folder / "docs").mkdir()
    (folder / "broadsheet.yaml").write_text(BROKEN)

    refused = broadsheet(*words)

    assert refused.exit_code == 2
    assert refused.stdout == ""
    (said,) = refused.stderr.splitlines()
    assert said.startswith('broadsheet.yaml:10: schedules[0].every: "wekday at 09:00"')
