"""Connections that are reset, with the numbers that other systems than Linux have for it."""

import pytest
from aiohttp.client_proto import ResponseHandler

from bot.chat import PostFailed, PostUnclear
from bot.platforms.discord.webhooks import DiscordWebhooks
from bot.secrets import Secret
from digests.schedule.channel import Channel
from tests.bot.platforms.discord.conftest import SEND_KEY, channel_of, said
from tests.fakes.discord.shapes import FORUM

MACOS, WINDOWS = 54, 10054


@pytest.fixture(params=[MACOS, WINDOWS], ids=["macos", "windows"])
def elsewhere(request, monkeypatch):
    """A reset is numbered as there; what it met is counted."""
    met = []
    lost = ResponseHandler.connection_lost

    def connection_lost(protocol, error):
        if isinstance(error, ConnectionResetError):
            met.append(error.errno)
            error = ConnectionResetError(request.param, "Connection reset by peer")
        lost(protocol, error)

    monkeypatch.setattr(ResponseHandler, "connection_lost", connection_lost)
    return met


async def test_a_forum_post_is_made_once_though_the_connection_was_reset(
    platform, fake, world, guild, elsewhere
):
    forum = channel_of(world, world.channel(guild, kind=FORUM))
    fake.fail("threads.create", "reset")
    with pytest.raises(PostUnclear, match="lost"):
        await platform.post(forum, said("x", title="T"), send_key=SEND_KEY)
    assert elsewhere
    assert len(fake.called_with("threads.create")) == 1


async def test_a_webhook_is_called_once_though_the_connection_was_reset(
    fake, world, news, elsewhere
):
    address = Secret(fake.webhook_url(world.webhook(news.id)))
    fake.fail("webhooks.execute", "reset")
    desk = Channel(platform="discord-webhook", id="desk")
    async with DiscordWebhooks({"DISCORD_WEBHOOK_DESK": address}, None) as webhooks:
        with pytest.raises(PostUnclear, match="lost"):
            await webhooks.post(desk, said("x"), send_key=SEND_KEY)
    assert elsewhere
    assert len(world.places[news.id].messages) == 1


async def test_who_couldnt_even_connect_has_posted_nothing(fake, world, news):
    address = Secret(fake.webhook_url(world.webhook(news.id)))
    desk = Channel(platform="discord-webhook", id="desk")
    await fake._runner.cleanup()
    async with DiscordWebhooks({"DISCORD_WEBHOOK_DESK": address}, None) as webhooks:
        with pytest.raises(PostFailed, match="can't be reached"):
            await webhooks.post(desk, said("x"), send_key=SEND_KEY)
