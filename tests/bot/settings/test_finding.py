"""Which settings file is read."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import find_settings, read_environment
from bot.settings.finding import EXAMPLES

NONE = read_environment({}, Path("nowhere"))


@pytest.fixture
def folder(tmp_path):
    for name in ("broadsheet.yaml", "named.yaml", "from-variable.yaml"):
        (tmp_path / name).touch()
    return tmp_path


def variable(value):
    return read_environment({"BROADSHEET_CONFIG": value}, Path("nowhere"))


def test_the_command_line_wins_over_the_variable(folder):
    found = find_settings(Path("named.yaml"), variable("from-variable.yaml"), folder)
    assert (found.path, found.origin) == (folder / "named.yaml", "--config")


def test_the_variable_wins_over_the_file_that_lies_here(folder):
    found = find_settings(None, variable("from-variable.yaml"), folder)
    assert found.path == folder / "from-variable.yaml"
    assert found.origin == "BROADSHEET_CONFIG in the environment"


def test_the_file_that_lies_here_wins_over_the_example(folder):
    assert find_settings(None, NONE, folder).path == folder / "broadsheet.yaml"


def test_with_none_of_them_it_is_the_built_in_example(tmp_path):
    found = find_settings(None, NONE, tmp_path)
    assert found.path in EXAMPLES
    assert found.path.is_file()


@pytest.mark.parametrize(("named", "what"), [("gone.yaml", "no such file"), (".", "a folder")])
def test_a_named_file_that_is_not_there_is_refused_and_never_passed_over(folder, named, what):
    with pytest.raises(SettingsError, match=f"--config names it, but .*{what}"):
        find_settings(Path(named), NONE, folder)
    with pytest.raises(SettingsError, match="BROADSHEET_CONFIG in the environment names it"):
        find_settings(None, variable(named), folder)


def test_a_file_below_the_working_folder_is_shown_from_there_and_others_whole(folder, tmp_path):
    assert find_settings(Path("named.yaml"), NONE, folder).shown == "named.yaml"
    (folder / "work").mkdir()
    path = folder / "named.yaml"
    assert find_settings(path, NONE, folder / "work").shown == str(path)


def test_the_file_that_the_bot_was_on_wins_over_the_example_and_over_nothing_else(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    before = folder / "named.yaml"
    assert find_settings(None, NONE, tmp_path / "elsewhere", before=before).path == before
    assert find_settings(None, NONE, folder, before=before).path == folder / "broadsheet.yaml"
    named = find_settings(Path("from-variable.yaml"), NONE, folder, before=before)
    assert named.path == folder / "from-variable.yaml"


def test_once_the_bots_file_is_gone_the_example_is_taken_only_by_name(tmp_path):
    with pytest.raises(SettingsError) as refusal:
        find_settings(None, NONE, tmp_path, before=tmp_path / "gone.yaml")
    (sentence,) = refusal.value.problems
    assert sentence.startswith(f"{tmp_path / 'gone.yaml'}: it's gone")
    example = Path(sentence.rpartition("--config ")[2])
    assert find_settings(example, NONE, tmp_path, before=tmp_path / "gone.yaml").path == example


def test_a_folder_or_a_dead_link_in_the_files_place_is_refused_and_never_passed_over(tmp_path):
    (tmp_path / "broadsheet.yaml").mkdir()
    with pytest.raises(SettingsError, match=r"broadsheet\.yaml: it's a folder; "):
        find_settings(None, NONE, tmp_path)
    (tmp_path / "broadsheet.yaml").rmdir()
    (tmp_path / "broadsheet.yaml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(SettingsError, match="no file that can be read"):
        find_settings(None, NONE, tmp_path)
