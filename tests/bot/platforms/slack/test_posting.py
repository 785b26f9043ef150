"""Posts to Slack: once each, and what becomes of one that fails."""

import asyncio
from datetime import timedelta

import pytest

from bot.chat import PostFailed, PostUnclear, Receipt
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.calling import Wire
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.workspaces import Workspaces
from bot.secrets import Secret
from digests.schedule.channel import Channel

KEY = "AAAAAAAAAAAAAAAAAAAAAAAA"
NEWS = Channel.parse("slack:T024/C0123")
MESSAGE = {
    "text": "Morning brief",
    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*Morning brief*"}}],
    "unfurl_links": False,
    "unfurl_media": False,
}


def post(platform, channel=NEWS, **fields):
    return platform.post(channel, MESSAGE, **{"send_key": KEY, **fields})


async def test_a_message_stands_in_the_channel_with_its_send_key(slack, workspace, platform):
    receipt = await post(platform)

    (message,) = workspace.channels["C0123"].messages
    assert receipt == Receipt(channel="C0123", message=message["ts"])
    assert message["blocks"] == MESSAGE["blocks"]
    assert message["metadata"] == {
        "event_type": "broadsheet_part",
        "event_payload": {"send_key": KEY},
    }
    (sent,) = slack.called("chat.postMessage")
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)


async def test_a_part_under_another_is_a_reply_in_its_thread(workspace, platform):
    first = await post(platform)
    second = await post(platform, send_key="B" * 24, under=first)
    third = await post(platform, send_key="C" * 24, under=second)

    assert (second.thread, third.thread) == (first.message, first.message)
    threads = [message.get("thread_ts") for message in workspace.channels["C0123"].messages]
    assert threads == [None, first.message, first.message]


async def test_a_message_whose_reply_is_lost_is_there_once_and_unclear(slack, workspace, platform):
    slack.faults.next("chat.postMessage", "lose the reply")

    with pytest.raises(PostUnclear):
        await post(platform)

    assert len(workspace.channels["C0123"].messages) == 1
    assert len(slack.called("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("kind", "there"), [("lose the call", 0), ("500 before", 0), ("500 after", 1), ("html", 0)]
)
async def test_an_answer_that_tells_nothing_is_unclear(slack, workspace, platform, kind, there):
    slack.faults.next("chat.postMessage", kind)

    with pytest.raises(PostUnclear):
        await post(platform)

    assert len(workspace.channels["C0123"].messages) == there
    assert len(slack.called("chat.postMessage")) == 1


@pytest.mark.parametrize(
    "error", ["internal_error", "fatal_error", "service_unavailable", "request_timeout"]
)
async def test_slacks_own_doubts_are_unclear(slack, platform, error):
    slack.faults.next("chat.postMessage", "refuse", error=error)
    with pytest.raises(PostUnclear, match=error):
        await post(platform)


async def test_a_limit_is_waited_for_as_long_as_slack_says(slack, workspace, platform):
    slack.faults.next("chat.postMessage", "limit", seconds=7)

    with pytest.raises(PostFailed) as refused:
        await post(platform)

    assert (refused.value.retry, refused.value.wait) == (True, timedelta(seconds=7))
    assert workspace.channels["C0123"].messages == []


@pytest.mark.parametrize("error", ["ratelimited", "rate_limited", "message_limit_exceeded"])
async def test_a_limit_in_an_ordinary_answer_is_tried_again(slack, platform, error):
    slack.faults.next("chat.postMessage", "refuse", error=error)
    with pytest.raises(PostFailed, match="more slowly") as refused:
        await post(platform)
    assert refused.value.retry


async def test_a_slack_that_cant_be_reached_took_nothing(slack, platform):
    await slack._runner.cleanup()
    with pytest.raises(PostFailed, match="can't be reached") as refused:
        await post(platform)
    assert refused.value.retry


async def test_a_slack_that_cant_be_reached_at_first_took_nothing_either(slack, platform):
    slack.faults.next("auth.test", "lose the reply")
    with pytest.raises(PostFailed) as refused:
        await post(platform)
    assert refused.value.retry
    await post(platform)


async def test_a_slack_that_is_silent_is_waited_for_once_and_not_by_every_channel(slack, workspace):
    fault = slack.faults.next("auth.test", "hang")
    async with Wire(slack.api_url, patience=0.5) as wire:
        workspaces = Workspaces(wire, SignIns(), own=Secret(workspace.token))
        for _ in range(5):
            with pytest.raises(PostFailed, match="doesn't answer") as later:
                await post(SlackPlatform(workspaces, workspaces.sign_ins))
            assert later.value.retry
    assert len(slack.called("auth.test")) == 1
    fault.go_on.set()


REFUSALS = {
    "not_in_channel": "I'm not in #news: type `/invite @broadsheet` there",
    "channel_not_found": "there's no channel #news that I can see: check its id, "
    "or, if it's private, type `/invite @broadsheet` there",
    "is_archived": "#news is archived: unarchive it, or name another channel",
    "restricted_action_thread_locked": "an admin of the workspace doesn't let apps post to #news: "
    "ask them",
    "team_access_not_granted": "the app isn't approved for this workspace: ask its owner",
    "msg_blocks_too_long": "Slack takes no message that long; please report it",
    "invalid_blocks": "Slack found a mistake in the message itself (invalid_blocks); "
    "please report it",
    "as_user_not_supported": "Slack refuses (as_user_not_supported)",
}


@pytest.mark.parametrize("error", REFUSALS)
async def test_what_slack_refuses_for_good_comes_with_its_remedy(slack, platform, error):
    slack.faults.next("chat.postMessage", "refuse", error=error)
    with pytest.raises(PostFailed) as refused:
        await post(platform)
    assert (refused.value.retry, refused.value.problem) == (False, REFUSALS[error])


async def test_a_missing_scope_is_named(workspace, platform):
    workspace.scopes.remove("chat:write")
    with pytest.raises(PostFailed, match=r"lacks the scope chat:write: add it") as refused:
        await post(platform)
    assert not refused.value.retry


@pytest.mark.parametrize("state", ["revoked", "inactive", "invalid"])
async def test_what_a_dead_token_holds_up_goes_out_once_it_is_good(
    workspace, platform, logged, state
):
    await post(platform)
    workspace.token_state = state
    for _ in range(3):
        with pytest.raises(PostFailed) as refused:
            await post(platform)
        assert refused.value.retry
        assert refused.value.wait == timedelta(minutes=5)

    workspace.token_state = "good"
    await post(platform, send_key="B" * 24)

    told = [entry["event"] for entry in logged]
    assert told == ["platform signed out", "platform signed in"]
    assert all(workspace.token not in str(entry) for entry in logged)


async def test_a_post_that_hangs_is_given_up_by_whoever_waits(slack, workspace, platform):
    await platform.located(NEWS)
    fault = slack.faults.next("chat.postMessage", "hang")
    posting = asyncio.create_task(post(platform))
    await fault.begun.wait()
    posting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await posting
    fault.go_on.set()


def test_a_channel_and_its_workspace_have_each_their_pace(platform):
    workspace, channel = platform.limits(NEWS)
    assert (channel.key, channel.most, channel.per) == (
        "slack:T024/C0123",
        1,
        timedelta(seconds=1),
    )
    assert (workspace.key, workspace.most, workspace.per) == (
        "slack:T024",
        240,
        timedelta(minutes=1),
    )
    assert [limit.key for limit in platform.limits(Channel.parse("slack:C0123"))] == [
        "slack",
        "slack:C0123",
    ]
