"""The fake sends what Slack sends: the keys of its payloads are those of Slack's own samples."""

import json

import pytest

from tests.fakes.slack import payloads
from tests.fakes.slack.checking import check
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.workspace import Workspace

pytestmark = pytest.mark.contracts


@pytest.fixture(scope="session")
def samples(contracts):
    """The keys of each of Slack's own sample payloads."""
    return json.loads((contracts / "slack-sample-keys.json").read_text())


def keys(value, path=""):
    """Every key in *value*, as the samples write it; what blocks hold is Block Kit's matter."""
    if isinstance(value, dict):
        for name, entry in value.items():
            here = f"{path}.{name}" if path else name
            yield here
            if name not in {"blocks", "metadata", "state"}:
                yield from keys(entry, here)
    elif isinstance(value, list):
        for entry in value:
            yield from keys(entry, f"{path}[]")


def unknown(payload, sample):
    return sorted(set(keys(payload)) - set(sample))


@pytest.fixture(params=[None, "E0GRID"], ids=["team", "grid"])
def workspace(request):
    return Workspace(enterprise=request.param)


ACTION = {"type": "button", "action_id": "a", "value": "v", "text": {"type": "plain_text"}}
VIEW = {"id": "V1", "type": "modal", "hash": "h", "title": {"type": "plain_text", "text": "t"}}


def test_a_slash_command(samples, workspace):
    more = {"response_url": "https://x.test", "trigger_id": "1"}
    payload = payloads.slash_command(workspace, "latest", **more)
    sample = samples["SlashCommandPayload"]
    assert unknown(payload, sample) == []
    optional = {"enterprise_id", "enterprise_name"}
    assert set(sample) - set(payload) <= (set() if workspace.enterprise else optional)


@pytest.mark.parametrize("message", [None, {"text": "t", "ts": "1.1"}])
def test_a_click_in_a_message(samples, workspace, message):
    more = {"response_url": "https://x.test", "trigger_id": "1"}
    payload = payloads.block_actions(workspace, ACTION, message=message, **more)
    assert unknown(payload, samples["BlockActionPayload"]) == []


def test_a_click_in_a_view(samples, workspace):
    payload = payloads.view_actions(workspace, ACTION, VIEW, trigger_id="1")
    assert unknown(payload, samples["BlockActionPayload"]) == []


def test_a_modal_that_is_sent_off(samples, workspace):
    payload = payloads.view_submission(workspace, VIEW, trigger_id="1")
    assert unknown(payload, samples["ViewSubmissionPayload"]) == []


async def test_the_answers_of_the_web_api(samples, workspace):
    async with FakeSlack() as slack:
        slack.add(workspace)
        workspace.add_channel()
        workspace.add_user()
        for method, args in {
            "auth.test": {},
            "chat.postMessage": {"channel": "C0123", "text": "t"},
            "conversations.history": {"channel": "C0123"},
            "views.publish": {"user_id": "U012", "view": {"type": "home", "blocks": []}},
        }.items():
            headers = {"Authorization": f"Bearer {workspace.token}"}
            where = slack.api_url + method
            async with slack._session.post(where, json=args, headers=headers) as answer:
                said = await answer.json()
            assert said["ok"], said
            assert unknown(said, samples[method]) == [], method


async def test_what_installing_and_connecting_answer(samples, workspace):
    async with FakeSlack() as slack:
        slack.add(workspace)
        slack.codes["c"] = workspace
        for method, args, token in (
            ("oauth.v2.access", {"code": "c"}, ""),
            ("apps.connections.open", {}, slack.app_token),
        ):
            headers = {"Authorization": f"Bearer {token}"}
            where = slack.api_url + method
            async with slack._session.post(where, data=args, headers=headers) as answer:
                said = await answer.json()
            assert said["ok"], said
            assert unknown(said, samples[method]) == [], method


def test_the_comparison_can_fail(samples, workspace):
    payload = {**payloads.slash_command(workspace, "latest"), "invented": 1}
    assert unknown(payload, samples["SlashCommandPayload"]) == ["invented"]


def test_the_check_of_blocks_can_fail():
    with pytest.raises(AssertionError):
        check({"text": "t", "blocks": [{"type": "section"}]})
