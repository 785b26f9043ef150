"""Read-back: whether a message is there, told from the channel's history and its threads."""

from datetime import timedelta

import pytest

from bot.chat import PostFailed, Receipt, Unreadable
from digests.schedule.channel import Channel
from tests.bot.platforms.slack.test_posting import KEY, MESSAGE, NEWS, post
from tests.builders import NOW

SINCE, UNTIL = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)


def find(platform, key=KEY, under=None, since=SINCE, until=UNTIL, channel=NEWS):
    return platform.find(channel, key, under=under, since=since, until=until)


async def test_a_message_is_found_by_its_key_alone(workspace, platform):
    posted = await post(platform)
    assert await find(platform) == posted
    assert await find(platform, "B" * 24) is None


async def test_a_message_is_found_behind_many_others(slack, workspace, platform):
    posted = await post(platform)
    for _ in range(40):
        workspace.post("C0123", {"text": "chatter"}, at=NOW.timestamp())

    assert await find(platform) == posted

    pages = slack.called("conversations.history")
    assert len(pages) == 3
    assert {page["limit"] for page in pages} == {"15"}


async def test_what_others_say_is_no_message_of_ours(workspace, platform):
    metadata = {"event_type": "another_app", "event_payload": {"send_key": KEY}}
    workspace.post("C0123", {"text": "chatter", "metadata": metadata}, at=NOW.timestamp())
    assert await find(platform) is None


async def test_a_reply_is_looked_for_in_its_thread(slack, workspace, platform):
    parent = await post(platform)
    reply = await post(platform, send_key="B" * 24, under=parent)

    assert await find(platform, "B" * 24, under=parent) == reply
    assert await find(platform, "C" * 24, under=parent) is None
    assert await find(platform, "B" * 24) is None  # it isn't in the channel itself


async def test_only_the_window_is_looked_through(workspace, platform):
    await post(platform)
    long_ago = SINCE - timedelta(days=1)
    assert await find(platform, since=long_ago, until=SINCE) is None


async def test_a_window_ends_on_the_instant(workspace, platform):
    posted = await post(platform)
    exactly = NOW + timedelta(seconds=float(posted.message) - NOW.timestamp())
    assert await find(platform, since=exactly, until=exactly) == posted


@pytest.mark.parametrize("kind", ["channels", "groups"])
async def test_without_the_scope_nobody_can_tell(workspace, platform, kind):
    workspace.channels["C0123"].is_private = kind == "groups"
    workspace.scopes.remove(f"{kind}:history")
    with pytest.raises(Unreadable, match=f"lacks the scope {kind}:history"):
        await find(platform)


async def test_a_channel_that_the_bot_left_cant_be_read(workspace, platform):
    workspace.channels["C0123"].is_member = False
    with pytest.raises(Unreadable, match=r"I'm not in #news: type `/invite @broadsheet`"):
        await find(platform)


async def test_a_limit_on_reading_is_waited_for(slack, platform):
    slack.faults.next("conversations.history", "limit", seconds=60)
    with pytest.raises(PostFailed) as later:
        await find(platform)
    assert (later.value.retry, later.value.wait) == (True, timedelta(seconds=60))


@pytest.mark.parametrize("kind", ["500 before", "lose the reply", "html"])
async def test_a_reading_that_fails_is_tried_again(slack, platform, kind):
    slack.faults.next("conversations.history", kind, times=2)  # a read may be sent twice at once
    with pytest.raises(PostFailed) as later:
        await find(platform)
    assert later.value.retry


async def test_a_parent_that_is_gone_leaves_nothing_to_tell(platform):
    gone = Receipt(channel="C0123", message="1700000000.000001")
    with pytest.raises(Unreadable, match="is gone"):
        await find(platform, under=gone)


async def test_a_message_to_a_channel_without_a_team_is_found(platform):
    channel = Channel.parse("slack:C0123")
    posted = await platform.post(channel, MESSAGE, send_key=KEY)
    assert await find(platform, channel=channel) == posted
