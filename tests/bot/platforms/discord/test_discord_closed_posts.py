"""Reading a forum back whose posts are closed: as many pages as it takes, and no more."""

from datetime import timedelta

import pytest

from bot.chat import Unreadable
from bot.platforms.discord.webhooks import DiscordWebhooks
from bot.secrets import Secret
from digests.schedule.channel import Channel
from tests.bot.platforms.discord.conftest import SEND_KEY, channel_of, said
from tests.fakes.discord.shapes import FORUM

OTHER_KEY = SEND_KEY[::-1]
DESK = Channel(platform="discord-webhook", id="desk")


@pytest.fixture
def forum(world, guild):
    return channel_of(world, world.channel(guild, "papers", kind=FORUM))


@pytest.fixture
def close(world, clock):
    """Close one post, or as many of others as are told, a second apart."""

    def closed(forum, *, others=0, post=None):
        posts = [post] if post else [world.thread(forum.id) for _ in range(others)]
        for thread in posts:
            clock.advance(seconds=1)
            shown = world.places[thread].shown
            closing = {"archived": True, "archive_timestamp": clock.now().isoformat()}
            shown["thread_metadata"] |= closing
            shown["owner_id"] = shown["owner_id"] if post else world.owner["id"]

    return closed


@pytest.fixture
def times(clock):
    now = clock.now()
    return {"since": now - timedelta(minutes=1), "until": now + timedelta(minutes=1)}


async def test_a_post_is_found_behind_hundreds_that_were_closed_after_it(
    platform, fake, forum, close, times
):
    receipt = await platform.post(forum, said("x", title="T"), send_key=SEND_KEY)
    close(forum, post=receipt.thread)
    close(forum, others=230)
    assert await platform.find(forum, SEND_KEY, under=None, **times) == receipt
    assert len(fake.called_with("threads.archived")) == 3
    assert await platform.find(forum, OTHER_KEY, under=None, **times) is None


async def test_posts_that_were_closed_before_the_time_are_left_alone(
    platform, fake, forum, close, clock
):
    close(forum, others=230)
    since, until = clock.now() + timedelta(minutes=1), clock.now() + timedelta(hours=1)
    assert await platform.find(forum, SEND_KEY, under=None, since=since, until=until) is None
    assert len(fake.called_with("threads.archived")) == 1


async def test_a_forum_that_hides_some_of_its_posts_leaves_it_open(platform, fake, forum, times):
    fake.fail("threads.archived", {"threads": [], "members": [], "has_more": True})
    with pytest.raises(Unreadable, match="#papers doesn't show all of its closed posts"):
        await platform.find(forum, SEND_KEY, under=None, **times)


async def test_a_webhooks_post_is_found_whoever_discord_says_it_belongs_to(
    rest, fake, world, forum, times
):
    address = Secret(fake.webhook_url(world.webhook(forum.id)))
    async with DiscordWebhooks({"DISCORD_WEBHOOK_DESK": address}, rest) as webhooks:
        receipt = await webhooks.post(DESK, said("x", title="T"), send_key=SEND_KEY)
        assert await webhooks.find(DESK, SEND_KEY, under=None, **times) == receipt
        assert await webhooks.find(DESK, OTHER_KEY, under=None, **times) is None


async def test_a_post_that_can_bear_no_mark_leaves_it_open(platform, forum, times):
    plain = {"content": "plain", "flags": 4, "broadsheet": {"title": "T"}}
    await platform.post(forum, plain, send_key=SEND_KEY)
    with pytest.raises(Unreadable, match="bears no mark"):
        await platform.find(forum, OTHER_KEY, under=None, **times)
