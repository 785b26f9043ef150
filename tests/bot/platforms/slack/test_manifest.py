"""The app's manifest: valid for Slack, and just what the code uses."""

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from bot.platforms.slack.reception import EVENTS
from bot.platforms.slack.scopes import NEEDED, OPTIONAL, SCOPES
from bot.settings import Slack
from tests.fakes.slack.workspace import ALL_SCOPES

FILE = Path(__file__).parents[4] / "deploy" / "slack-manifest.yaml"
TEXT = FILE.read_text(encoding="utf-8")
MANIFEST = yaml.safe_load(TEXT)
OVER_HTTP = yaml.safe_load(re.sub(r"#(?=[a-z_]+:)", "", TEXT))
"""With every line that is for other ways to run it."""

LEAST = 8
"""Characters of a comment that says something."""


@pytest.mark.contracts
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
@pytest.mark.parametrize("manifest", [MANIFEST, OVER_HTTP], ids=["socket", "http"])
def test_it_is_valid_by_slacks_own_schemas(contracts, version, manifest):
    schema = json.loads((contracts / f"manifest.schema.{version}.json").read_text())
    assert [e.message for e in Draft7Validator(schema).iter_errors(manifest)] == []


@pytest.mark.contracts
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_schemas_can_refuse_it(contracts, version):
    schema = json.loads((contracts / f"manifest.schema.{version}.json").read_text())
    bad = {**MANIFEST, "display_information": {"name": "x" * 36}}
    assert [*Draft7Validator(schema).iter_errors(bad)]


def test_it_offers_exactly_the_command_of_the_settings():
    assert [c["command"] for c in MANIFEST["features"]["slash_commands"]] == [Slack().command]


def test_it_asks_for_exactly_the_scopes_that_are_used():
    asked = MANIFEST["oauth_config"]["scopes"]["bot"]
    assert sorted(asked) == sorted(SCOPES) == sorted(ALL_SCOPES)  # the fake enforces them
    assert set(OPTIONAL) == {scope for scope in asked if scope.endswith("s:history")}
    assert not set(NEEDED) & set(OPTIONAL)


def test_it_subscribes_to_exactly_the_events_that_are_listened_to():
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(event.partition(".")[0] for event in events) == sorted(EVENTS)


@pytest.mark.parametrize(
    "name",
    [
        *MANIFEST["oauth_config"]["scopes"]["bot"],
        *MANIFEST["settings"]["event_subscriptions"]["bot_events"],
    ],
)
def test_each_scope_and_event_says_what_needs_it(name):
    comment = re.search(rf"^\s+- {re.escape(name)} # (.+)$", TEXT, re.MULTILINE)
    assert comment
    assert len(comment[1]) >= LEAST or name == "commands"


def test_the_other_way_sends_everything_to_the_bots_own_addresses():
    from bot.platforms.slack.http_mode import EVENTS_PATH
    from bot.platforms.slack.installing import REDIRECT_PATH

    there = "https://news.example.com"
    settings = OVER_HTTP["settings"]
    assert {
        OVER_HTTP["features"]["slash_commands"][0]["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        settings["interactivity"]["message_menu_options_url"],
    } == {there + EVENTS_PATH}
    assert OVER_HTTP["oauth_config"]["redirect_urls"] == [there + REDIRECT_PATH]
