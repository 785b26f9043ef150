"""What a command imports is what its start takes."""

import subprocess
import sys

import pytest

from bot.settings import find_settings, load, read_environment

HEAVY = {"numpy", "sqlalchemy", "pydantic", "rich", "prompt_toolkit", "asyncio", "lxml", "yaml"}


def imported(*words):
    """Which of HEAVY are imported when the command has run."""
    look = (
        "import sys\n"
        "from bot.cli import main\n"
        "try:\n    main()\n"
        f"except SystemExit:\n    print(*{HEAVY!r} & set(sys.modules), file=sys.stderr)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", look, *words], capture_output=True, encoding="utf-8", check=True
    )
    return set(ended.stderr.split())


def test_saying_the_version_imports_nothing_heavy():
    assert imported("version") <= {"asyncio"}


@pytest.mark.parametrize(
    ("text", "quiet", "level"),
    [
        ("sources: []", False, "info"),
        ("sources: []", True, "warning"),
        ("log: {format: json}", True, "warning"),
        ("log: {level: info}", True, "info"),
        ("log: {level: debug}", True, "debug"),
        ("log: {level: error}", False, "error"),
    ],
)
def test_a_quiet_log_has_only_warnings_unless_the_settings_say_otherwise(
    tmp_path, text, quiet, level
):
    (tmp_path / "broadsheet.yaml").write_text(text)
    environment = read_environment({}, tmp_path)
    settings = load(find_settings(None, environment, tmp_path), environment)

    assert settings.log_level(quiet=quiet) == level


@pytest.mark.parametrize("words", [["--help"], ["ask", "--help"], ["--version"]])
def test_help_imports_no_more_than_it_shows(words):
    assert not imported(*words) & {"numpy", "sqlalchemy", "pydantic", "lxml", "yaml"}
