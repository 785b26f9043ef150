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
    chatter(workspace, 450)

    assert await find(platform) == posted

    pages = slack.called("conversations.history")
    assert len(pages) == 3
    assert {page["limit"] for page in pages} == {"200"}


async def test_a_reading_that_has_to_wait_goes_on_from_where_it_was(slack, workspace, platform):
    """As apps outside of the Marketplace are let: one page of fifteen, then a minute's wait."""
    slack.page = 15
    posted = await post(platform)
    chatter(workspace, 40)
    slack.faults.every_other("conversations.history", "limit", seconds=60)

    for _ in range(2):
        with pytest.raises(PostFailed) as later:
            await find(platform)
        assert later.value.wait == timedelta(seconds=60)
    assert await find(platform) == posted

    asked = [page.get("cursor") for page in slack.called("conversations.history")]
    assert asked == [None, "15", "15", "30", "30"]


async def test_a_channel_that_cant_be_read_in_time_is_decided_upon(
    slack, workspace, platform, logged
):
    await post(platform)
    chatter(workspace, 300)
    slack.faults.every_other("conversations.history", "limit", seconds=60)
    with pytest.raises(PostFailed):  # the first page comes, the others never do
        await find(platform)
    slack.faults.never("conversations.history")
    slack.faults.always("conversations.history", "limit", seconds=60)
    for _ in range(18):
        with pytest.raises(PostFailed):
            await find(platform)
    with pytest.raises(Unreadable, match="too slowly"):
        await find(platform)
    assert [e["waits"] for e in logged if e["event"] == "reading waits"] == [*range(1, 21)]


async def test_a_place_that_slack_forgot_is_read_from_the_beginning(slack, workspace, platform):
    posted = await post(platform)
    chatter(workspace, 300)
    slack.faults.every_other("conversations.history", "limit", seconds=60)
    with pytest.raises(PostFailed):
        await find(platform)
    slack.faults.never("conversations.history")
    slack.faults.next("conversations.history", "refuse", error="invalid_cursor")
    with pytest.raises(PostFailed):
        await find(platform)
    assert await find(platform) == posted
    assert "cursor" not in slack.called("conversations.history")[-2]


def chatter(workspace, count):
    for _ in range(count):
        workspace.post("C0123", {"text": "chatter"}, at=NOW.timestamp())


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
