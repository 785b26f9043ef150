"""Variables, from the environment and from `.env`."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.secrets import Secret
from bot.settings import read_environment

TOKEN = "made-up-token"


def dotenv(folder, text):
    (folder / ".env").write_text(text, encoding="utf-8")


def test_the_environment_wins_over_dotenv(tmp_path):
    dotenv(tmp_path, f"BROADSHEET_STATE=/from-file\nDISCORD_TOKEN={TOKEN}\n")
    environment = read_environment({"BROADSHEET_STATE": "/from-environment"}, tmp_path)
    assert environment.text("BROADSHEET_STATE") == "/from-environment"
    assert environment.origin("BROADSHEET_STATE") == "BROADSHEET_STATE in the environment"
    assert environment.secret("DISCORD_TOKEN") == Secret(TOKEN)
    assert environment.origin("DISCORD_TOKEN") == "DISCORD_TOKEN in .env"


def test_a_secret_in_the_environment_wins_over_its_twin_in_dotenv(tmp_path):
    dotenv(tmp_path, "DISCORD_TOKEN_FILE=/from/dotenv\nBROADSHEET_KEY=from-dotenv\n")
    (tmp_path / "key").write_text("from-environment")
    variables = {"DISCORD_TOKEN": TOKEN, "BROADSHEET_KEY_FILE": str(tmp_path / "key")}
    environment = read_environment(variables, tmp_path)
    assert environment.secret("DISCORD_TOKEN") == Secret(TOKEN)
    assert environment.secret("BROADSHEET_KEY") == Secret("from-environment")


def test_a_variable_set_to_nothing_leaves_dotenv_its_say(tmp_path):
    dotenv(tmp_path, "BROADSHEET_STATE=/from-file\n")
    assert read_environment({"BROADSHEET_STATE": ""}, tmp_path).text("BROADSHEET_STATE") == (
        "/from-file"
    )


def test_a_password_with_a_dollar_sign_is_taken_as_it_is(tmp_path):
    dotenv(tmp_path, "BROADSHEET_KEY='a${HOME}b$c'\n")
    assert read_environment({}, tmp_path).secret("BROADSHEET_KEY") == Secret("a${HOME}b$c")


def test_a_dotenv_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / ".env").write_bytes(b"BROADSHEET_KEY=\xff\xfe")
    with pytest.raises(SettingsError, match=r"\.env can't be read"):
        read_environment({}, tmp_path)


def test_webhooks_are_found_by_their_variables(tmp_path):
    values = {"DISCORD_WEBHOOK_B_FILE": "/x", "DISCORD_WEBHOOK_A": TOKEN, "DISCORD_WEBHOOK_C": " "}
    environment = read_environment(values, tmp_path)
    assert list(environment.webhooks()) == ["DISCORD_WEBHOOK_A", "DISCORD_WEBHOOK_B"]


def test_every_secret_that_cannot_be_read_is_a_problem_without_a_line(problems_of):
    variables = {
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_TOKEN_FILE": "/x",
        "BROADSHEET_KEY_FILE": "/no/such/file",
    }
    problems = problems_of("timezone: Lodnon", variables)
    assert problems[:2] == [
        "BROADSHEET_KEY_FILE: /no/such/file can't be read (No such file or directory)",
        "DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set; keep one of them",
    ]
    assert problems[2].startswith("broadsheet.yaml:1: timezone")
    assert TOKEN not in "".join(problems)


def test_the_state_folder_and_the_database_follow_their_variables(settings_of, tmp_path):
    settings = settings_of("", {"BROADSHEET_STATE": "kept"})
    assert settings.state == tmp_path / "kept"
    assert settings.database_url.reveal() == (f"sqlite:///{tmp_path}/kept/broadsheet.sqlite3")
    chosen = settings_of("", {"BROADSHEET_DATABASE": "sqlite:////elsewhere/news.sqlite3"})
    assert chosen.database_url.reveal() == "sqlite:////elsewhere/news.sqlite3"


def test_without_a_variable_the_state_lies_where_this_users_programs_keep_theirs(settings_of):
    state = settings_of("").state
    assert state.is_absolute()
    assert "broadsheet" in state.parts


def test_tokens_and_other_servers_reach_the_settings_and_tokens_do_not_show(settings_of):
    variables = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    settings = settings_of("", variables)
    assert settings.secrets == {"SLACK_BOT_TOKEN": Secret(TOKEN)}
    assert settings.api_urls == {"slack": "http://127.0.0.1:9/api/"}
    assert TOKEN not in repr(settings)
    assert TOKEN not in repr(read_environment(variables, Path("nowhere")))
