"""What `broadsheet check` shows: the settings in force, where each was set, and no secret."""

import json

import pytest

from bot.settings import effective, in_force, notes
from bot.settings.environment import SECRET
from bot.settings.shape import SECTIONS

TOKEN = "made-up-token"
FILE = """\
timezone: Asia/Tokyo
sources:
  - folder: seeds
topics:
  - name: AI
    tags: [ML]
schedules:
  - name: brief
    channel: console
    every: every 2 weeks on friday at 16:30
    starting: 2026-11-27
    was: early
log: {level: debug}
"""


@pytest.fixture
def rows(settings_of):
    def read(text=FILE, variables=()):
        return {row.key: row for row in in_force(settings_of(text, variables))}

    return read


def test_settings_by_which_nothing_happens_say_so(settings_of):
    told = notes(settings_of(""))

    assert told[0].startswith("Nothing would be read")
    assert told[1].startswith("Nothing would be posted")
    assert notes(settings_of("sources: [{folder: seeds}]")) == told[1:]
    daily = "schedules: [{name: daily, channel: console, every: day at 09:00}]"
    assert notes(settings_of(daily)) == told[:1]


def test_what_the_file_sets_comes_with_its_line(rows):
    shown = rows()
    assert (shown["timezone"].value, shown["timezone"].origin) == (
        "Asia/Tokyo",
        "broadsheet.yaml:1",
    )
    assert shown["schedules[0].every"].origin == "broadsheet.yaml:10"
    assert shown["log.level"].value == "debug"
    assert shown["file"].origin == "./broadsheet.yaml"


def test_what_nobody_set_is_shown_as_the_default_that_it_is(rows):
    shown = rows()
    assert (shown["log.format"].value, shown["log.format"].origin) == ("text", "default")
    assert (shown["retention.articles"].value, shown["retention.ledger"].value) == (
        "365 days",
        "730 days",
    )
    assert shown["schedules[0].carry"].value == "7 days"
    assert shown["schedules[0].topics"].value == "all"
    assert shown["schedules[0].title"].value == "Brief"


def test_a_schedule_without_a_zone_shows_the_files_and_where_that_was_set(rows):
    zone = rows()["schedules[0].timezone"]
    assert (zone.value, zone.origin) == ("Asia/Tokyo", "broadsheet.yaml:1")


def test_every_setting_that_has_a_value_is_shown(rows):
    shown = set(rows())
    for section, shape in SECTIONS.items():
        single = {"": "", **{name: f"{name}." for name in ("log", "retention", "slack", "discord")}}
        prefix = single.get(section, f"{section}[0].")
        keys = {f"{prefix}{key}" for key in shape.model_fields}
        assert keys - shown <= {"schedules[0].first", *(SECTIONS if not section else ())}


def test_no_secret_is_shown(settings_of):
    variables = {name: TOKEN for name in SECRET if name != "BROADSHEET_DATABASE"}
    variables["BROADSHEET_DATABASE"] = f"postgresql://bot:{TOKEN}@db/news?password={TOKEN}"
    settings = settings_of(FILE, variables)
    for text in (effective(settings), effective(settings, as_json=True)):
        assert TOKEN not in text
        assert "postgresql://bot:••••••@db/news?••••••" in text
        assert all(name in text for name in variables)


def test_variables_come_with_where_they_are_set(rows, tmp_path):
    (tmp_path / ".env").write_text("SLACK_API_URL=http://127.0.0.1:9/\n")
    (tmp_path / "token").write_text(TOKEN)
    shown = rows(FILE, {"DISCORD_TOKEN_FILE": str(tmp_path / "token"), "BROADSHEET_STATE": "x"})
    assert shown["DISCORD_TOKEN"].origin == "DISCORD_TOKEN_FILE in the environment"
    assert shown["SLACK_API_URL"].origin == "SLACK_API_URL in .env"
    assert shown["BROADSHEET_STATE"].value == str(tmp_path / "x")
    assert shown["BROADSHEET_DATABASE"].origin == "default"


def test_for_machines_each_line_is_an_object(settings_of):
    settings = settings_of(FILE)
    lines = [json.loads(line) for line in effective(settings, as_json=True).splitlines()]
    tags = next(line for line in lines if line["setting"] == "topics[0].tags")
    assert tags == {"setting": "topics[0].tags", "value": ["ML"], "from": "broadsheet.yaml:6"}


def test_for_people_each_line_is_a_setting_its_value_and_its_origin(settings_of):
    settings = settings_of(FILE)
    lines = effective(settings).splitlines()
    assert len(lines) == len(in_force(settings))
    assert ["sources[0].only_published", "false", "(default)"] in [line.split() for line in lines]


def test_a_value_with_line_breaks_stays_on_its_line(settings_of):
    lines = effective(settings_of('topics: [{name: "AI\\n@everyone"}]')).splitlines()
    (name,) = [line for line in lines if line.startswith("topics[0].name ")]
    assert "AI @everyone" in name
