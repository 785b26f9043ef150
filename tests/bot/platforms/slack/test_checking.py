"""What `broadsheet check` says of Slack: what is wrong, with the remedy, or that it can't tell."""

import pytest

from bot.platforms.slack.checking import examine
from bot.platforms.slack.http_mode import HttpMode
from bot.settings import find_settings, load, read_environment
from tests.fakes.slack.server import FakeSlack

FILE = """
schedules:
  - {name: brief, channel: "slack:C0123", every: day at 09:00}
  - {name: late, channel: "slack:C0123", every: day at 18:30}
"""


@pytest.fixture
def examined(slack, workspace, tmp_path):
    async def ask(text=FILE, **variables):
        (tmp_path / "broadsheet.yaml").write_text(text)
        tokens = {"SLACK_BOT_TOKEN": workspace.token, "SLACK_APP_TOKEN": slack.app_token}
        environment = read_environment(
            {"SLACK_API_URL": slack.api_url, **tokens, **variables}, tmp_path
        )
        return await examine(load(find_settings(None, environment, tmp_path), environment))

    return ask


async def test_there_is_nothing_to_say_where_all_is_well(examined, slack):
    found = await examined()
    assert (found.obstacles, found.notes) == ((), ())
    assert not [method for method, _ in slack.calls if method.startswith("chat.")]


async def test_a_missing_scope_is_named_with_what_needs_it(examined, workspace):
    workspace.scopes.remove("users:read")
    (obstacle,) = (await examined()).obstacles
    assert obstacle == (
        "slack: the scope users:read is missing (people's time zones, and who is an admin); "
        "add it under OAuth & Permissions and install the app again"
    )


async def test_a_history_scope_is_only_worth_having(examined, workspace):
    workspace.scopes -= {"channels:history", "groups:history"}
    found = await examined()
    assert found.obstacles == ()
    assert len(found.notes) == 2
    assert "without the scope channels:history, there's no looking whether" in found.notes[0]


async def test_a_channel_that_the_bot_isnt_in_is_said_once(examined, workspace):
    workspace.channels["C0123"].is_member = False
    assert (await examined()).obstacles == (
        "slack: brief: I'm not in #news: type `/invite @broadsheet` there",
    )


async def test_an_address_that_is_taken_is_worth_knowing(examined):
    text = FILE + "slack: {transport: http, listen: '127.0.0.1:PORT'}"
    async with HttpMode(("127.0.0.1", 0)) as other:
        taken = text.replace("PORT", other.address.rpartition(":")[2])
        found = await examined(taken, SLACK_SIGNING_SECRET="s3cret99")
    assert found.obstacles == ()
    assert "can't be listened on" in found.notes[0]
    assert "unless that's this bot at work" in found.notes[0]
    assert (await examined(taken, SLACK_SIGNING_SECRET="s3cret99")).notes == ()


async def test_an_address_that_isnt_this_machines_is_in_the_way(examined):
    text = FILE + "slack: {transport: http, listen: '192.0.2.1:3000'}"
    (obstacle,) = (await examined(text, SLACK_SIGNING_SECRET="s3cret99")).obstacles
    assert "192.0.2.1:3000 can't be listened on" in obstacle


@pytest.mark.parametrize(
    ("state", "said"),
    [("revoked", "was revoked"), ("inactive", "was removed"), ("invalid", "know")],
)
async def test_a_dead_token_is_said_with_where_it_stands(examined, workspace, state, said):
    workspace.token_state = state
    (obstacle,) = (await examined()).obstacles
    assert obstacle.startswith("slack: SLACK_BOT_TOKEN: ")
    assert said in obstacle
    assert "take it anew from OAuth & Permissions" in obstacle


async def test_a_dead_app_token_is_said_too(examined, slack):
    slack.app_token_dead = True
    (obstacle,) = (await examined()).obstacles
    assert obstacle.startswith("slack: SLACK_APP_TOKEN: Slack doesn't know the token")


async def test_an_app_token_without_its_scope_is_said(examined, slack):
    slack.faults.next("apps.connections.open", "refuse", error="missing_scope")
    (obstacle,) = (await examined()).obstacles
    assert "lacks the scope connections:write" in obstacle


async def test_without_a_network_it_says_so_and_finds_nothing_wrong(examined):
    async with FakeSlack() as gone:
        url = gone.api_url
    found = await examined(SLACK_API_URL=url)
    assert found.obstacles == ()
    (note,) = found.notes
    assert "nothing was checked there: it can't be reached" in note
