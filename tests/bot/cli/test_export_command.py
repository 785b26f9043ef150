import json

import pytest
import yaml

from bot.settings import find_settings, load, read_environment
from tests.bot.cli.printed import objects
from tests.shell import ROOT

PROMISED = ["id", "title", "summary", "topics", "articles", "first_seen", "updated"]


def test_an_article_is_exported_as_read_shows_it_and_with_a_summary(broadsheet, told):
    stored = {
        a["source_ref"]: a for a in objects(broadsheet("export", "articles", "--json").stdout)
    }
    read = objects(broadsheet("read", "--json", str(ROOT / "seeds")).stdout)

    assert len(stored) == len(read) == 6
    for article in read:
        ref = article["source_ref"].rpartition("/")[2]
        same = {**article, "source_ref": ref, "related_to": stored[ref]["related_to"]}
        assert {name: stored[ref][name] for name in same} == same
        assert stored[ref]["summary"]


def test_a_story_has_its_topics_with_reasons_and_its_articles_by_reference(broadsheet, told):
    stories = objects(broadsheet("export", "stories", "--json").stdout)

    assert len(stories) == 6
    for story in stories:
        assert set(PROMISED) <= set(story)
    refs = sorted(ref for story in stories for ref in story["articles"])
    exported = objects(broadsheet("export", "articles").stdout)
    assert refs == sorted(a["source_ref"] for a in exported)
    (zhipu,) = (s for s in stories if "Zhipu" in s["title"])
    best = zhipu["topics"][0]
    assert best["topic"] == "Funding"
    assert best["score"] > zhipu["topics"][1]["score"]
    assert "“investors”" in best["reason"]


def test_a_story_says_who_told_it_when_who_was_first_and_who_repeated_it(broadsheet, folder):
    text = (
        "Rescue teams broke through to the flooded Karrabin mine and brought eleven miners to the "
        "surface. The miners had waited for two days in an air pocket four hundred metres down."
    )
    rows = [
        {"id": ref, "title": "Eleven miners rescued", "text": text, "published": at, **house}
        for ref, at, house in (
            ("late", "2026-11-20T12:00:00Z", {"publisher": "Echo"}),
            ("unnamed", "2026-11-20T08:00:00Z", {}),
        )
    ]
    (folder / "mine.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert broadsheet("import", "mine.jsonl").exit_code == 0

    (story,) = objects(broadsheet("export", "stories", "--json").stdout)

    assert story["first"] == "unnamed"
    assert story["articles"] == ["unnamed", "late"]
    said = ("article", "at", "publisher", "reprint_of")
    assert [tuple(one[name] for name in said) for one in story["timeline"]] == [
        ("unnamed", "2026-11-20T08:00:00Z", None, None),
        ("late", "2026-11-20T12:00:00Z", "Echo", "unnamed"),
    ]


def test_schedules_are_yaml_that_loads_to_the_same(broadsheet, told, folder):
    example = yaml.safe_load((ROOT / "deploy" / "broadsheet.example.yaml").read_text())
    exported = yaml.safe_load(broadsheet("export", "schedules").stdout)
    example["sources"][0]["folder"] = str(ROOT / "seeds")
    both = {}
    for name, schedules in (("before", example["schedules"]), ("after", exported["schedules"])):
        (folder / name).write_text(yaml.safe_dump({**example, "schedules": schedules}))
        environment = read_environment({}, folder)
        both[name] = load(find_settings(folder / name, environment, folder), environment).schedules

    assert both["after"] == both["before"]


def test_a_paused_schedule_is_paused_wherever_its_loaded(broadsheet, folder):
    (folder / "broadsheet.yaml").write_text("timezone: UTC\n")
    assert broadsheet("migrate").exit_code == 0
    for name in ("noon", "rest"):
        assert broadsheet("ask", f"schedule add {name} every: day at 12:00").exit_code == 0
    assert broadsheet("ask", "schedule pause rest").exit_code == 0

    exported = yaml.safe_load(broadsheet("export", "schedules").stdout)["schedules"]
    assert [(s["name"], s.get("paused")) for s in exported] == [("noon", None), ("rest", True)]
    states = objects(broadsheet("export", "schedules", "--json").stdout)
    assert [(s["name"], s["paused"]) for s in states] == [("noon", False), ("rest", True)]


def test_schedules_are_objects_for_machines(broadsheet, told):
    morning, week = objects(broadsheet("export", "schedules", "--json").stdout)

    assert (morning["name"], morning["every"]) == ("morning-brief", "weekday at 09:00")
    assert morning["last_edition"].endswith("/first")
    assert week["topics"] == []
    assert (week["title"], week["layout"], week["starting"]) == ("Week in review", "flat", None)


@pytest.mark.parametrize(
    "words",
    [
        ["ask", "latest"],
        ["export", "articles"],
        ["export", "stories"],
        ["export", "schedules"],
        ["editions"],
        ["reload"],
    ],
)
def test_where_nothing_was_collected_the_folder_and_its_variable_are_named(
    broadsheet, folder, words
):
    result = broadsheet(*words)

    assert result.exit_code == 2
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert str(folder / "state") in sentence
    assert "BROADSHEET_STATE" in sentence
    assert list(folder.iterdir()) == []
