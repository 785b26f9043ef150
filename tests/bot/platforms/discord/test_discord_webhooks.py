"""Webhooks: a channel without a bot, posted to once, read back where a bot can."""

from datetime import timedelta

import pytest

from bot.chat import PostFailed, PostUnclear, Unreadable
from bot.platforms.discord.webhooks import DiscordWebhooks
from bot.secrets import Secret
from digests.schedule.channel import Channel
from tests.bot.platforms.discord.conftest import SEND_KEY, said
from tests.fakes.discord.shapes import FORUM

DESK = Channel(platform="discord-webhook", id="news-desk")
VARIABLE = "DISCORD_WEBHOOK_NEWS_DESK"


@pytest.fixture
def webhook(world, news):
    return world.webhook(news.id)


@pytest.fixture
async def platform(fake, webhook, rest):
    address = Secret(fake.webhook_url(webhook))
    async with DiscordWebhooks({VARIABLE: address}, rest) as opened:
        yield opened


@pytest.fixture
async def without_a_bot(fake, webhook):
    async with DiscordWebhooks({VARIABLE: Secret(fake.webhook_url(webhook))}, None) as opened:
        yield opened


@pytest.fixture
def times(clock):
    hour = timedelta(hours=1)
    return {"since": clock.now() - hour, "until": clock.now() + hour}


async def test_a_message_lands_in_the_webhooks_channel_without_any_bot(
    without_a_bot, fake, world, news
):
    receipt = await without_a_bot.post(DESK, said("x"), send_key=SEND_KEY)
    (posted,) = world.places[news.id].messages
    assert (receipt.channel, receipt.message) == (news.id, posted["id"])
    (call,) = [c for c in fake.calls if c.route == "webhooks.execute"]
    assert call.token is None
    assert call.query["wait"] == "1"
    assert "nonce" not in call.body
    assert call.body["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize("fault", ["500 after", "lose the reply"])
async def test_an_unclear_post_is_found_where_the_bot_can_read(
    platform, fake, world, news, times, fault
):
    fake.fail("webhooks.execute", fault)
    with pytest.raises(PostUnclear):
        await platform.post(DESK, said("x"), send_key=SEND_KEY)
    (posted,) = world.places[news.id].messages
    found = await platform.find(DESK, SEND_KEY, under=None, **times)
    assert found.message == posted["id"]
    assert await platform.find(DESK, SEND_KEY[::-1], under=None, **times) is None


async def test_without_a_bot_nobody_can_tell(without_a_bot, times):
    with pytest.raises(Unreadable, match="DISCORD_TOKEN"):
        await without_a_bot.find(DESK, SEND_KEY, under=None, **times)


async def test_a_webhook_that_is_gone_is_never_called_again(platform, fake, world):
    world.webhooks.clear()
    for _ in range(2):
        with pytest.raises(PostFailed, match=f"{VARIABLE} holds the address of a .* gone; copy"):
            await platform.post(DESK, said("x"), send_key=SEND_KEY)
    assert len(fake.called_with("webhooks.execute")) == 1
    assert "gone" in await platform.obstacle(DESK)


@pytest.mark.parametrize("address", ["", "https://example.com/hook", "token"])
async def test_what_is_no_webhooks_address_is_said_so_without_showing_it(address):
    async with DiscordWebhooks({VARIABLE: Secret(address)}, None) as platform:
        with pytest.raises(PostFailed, match="holds no webhook's address") as refusal:
            await platform.post(DESK, said("x"), send_key=SEND_KEY)
        assert address not in str(refusal.value) or not address


async def test_a_forums_webhook_starts_a_post_and_goes_on_in_it(platform, fake, world, guild):
    forum = world.channel(guild, kind=FORUM)
    fake.world.webhooks.clear()
    address = Secret(fake.webhook_url(world.webhook(forum)))
    async with DiscordWebhooks({VARIABLE: address}, None) as hooks:
        first = await hooks.post(DESK, said("x", title="Morning"), send_key=SEND_KEY)
        await hooks.post(DESK, said("y"), send_key=SEND_KEY[::-1], under=first)
    thread = world.places[first.thread]
    assert thread.shown["name"] == "Morning"
    assert len(thread.messages) == 2


async def test_a_forum_that_wants_a_tag_is_none_for_a_webhook_and_forum_tags_isnt_the_remedy(
    fake, world, guild
):
    forum = world.channel(guild, kind=FORUM, tags=["News"], flags=1 << 4)
    address = Secret(fake.webhook_url(world.webhook(forum)))
    async with DiscordWebhooks({VARIABLE: address}, None) as hooks:
        with pytest.raises(PostFailed, match="let the bot post there") as refusal:
            await hooks.post(DESK, said("x", title="T", tags=["News"]), send_key=SEND_KEY)
    assert not refusal.value.retry
    assert "forum_tags" not in refusal.value.problem


async def test_a_long_rate_limit_is_put_off_by_as_much(platform, fake):
    fake.fail("webhooks.execute", ("429", 90.0))
    with pytest.raises(PostFailed) as refusal:
        await platform.post(DESK, said("x"), send_key=SEND_KEY)
    assert (refusal.value.retry, refusal.value.wait) == (True, timedelta(seconds=90))


async def test_a_webhook_that_works_has_no_obstacle(without_a_bot):
    assert await without_a_bot.obstacle(DESK) is None
    assert await without_a_bot.located(DESK) == DESK


@pytest.mark.parametrize("style", ["text", "embeds"])
async def test_a_style_that_bears_no_mark_leaves_it_open(platform, fake, times, style):
    styled = {"content": "x"} if style == "text" else {"embeds": [{"description": "x"}]}
    fake.fail("webhooks.execute", "lose the reply")
    with pytest.raises(PostUnclear):
        await platform.post(DESK, styled, send_key=SEND_KEY)
    with pytest.raises(Unreadable, match="bears no mark"):
        await platform.find(DESK, SEND_KEY, under=None, **times)
