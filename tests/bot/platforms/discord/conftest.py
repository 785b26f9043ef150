"""A Discord to post to: the fake on a real socket, and the shipped adapter pointed at it."""

import asyncio
from zoneinfo import ZoneInfo

import pytest
from discord import Permissions
from discord.http import Route

from bot.desk.schedule_desk import ScheduleDesk
from bot.platforms.discord.adapter import Discord
from bot.platforms.discord.commands import MANAGE_SERVER
from bot.platforms.discord.gateway import Pauses, Shards
from bot.platforms.discord.interactions import Interactions
from bot.platforms.discord.presence import Presence
from bot.platforms.discord.replying import Replying
from bot.platforms.discord.rest import Rest, point_to
from bot.secrets import Secret
from digests.schedule.channel import Channel
from tests.bot.desk.conftest import *  # noqa: F403 - the desk that answers
from tests.fakes.clock import StoppedClock
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord.server import PATIENCE
from tests.fakes.discord.shapes import every, user

ALL = Shards()
SEND_KEY = "abcdefghijklmnopqrstuvwx"


@pytest.fixture
def database_url(sqlite_url):
    """What is asked of the database here is tested on both elsewhere."""
    return sqlite_url


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


class Servers:
    """Remembers what it was told of servers; so often as there's *trouble*, it can't."""

    def __init__(self):
        self.told = []
        self.trouble = 0
        self._more = asyncio.Event()

    async def standing(self, guilds, shards):
        self._note("standing", *map(str, guilds))

    async def joined(self, guild):
        self._note("joined", str(guild))

    async def left(self, guild):
        self._note("left", str(guild))

    async def has_been_told(self, *what):
        async with asyncio.timeout(PATIENCE):
            while what not in self.told:
                self._more.clear()
                await self._more.wait()

    def _note(self, *what):
        if self.trouble:
            self.trouble -= 1
            raise OSError("database is locked")
        self.told.append(what)
        self._more.set()


@pytest.fixture
def servers():
    return Servers()


@pytest.fixture
def admins():
    """People whom the settings name."""
    return ()


@pytest.fixture
def schedule_desk(schedules, press, settings, platform):
    """Asks Discord what keeps posts from a channel."""
    return ScheduleDesk(schedules, press, settings, {"discord": platform})


@pytest.fixture
def presence_of(fake, rest, schedules, servers, admins):
    """The bot among people, answering by a desk; it waits for nothing before it tries again."""

    def made(desk, *, token=fake.token, shards=ALL, turn=None):
        replying = Replying()
        interactions = Interactions(
            desk, schedules, replying, zone=ZoneInfo("Europe/London"), admins=admins
        )
        return Presence(
            rest,
            Secret(token),
            interactions,
            replying,
            servers,
            shards=shards,
            pauses=Pauses(lambda: 0.0, after_refusal=0.0),
            turn=turn,
        )

    return made


@pytest.fixture
async def present(fake, news, presence_of, desk):
    """The bot, connected and heard; the server has the channel `news`."""
    async with presence_of(desk) as presence:
        await fake.gateway.ready()
        yield presence


WRITER = Permissions(send_messages=True, send_messages_in_threads=True)
"""What members may do where nothing else is said."""


class People:
    """What somebody does on Discord, in the channel *news* unless it says where."""

    def __init__(self, fake, news):
        self._fake = fake
        self._news = news
        self.admin = user(fake.world.snowflake(), "admin")
        self.reader = user(fake.world.snowflake(), "reader")

    def _where(self, where):
        place = {"guild": self._news.workspace, "channel": self._news.id, "user": self.reader}
        place["rights"] = WRITER.value
        if where.pop("as_admin", False):
            where |= {"user": self.admin, "rights": (WRITER | MANAGE_SERVER).value}
        return {**place, **where}

    async def ask(self, *path, **where):
        """Give a command, and wait until it's answered."""
        answer = await self._fake.answers.command(*path, **self._where(where))
        await _heard(answer)
        return answer

    async def type(self, *path, focused, **where):
        """What is suggested while an option is being typed."""
        answer = await self._fake.answers.typing(*path, focused=focused, **self._where(where))
        await _heard(answer)
        return answer.choices

    async def click(self, answer, label=None, *, custom_id=None, values=None, **where):
        """Click on a button of *answer* by its label, or on a component by its custom_id."""
        message = answer.messages[-1]
        if custom_id is None:
            custom_id = next(
                c["custom_id"] for c in every(message["components"]) if c.get("label") == label
            )
        clicked = await self._fake.answers.click(
            message, custom_id, values=values, **self._where(where)
        )
        await _heard(clicked)
        return clicked


async def _heard(answer):
    async with asyncio.timeout(PATIENCE):
        await answer.whole.wait()


@pytest.fixture
def people(fake, news):
    return People(fake, news)
