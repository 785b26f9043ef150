"""The example files load, and leave out no setting and no variable."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import find_settings, load, read_environment
from bot.settings.environment import DOTENV, PLAIN, SECRET, WEBHOOK
from bot.settings.shape import SECTIONS
from digests.schedule.channel import PLATFORMS

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "deploy" / "broadsheet.example.yaml"
VARIABLES = ROOT / "deploy" / "env.example"
NONE = read_environment({}, ROOT / "deploy")
SIGNED_IN = read_environment(
    {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "DISCORD_TOKEN": "made-up"},
    ROOT / "deploy",
)

LINES = EXAMPLE.read_text(encoding="utf-8").splitlines()
SPARE = [n for n, line in enumerate(LINES) if re.match(r"\s*#[^ #]", line)]


def loaded(folder, lines):
    (folder / "deploy").mkdir()
    (folder / "seeds").symlink_to(ROOT / "seeds")
    path = folder / "deploy" / "broadsheet.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return load(find_settings(path, NONE, folder), SIGNED_IN, available=PLATFORMS)


def uncommented(line):
    return line.replace("#", "", 1)


def test_without_a_file_the_example_is_what_is_loaded(tmp_path):
    found = find_settings(None, NONE, tmp_path)
    settings = load(found, NONE)
    assert settings.file == EXAMPLE
    assert settings.origins["file"] == "the built-in example"


def test_the_example_reads_the_seeds_and_posts_on_the_console():
    settings = load(find_settings(EXAMPLE, NONE, ROOT), NONE)
    (source,) = settings.sources
    assert source.folder == ROOT / "seeds"
    assert not source.only_published
    assert settings.platforms == ("console",)
    assert settings.zone.key == "Europe/London"
    assert [topic.name for topic in settings.topics] == [
        "Funding",
        "Start-ups & people",
        "Policy & chips",
        "AI",
    ]


def test_the_example_has_a_brief_that_comes_at_once_and_a_weekly_review():
    brief, review = load(find_settings(EXAMPLE, NONE, ROOT), NONE).schedules
    assert (brief.name, str(brief.rhythm), brief.zone.key) == (
        "morning-brief",
        "weekday at 09:00",
        "Asia/Hong_Kong",
    )
    assert brief.first_now
    assert brief.stories == 8
    assert len(brief.topics) == 4
    assert (review.name, str(review.rhythm)) == ("week-in-review", "friday at 16:30")
    assert (review.topics, review.first_now, review.zone.key) == ((), False, "Europe/London")


@pytest.mark.parametrize("line", SPARE, ids=lambda n: LINES[n].strip())
def test_each_spare_line_of_the_example_loads(tmp_path, line):
    lines = [uncommented(text) if n == line else text for n, text in enumerate(LINES)]
    loaded(tmp_path, lines)


def test_all_spare_lines_of_the_example_load_together_and_show_the_defaults(tmp_path):
    spare = [uncommented(text) if n in SPARE else text for n, text in enumerate(LINES)]
    settings, plain = loaded(tmp_path, spare), load(find_settings(EXAMPLE, NONE, ROOT), NONE)
    assert (settings.log, settings.retention) == (plain.log, plain.retention)
    brief, usual = settings.schedules[0], plain.schedules[0]
    assert (brief.when_empty, brief.catch_up, brief.on_unknown) == (
        usual.when_empty,
        usual.catch_up,
        usual.on_unknown,
    )
    assert brief.carry == timedelta(days=2) == usual.rhythm.carry


@pytest.mark.parametrize(
    ("section", "key"), [(s, key) for s, shape in SECTIONS.items() for key in shape.model_fields]
)
def test_the_example_mentions_every_setting(section, key):
    start = next(n for n, line in enumerate(LINES) if re.match(rf"#?{section or '.*'}:", line))
    after = [n for n, line in enumerate(LINES[start + 1 :], start + 1) if re.match(r"#?\w", line)]
    lines = LINES[start : min(after, default=len(LINES))] if section else LINES
    assert any(re.search(rf"(^|[#{{,\s-]){key}:\s", f"{line} ") for line in lines)


@pytest.mark.parametrize("name", [*PLAIN, *SECRET, *(f"{name}_FILE" for name in SECRET)])
def test_the_example_environment_names_every_variable(name):
    assert re.search(rf"^#{name}=", VARIABLES.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_example_environment_names_no_other_variable():
    names = re.findall(r"^#(\w+)=", VARIABLES.read_text(encoding="utf-8"), re.MULTILINE)
    known = {*PLAIN, *SECRET, *(f"{name}_FILE" for name in SECRET)}
    assert all(name in known or name.startswith(WEBHOOK) for name in names)
    assert len(names) == len(set(names))


def test_the_example_environment_is_read_and_sets_nothing(tmp_path):
    (tmp_path / DOTENV).write_text(VARIABLES.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_environment({}, tmp_path).values == {}
