"""A Discord to post to: the fake on a real socket, and the shipped adapter pointed at it."""

import pytest
from discord.http import Route
from structlog.testing import capture_logs

from bot.platforms.discord.adapter import Discord
from bot.platforms.discord.rest import Rest, point_to
from bot.secrets import Secret
from digests.schedule.channel import Channel
from tests.fakes.clock import StoppedClock
from tests.fakes.discord import FakeDiscord

SEND_KEY = "abcdefghijklmnopqrstuvwx"


@pytest.fixture
def logged():
    """The events that are logged, as dicts."""
    with capture_logs() as events:
        yield events


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
async def fake(clock):
    own = Route.BASE
    async with FakeDiscord(clock) as discord:
        point_to(discord.url)
        yield discord
    point_to(own)


@pytest.fixture
def world(fake):
    return fake.world


@pytest.fixture
def guild(world):
    return world.guild()


@pytest.fixture
async def rest(fake):
    async with Rest(Secret(fake.token)) as opened:
        yield opened


@pytest.fixture
def platform(rest):
    return Discord(rest)


@pytest.fixture
def news(world, guild):
    """A text channel of the server."""
    return channel_of(world, world.channel(guild))


def channel_of(world, id_):
    return Channel(platform="discord", workspace=world.places[id_].shown["guild_id"], id=id_)


def said(text, **wishes):
    """A message as the renderer makes it."""
    body = {
        "flags": 1 << 15,
        "components": [{"type": 17, "components": [{"type": 10, "content": text}]}],
        "allowed_mentions": {"parse": []},
    }
    return {**body, "broadsheet": wishes} if wishes else body
