"""`replay`: days that were, told again in the same words each time, of the schedules asked for."""

import json

import pytest

from tests.bot.cli.printed import objects

DAYS = ("--from", "2026-11-16", "--to", "2026-11-17")


@pytest.fixture
def replayed(broadsheet, folder):
    """What `replay` prints for two days, in which one article was published on each."""
    told = [("A ferry sank", 16), ("A bridge opened", 17)]
    rows = [
        {"id": title, "title": title, "text": f"{title}.", "published": f"2026-11-{day}T03:00:00Z"}
        for title, day in told
    ]
    (folder / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "broadsheet.yaml").write_text("timezone: UTC\n")
    assert broadsheet("import", "news.jsonl").exit_code == 0
    for name in ("noon", "midday"):
        made = broadsheet("ask", f"schedule add {name} every: day at 12:00")
        assert "added" in made.stdout, made.stdout + made.stderr
    return lambda *words: broadsheet("replay", *DAYS, *words)


def schedules(broadsheet):
    return {s["name"]: s["id"] for s in objects(broadsheet("export", "schedules", "--json").stdout)}


def test_each_edition_is_an_object_with_its_key_in_the_ledger_and_its_messages(
    broadsheet, replayed
):
    ids = schedules(broadsheet)
    editions = objects(replayed("--json").stdout)
    assert [one["key"] for one in editions] == [
        f"{id_}/2026-11-{day}" for day in (16, 17) for id_ in sorted(ids.values())
    ]
    for one in editions:
        title = "A ferry sank" if one["key"].endswith("16") else "A bridge opened"
        assert one["stories"] == 1
        assert title in json.dumps(one["messages"])


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_it_says_the_same_each_time(replayed, form):
    first = replayed(*form)
    assert first.exit_code == 0
    assert first.stdout
    assert replayed(*form).stdout == first.stdout


def test_only_the_schedule_that_is_named_is_replayed_by_name_or_id(broadsheet, replayed):
    for word in ("noon", schedules(broadsheet)["noon"]):
        editions = objects(replayed("--json", "--schedule", word).stdout)
        assert [one["schedule"] for one in editions] == ["noon", "noon"]
    text = replayed("--schedule", "noon").stdout
    assert "2026-11-16  noon  1 told, 0 carried" in text
    assert "A bridge opened" in text
    assert "midday" not in text


def test_a_paused_schedule_is_replayed_only_where_its_named(broadsheet, replayed):
    assert broadsheet("ask", "schedule pause noon").exit_code == 0
    result = replayed("--json")
    assert {one["schedule"] for one in objects(result.stdout)} == {"midday"}
    assert result.stderr == "Left out, as they're paused: noon. --schedule replays one.\n"
    assert len(objects(replayed("--json", "--schedule", "noon").stdout)) == 2


def test_days_without_an_edition_are_said_to_have_none(broadsheet, replayed):
    week = broadsheet("ask", "schedule add weekly every: friday at 12:00")
    assert week.exit_code == 0
    result = replayed("--schedule", "weekly")
    assert result.stdout == "No edition would have come in that time.\n"
    assert replayed("--schedule", "weekly", "--json").stdout == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", "2026-11-18"), "--from 2026-11-18 is later than --to 2026-11-17"),
        (("--from", "yesterday"), '"yesterday" is no date; write it as 2026-11-23'),
        (("--schedule", "none"), 'there is no schedule "none"; there are midday, noon'),
    ],
)
def test_what_cant_be_replayed_is_refused_in_a_sentence(replayed, words, sentence):
    result = replayed(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert sentence in result.stderr


def test_a_day_to_begin_with_is_asked_for(broadsheet):
    result = broadsheet("replay", "--to", "2026-11-17")
    assert result.exit_code == 2
    assert "--from" in result.stderr
