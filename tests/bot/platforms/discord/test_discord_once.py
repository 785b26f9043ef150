"""Once: editions through real delivery into a Discord that loses, refuses and forgets."""

import random
from collections import Counter

import pytest

from bot.chat import Message
from bot.database.ledger import Ledger
from bot.database.outbox import Outbox, Rendering
from bot.platforms.discord.webhooks import DiscordWebhooks
from bot.publishing.delivery import Delivery
from bot.secrets import Secret
from digests.schedule.channel import Channel
from tests.bot.platforms.discord.conftest import channel_of, said
from tests.fakes.discord.answers import pieces
from tests.fakes.discord.shapes import ANNOUNCEMENT, FORUM
from tests.fakes.ticker import FakeTicker
from tests.printing import stored

FAULTS = {
    "messages.create": ["lose the request", "lose the reply", None, None],
    "threads.create": [
        "lose the request",
        "lose the reply",
        "reset",
        "500 before",
        "500 after",
        None,
    ],
    "webhooks.execute": [
        "lose the request",
        "lose the reply",
        "reset",
        "500 before",
        "500 after",
        None,
    ],
    "messages.list": [("429", 0.01), None, None, None],
}
EDITIONS, PARTS = 2, 3


@pytest.fixture
def channels(world, guild, fake):
    """One of each kind, and the address of the webhook."""
    text = world.channel(guild, "text")
    places = [text, world.thread(text), world.channel(guild, "told", kind=ANNOUNCEMENT)]
    places.append(world.channel(guild, "papers", kind=FORUM))
    hooked = world.channel(guild, "hooked")
    address = Secret(fake.webhook_url(world.webhook(hooked)))
    hook = Channel(platform="discord-webhook", id="desk")
    return [*(channel_of(world, id_) for id_ in places), hook], address


async def in_the_outbox(database, clock, channels):
    """EDITIONS of PARTS messages for each channel; what they say."""
    texts = []
    for number, channel in enumerate(channels):
        made = await stored(database, channel=channel, name=f"schedule-{number}")
        for issue in range(EDITIONS):
            edition = await Ledger(database).order(made.id, now=clock.now(), through=0)
            said_ = [f"{number}-{issue}-{part}" for part in range(PARTS)]
            messages = [
                Message(payload=said(text, title=text), under=0 if part else None)
                for part, text in enumerate(said_)
            ]
            rendering = Rendering(messages=messages, tells={})
            await Outbox(database).enqueue(edition, rendering, now=clock.now())
            texts += said_
    return texts


def standing(world):
    """How often each text stands anywhere on Discord."""
    return Counter(
        piece for place in world.places.values() for m in place.messages for piece in pieces(m)
    )


SLOW = [pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4, 5)]


@pytest.mark.parametrize("seed", [1, *SLOW])
async def test_every_message_stands_once_whatever_gets_lost(
    database, platform, rest, fake, world, clock, channels, seed
):
    where, address = channels
    chance = random.Random(seed)
    for route, faults in FAULTS.items():
        fake.fail(route, *(chance.choice(faults) for _ in range(40)))
    texts = await in_the_outbox(database, clock, where)
    async with DiscordWebhooks({"DISCORD_WEBHOOK_DESK": address}, rest) as webhooks:
        platforms = {p.name: p for p in (platform, webhooks)}
        delivery = Delivery(database, platforms, FakeTicker(), clock)
        for _ in range(120):
            await delivery.drained()
            # Longer than what Discord remembers of a nonce, now and then.
            clock.advance(seconds=chance.choice([1, 61, 61, 400]))
    states = {r.state for r in await Ledger(database).editions()}
    assert states == {"posted"}
    assert standing(world) == Counter(texts)


async def test_without_the_mark_it_would_be_doubled(
    database, platform, fake, world, clock, channels, monkeypatch
):
    """The control: reading back finds nothing then, and a forum knows no nonce."""
    monkeypatch.setattr("bot.platforms.discord.reading_back.bears", lambda *_: False)
    where, _address = channels
    forum = where[3:4]
    fake.fail("threads.create", "lose the reply")
    await in_the_outbox(database, clock, forum)
    delivery = Delivery(database, {platform.name: platform}, FakeTicker(), clock)
    for _ in range(12):
        await delivery.drained()
        clock.advance(seconds=61)
    assert standing(world)["0-0-0"] == 2
