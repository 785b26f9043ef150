"""Slack's tokens: which are needed, and that none stands in another's place."""

import pytest

from bot.settings import Transport

ONE = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
SEVERAL = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "secret",
    "BROADSHEET_KEY": "key",
    "SLACK_APP_TOKEN": "xapp-1",
}
FILE = "platforms: [slack]\n"
HTTP = FILE + "slack: {transport: http}\n"


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        (FILE, ONE),
        (FILE, SEVERAL),
        (HTTP, {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}),
        (FILE + "slack: {transport: none}\n", {"SLACK_BOT_TOKEN": "xoxb-1"}),
        ("slack: {command: /brief}\n", {}),
    ],
)
def test_these_suffice(problems_of, text, variables):
    assert problems_of(text, variables) == []


@pytest.mark.parametrize(
    ("text", "variables", "said"),
    [
        (FILE, {"SLACK_APP_TOKEN": "xapp-1"}, "platforms[0]: slack needs SLACK_BOT_TOKEN;"),
        (FILE, {"SLACK_BOT_TOKEN": "xoxb-1"}, "slack needs SLACK_APP_TOKEN;"),
        (HTTP, {"SLACK_BOT_TOKEN": "xoxb-1"}, "slack needs SLACK_SIGNING_SECRET;"),
        (FILE, {**ONE, "SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN holds an app's token; the"),
        (FILE, {**ONE, "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN holds a bot's token; the"),
        (FILE, {**ONE, "SLACK_BOT_TOKEN": "xoxp-1"}, "SLACK_BOT_TOKEN holds a person's token;"),
        (FILE, {**ONE, "SLACK_BOT_TOKEN": "xoxe.xoxb-1"}, "switch token rotation off"),
        (
            FILE,
            {name: value for name, value in SEVERAL.items() if name != "BROADSHEET_KEY"},
            "slack in several workspaces needs BROADSHEET_KEY as well;",
        ),
    ],
)
def test_what_is_missing_or_mixed_up_is_said_once_with_the_remedy(
    problems_of, text, variables, said
):
    (problem,) = problems_of(text + "schedules: []\n", variables)
    assert said in problem
    assert "xoxb-1" not in problem.replace("begins with xoxb-", "")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("command: news", "no command; write a slash and a word"),
        ("admins: [ada]", "no member's id"),
        ("transport: carrier-pigeon", "socket, http or none"),
        ("listen: 3000x", "write 127.0.0.1:3000"),
        ("public_url: http://news.example.com", "write https://news.example.com"),
        ("token: xoxb-1", "no such setting"),
    ],
)
def test_what_is_wrong_with_the_section_is_said_with_its_remedy(problems_of, setting, said):
    (problem,) = problems_of(f"slack: {{{setting}}}\n")
    assert said in problem


def test_every_key_of_the_section_reaches_the_settings(settings_of):
    slack = settings_of(
        """
        slack:
          command: /Brief
          admins: [U012, "@U034", T024/W056]
          transport: http
          listen: "[::1]:8080"
          public_url: https://news.example.com/
          share: false
        """
    ).slack
    assert slack.command == "/brief"
    assert slack.admins == {"U012", "U034", "T024/W056"}
    assert slack.transport is Transport.HTTP
    assert slack.listen == ("::1", 8080)
    assert slack.public_url == "https://news.example.com"
    assert not slack.share


def test_without_the_section_slack_is_spoken_with_over_a_socket(settings_of):
    slack = settings_of("").slack
    assert (slack.command, slack.transport, slack.listen) == (
        "/news",
        Transport.SOCKET,
        ("127.0.0.1", 3000),
    )
