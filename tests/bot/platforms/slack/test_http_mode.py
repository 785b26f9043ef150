"""HTTP mode: what Slack signed is answered, and nothing else is."""

import json
import re
import time
from io import BytesIO

import aiohttp
import pytest

from bot.platforms.slack.http_mode import EVENTS_PATH, LARGEST, HttpMode
from bot.platforms.slack.reception import Reception
from bot.secrets import Secret
from tests.bot.platforms.slack.conftest import at_once
from tests.bot.platforms.slack.test_commands import shown
from tests.fakes.slack import payloads
from tests.fakes.slack.server import as_http

ANY_PORT = ("127.0.0.1", 0)


@pytest.fixture
async def bot(slack, wire, workspaces, questions):
    """It answers over HTTP."""
    async with Reception(wire, workspaces, questions) as reception:
        secret = Secret(slack.signing_secret)
        async with HttpMode(ANY_PORT, app=reception.app, signing_secret=secret) as listener:
            slack.bot_url = listener.address + EVENTS_PATH
            yield listener


@pytest.fixture
async def call(bot):
    """Call the bot as anybody may; gives the answer's status and its text."""
    async with aiohttp.ClientSession() as session:

        async def post(body, headers, path=EVENTS_PATH):
            headers = {"Content-Type": "application/json", **headers}
            async with session.post(bot.address + path, data=body, headers=headers) as answer:
                return answer.status, await answer.text()

        yield post


CHALLENGE = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"})


async def test_a_command_is_acknowledged_and_answered(slack, workspace, bot, desk):
    delivered = await slack.type(workspace, "story zhipu")
    assert await delivered.acked is None
    (answer,) = await shown(slack, workspace)
    assert answer["response_type"] == "ephemeral"


async def test_a_mention_that_slack_repeats_is_answered_once(slack, workspace, bot, desk):
    mention = payloads.app_mention(workspace, "topics")
    for _ in range(3):
        await slack.happen(workspace, mention, event_id="Ev1")
    await slack.type(workspace, "help")
    await shown(slack, workspace, count=2)
    assert len(desk.asked) == 2


async def test_suggestions_are_the_answer_itself(slack, workspace, bot):
    options = await slack.suggest(workspace, "story.find.v1", "zhipu")
    assert len(options["options"]) == 2


async def test_slack_may_prove_that_the_address_is_ours(slack, call):
    assert await call(CHALLENGE, slack.signed(CHALLENGE)) == (200, '{"challenge": "3eZbrw1a"}')


NOW = str(int(time.time()))
MALFORMED = {
    "nothing": {},
    "no signature": {"X-Slack-Request-Timestamp": NOW},
    "no timestamp": {"X-Slack-Signature": "v0=00"},
    "a wrong signature": {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": "v0=00"},
    "no number": {"X-Slack-Request-Timestamp": "abc", "X-Slack-Signature": "v0=00"},
    "a fraction": {"X-Slack-Request-Timestamp": f"{NOW}.5", "X-Slack-Signature": "v0=00"},
    "a huge number": {"X-Slack-Request-Timestamp": "9" * 4000, "X-Slack-Signature": "v0=00"},
    "an infinite number": {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=0"},
    "foreign digits": {"X-Slack-Request-Timestamp": "٣", "X-Slack-Signature": "v0=00"},
    "no ASCII": {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": "v0=é"},
}


@pytest.mark.parametrize("headers", MALFORMED.values(), ids=MALFORMED)
async def test_whatever_isnt_signed_gets_401(call, desk, headers):
    status, said = await call(CHALLENGE, headers)
    assert (status, json.loads(said)) == (401, {"error": "not signed by Slack"})
    assert desk.asked == []


async def test_another_secrets_signature_gets_401(slack, call):
    assert (await call(CHALLENGE, slack.signed(CHALLENGE, secret="another")))[0] == 401


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_an_old_or_early_signature_gets_401(slack, call, seconds):
    at = str(int(time.time()) + seconds)
    assert (await call(CHALLENGE, slack.signed(CHALLENGE, at=at)))[0] == 401


async def test_bytes_that_are_no_text_get_401(slack, call):
    assert (await call(b"\xff\xfe", slack.signed("x")))[0] == 401


async def test_a_call_that_is_too_large_is_turned_away(slack, call, desk):
    body = "x" * (LARGEST + 1)
    assert (await call(BytesIO(body.encode()), slack.signed(body)))[0] == 413


async def test_what_slack_signed_and_nobody_can_read_is_a_bad_request(slack, call):
    body = "{never ends"
    assert (await call(body, slack.signed(body)))[0] == 400


async def test_nothing_else_is_served(slack, call):
    for path in ("/", "/slack/install", "/metrics"):
        assert (await call("", slack.signed(""), path))[0] == 404


async def test_the_same_delivery_is_read_alike_by_both_transports(slack, workspace, bot):
    """A form and JSON hold the same payload as an envelope."""
    payload = payloads.slash_command(workspace, "story zhipu & co", response_url="https://x.test")
    body, kind = as_http("slash_commands", payload)
    assert kind == "application/x-www-form-urlencoded"
    assert "zhipu+%26+co" in body


async def test_an_address_that_is_taken_is_said_once_and_listened_on_once_its_free(slack, logged):
    async with HttpMode(ANY_PORT) as first:
        port = int(first.address.rpartition(":")[2])
        second = await HttpMode(("127.0.0.1", port), waits=at_once).__aenter__()
        refused = [e for e in logged if e["event"] == "platform not listening"]
    assert re.match(rf"127.0.0.1:{port} can't be listened on .* listen:", refused[0]["reason"])
    try:
        await slack.until(
            lambda: [e["event"] for e in logged].count("platform listening") == 2  # said by each
        )
    finally:
        await second.__aexit__()
    assert [e["event"] for e in logged].count("platform not listening") == 1


async def test_one_that_never_comes_to_listen_ends_all_the_same():
    async with HttpMode(ANY_PORT) as first:
        port = int(first.address.rpartition(":")[2])
        async with HttpMode(("127.0.0.1", port)):
            pass
