"""Reading back: a message is known by its mark, and nothing unread is taken for absent."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.chat import PostFailed, Unreadable
from bot.platforms.discord.marks import bears, marked
from tests.bot.platforms.discord.conftest import SEND_KEY, channel_of, said
from tests.fakes.discord.shapes import ANNOUNCEMENT, FORUM, user

OTHER_KEY = SEND_KEY[::-1]


@pytest.fixture
def find(platform, clock):
    """Look for a key within an hour of now."""

    def found(channel, send_key=SEND_KEY, *, under=None, since=None, until=None):
        hour = timedelta(hours=1)
        return platform.find(
            channel,
            send_key,
            under=under,
            since=since or clock.now() - hour,
            until=until or clock.now() + hour,
        )

    return found


async def test_a_message_is_found_by_its_send_key_long_after_its_nonce_is_forgotten(
    platform, news, clock, find
):
    receipt = await platform.post(news, said("x"), send_key=SEND_KEY)
    clock.advance(minutes=50)
    assert await find(news) == receipt
    assert await find(news, OTHER_KEY) is None


async def test_a_message_is_found_among_hundreds_of_others(platform, world, news, find):
    for n in range(150):
        world.post(news.id, marked(said(f"chatter {n}"), f"key {n}"))
    receipt = await platform.post(news, said("x"), send_key=SEND_KEY)
    for n in range(120):
        world.post(news.id, marked(said(f"more {n}"), f"more {n}"))
    assert await find(news) == receipt
    assert await find(news, OTHER_KEY) is None


async def test_what_another_bot_posted_isnt_ours_whatever_it_bears(world, news, find):
    world._add(world.places[news.id], user(77, "other", bot=True), marked(said("x"), SEND_KEY))
    assert await find(news) is None


async def test_what_lies_outside_of_the_time_isnt_looked_at(platform, news, clock, find):
    await platform.post(news, said("x"), send_key=SEND_KEY)
    later = clock.now() + timedelta(minutes=2)
    assert await find(news, since=later) is None
    assert await find(news, until=clock.now() - timedelta(minutes=2)) is None


async def test_an_empty_channel_that_may_not_be_read_is_never_taken_for_empty(
    platform, world, news, find
):
    await platform.post(news, said("x"), send_key=SEND_KEY)
    world.deny(news.id, read_message_history=False)
    with pytest.raises(Unreadable, match="in #news the bot lacks Read Message History"):
        await find(news)


async def test_a_message_that_can_bear_no_mark_leaves_it_open(platform, news, find):
    await platform.post(news, {"content": "plain", "flags": 4}, send_key=SEND_KEY)
    with pytest.raises(Unreadable, match="bears no mark"):
        await find(news)


async def test_a_forum_post_is_found_open_or_closed(platform, world, guild, find):
    forum = channel_of(world, world.channel(guild, kind=FORUM))
    receipt = await platform.post(forum, said("x", title="T"), send_key=SEND_KEY)
    assert await find(forum) == receipt
    assert await find(forum, OTHER_KEY) is None

    world.places[receipt.thread].shown["thread_metadata"]["archived"] = True
    assert await find(forum) == receipt


async def test_a_forum_post_whose_reply_was_lost_is_found(platform, fake, world, guild, find):
    forum = channel_of(world, world.channel(guild, kind=FORUM))
    fake.fail("threads.create", "lose the reply")
    with pytest.raises(Exception, match="lost"):
        await platform.post(forum, said("x", title="T"), send_key=SEND_KEY)
    found = await find(forum)
    assert found.thread in world.places


async def test_what_stands_under_a_forum_post_is_looked_for_there(platform, world, guild, find):
    forum = channel_of(world, world.channel(guild, kind=FORUM))
    first = await platform.post(forum, said("x", title="T"), send_key=SEND_KEY)
    second = await platform.post(forum, said("y"), send_key=OTHER_KEY, under=first)
    assert await find(forum, OTHER_KEY, under=first) == second
    assert await find(forum, "neither", under=first) is None


async def test_a_message_in_a_thread_is_found_there(platform, world, news, find):
    thread = channel_of(world, world.thread(news.id))
    receipt = await platform.post(thread, said("x"), send_key=SEND_KEY)
    assert await find(thread) == receipt


async def test_an_announcement_found_again_is_handed_on_if_that_was_still_to_do(
    platform, fake, world, guild, find
):
    channel = channel_of(world, world.channel(guild, kind=ANNOUNCEMENT))
    fake.fail("messages.create", "lose the reply")
    with pytest.raises(Exception, match="lost"):
        await platform.post(channel, said("x", crosspost=True), send_key=SEND_KEY)
    (posted,) = world.places[channel.id].messages
    assert not posted["flags"] & 1

    await find(channel)
    assert posted["flags"] & 1
    await find(channel)
    assert len(fake.called_with("messages.crosspost")) == 1


async def test_a_channel_that_is_gone_cant_be_read_and_isnt_tried_again(world, news, find):
    del world.places[news.id]
    with pytest.raises(PostFailed, match="no such channel") as refusal:
        await find(news)
    assert not refusal.value.retry


def test_the_mark_changes_nothing_that_is_seen_and_isnt_discords_own_number():
    body = said("x")
    with_mark = marked(body, SEND_KEY)
    (container,) = with_mark["components"]
    assert 2**30 <= container.pop("id") < 2**31
    assert with_mark == body


def test_two_keys_bear_different_marks():
    keys = [f"{n:024}" for n in range(2000)]
    assert not any(bears(marked(said("x"), a), b) for a, b in pairwise(keys))
    assert all(bears(marked(said("x"), key), key) for key in keys)
