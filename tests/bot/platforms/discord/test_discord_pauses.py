"""Pauses that Discord asks for: of one channel, or of all that we post."""

from datetime import timedelta

import pytest

from bot.chat import Message, PostFailed
from bot.database.ledger import Ledger
from bot.database.outbox import Outbox, Rendering
from bot.platforms.discord.webhooks import DiscordWebhooks
from bot.publishing.delivery import Delivery
from bot.secrets import Secret
from digests.schedule.channel import Channel
from tests.bot.platforms.discord.conftest import SEND_KEY, channel_of, said
from tests.fakes.discord.answers import pieces
from tests.fakes.ticker import FakeTicker
from tests.printing import stored

TEN_MINUTES = timedelta(minutes=10)
DESK = Channel(platform="discord-webhook", id="desk")


@pytest.fixture
def sports(world, guild):
    """Another channel of the server."""
    return channel_of(world, world.channel(guild, "sports"))


@pytest.fixture
def ordered(database, clock):
    """Order an edition of one message for a channel, which says the channel's id."""

    async def order(channel):
        made = await stored(database, channel=channel, name=f"schedule-{channel.id}")
        edition = await Ledger(database).order(made.id, now=clock.now(), through=0)
        rendering = Rendering(messages=[Message(payload=said(channel.id))], tells={})
        await Outbox(database).enqueue(edition, rendering, now=clock.now())

    return order


@pytest.fixture
def delivery(database, platform, clock):
    return Delivery(database, {platform.name: platform}, FakeTicker(), clock)


def standing(world, channel):
    return [piece for m in world.places[channel.id].messages for piece in pieces(m)]


@pytest.mark.parametrize("pauses", [[("429", 600.0)], [("429", 0.01)] * 5], ids=["long", "lasting"])
async def test_a_channel_that_must_pause_keeps_no_other_waiting(
    delivery, fake, world, clock, ordered, news, sports, pauses
):
    fake.fail("messages.create", *pauses)
    await ordered(news)
    await delivery.drained()
    await ordered(sports)
    await delivery.drained()
    assert standing(world, news) == []
    assert standing(world, sports) == [sports.id]

    clock.advance(minutes=11)
    await delivery.drained()
    assert standing(world, news) == [news.id]


@pytest.mark.parametrize("what", ["ban", "token"])
async def test_who_is_shut_out_waits_with_every_channel(platform, fake, news, sports, what):
    if what == "token":
        fake.token = "another"
    else:
        fake.fail("messages.create", "ban")
    with pytest.raises(PostFailed) as refusal:
        await platform.post(news, said("x"), send_key=SEND_KEY)
    assert (refusal.value.retry, refusal.value.wait) == (True, TEN_MINUTES)
    assert refusal.value.limit in {limit.key for limit in platform.limits(sports)}


@pytest.mark.parametrize(("fault", "others_wait"), [(("429", 90.0), False), ("ban", True)])
async def test_webhooks_pause_alike(fake, world, news, fault, others_wait):
    address = Secret(fake.webhook_url(world.webhook(news.id)))
    fake.fail("webhooks.execute", fault)
    other = Channel(platform="discord-webhook", id="sports")
    async with DiscordWebhooks({"DISCORD_WEBHOOK_DESK": address}, None) as webhooks:
        with pytest.raises(PostFailed) as refusal:
            await webhooks.post(DESK, said("x"), send_key=SEND_KEY)
        assert refusal.value.limit in {limit.key for limit in webhooks.limits(DESK)}
        assert (refusal.value.limit in {key.key for key in webhooks.limits(other)}) is others_wait


async def test_a_webhook_with_a_wrong_token_is_gone_and_keeps_no_other_waiting(fake, world, news):
    id_, _token = world.webhook(news.id)
    address = Secret(fake.webhook_url((id_, "x" * 60)))
    async with DiscordWebhooks({"DISCORD_WEBHOOK_DESK": address}, None) as webhooks:
        with pytest.raises(PostFailed, match="gone; copy") as refusal:
            await webhooks.post(DESK, said("x"), send_key=SEND_KEY)
    assert (refusal.value.retry, refusal.value.limit) == (False, None)


async def test_a_channel_counts_for_two_calls_until_it_is_known(platform, news):
    assert [limit.calls for limit in platform.limits(news)] == [2, 1]
    await platform.post(news, said("x"), send_key=SEND_KEY)
    assert [limit.calls for limit in platform.limits(news)] == [1, 1]
