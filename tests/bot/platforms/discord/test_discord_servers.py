"""Servers that throw the bot out and bring it back: nothing goes on there without being asked."""

import asyncio

import pytest

from bot.database.departures import Departures
from bot.platforms.discord.gateway import Shards
from bot.platforms.discord.servers import Servers
from tests.builders import schedule
from tests.fakes.discord.server import PATIENCE

ALL = Shards()


@pytest.fixture
def servers(rest, schedules, database, clock):
    return Servers(rest, schedules, Departures(database), clock)


@pytest.fixture
async def brief(schedules, news, clock):
    wanted = schedule(id="", name="brief", channel=news)
    return await schedules.add(wanted, who="discord:7", now=clock.now())


async def is_paused(schedules, brief):
    return (await schedules.get(brief.id)).paused


async def test_a_server_that_is_left_has_its_schedules_paused(servers, schedules, brief, guild):
    await servers.left(int(guild))
    assert await is_paused(schedules, brief)


async def test_coming_back_asks_where_it_was_posted_and_resumes_nothing(
    servers, schedules, brief, guild, world, news
):
    await servers.left(int(guild))
    await servers.joined(int(guild))
    (question,) = world.places[news.id].messages
    assert "paused here: **brief**" in question["components"][0]["content"]
    assert await is_paused(schedules, brief)

    await servers.joined(int(guild))
    assert len(world.places[news.id].messages) == 1


async def test_a_server_that_is_new_is_asked_nothing(servers, guild, brief, world, news):
    await servers.joined(int(guild))
    assert world.places[news.id].messages == []


async def test_where_nothing_can_be_posted_the_log_says_what_waits(
    servers, brief, guild, world, news, logged
):
    await servers.left(int(guild))
    world.deny(news.id, view_channel=False)
    await servers.joined(int(guild))
    assert [e["event"] for e in logged] == [
        "discord server left",
        "discord server not asked",
        "discord server back",
    ]
    assert logged[-1]["waiting"] == ["brief"]


async def test_what_was_left_or_joined_while_the_bot_was_down_is_noticed_at_the_start(
    servers, schedules, brief, guild, world, news
):
    await servers.standing([], ALL)
    assert await is_paused(schedules, brief)
    await servers.standing([int(guild)], ALL)
    assert len(world.places[news.id].messages) == 1


async def test_who_came_back_while_the_database_was_away_is_asked_once_its_there(
    servers, schedules, brief, guild, world, news, monkeypatch
):
    await servers.left(int(guild))
    with monkeypatch.context() as away:

        async def broken(*_):
            raise OSError("database is locked")

        away.setattr(schedules, "all", broken)
        with pytest.raises(OSError, match="locked"):
            await servers.joined(int(guild))
    await servers.standing([int(guild)], ALL)
    assert len(world.places[news.id].messages) == 1


async def test_servers_of_other_shards_are_other_processes_matter(servers, schedules, brief, guild):
    mine = (int(guild) >> 22) % 2
    await servers.standing([], Shards(ids=(1 - mine,), count=2))
    assert not await is_paused(schedules, brief)


@pytest.fixture
async def question(present, servers, brief, guild, world, news):
    """What is asked when the bot comes back."""
    await servers.left(int(guild))
    await servers.joined(int(guild))
    (asked,) = world.places[news.id].messages
    return asked


@pytest.mark.parametrize(("as_admin", "goes_on"), [(True, True), (False, False)])
async def test_only_who_may_manage_the_server_lets_it_go_on(
    question, fake, people, schedules, brief, as_admin, goes_on
):
    (button,) = question["components"][1]["components"]
    assert button["label"] == "Resume brief"
    clicked = await fake.answers.click(
        question, button["custom_id"], **people._where({"as_admin": as_admin})
    )
    async with asyncio.timeout(PATIENCE):
        await clicked.whole.wait()
    assert await is_paused(schedules, brief) is not goes_on
