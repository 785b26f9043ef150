"""The gateway: away at the start or later, never more than the answers are missing meanwhile."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.platforms.discord.gateway import Shards
from tests.bot.platforms.discord.conftest import SEND_KEY, said

GUILDS = 1


def events(logged):
    return [e["event"] for e in logged if e["event"].startswith("discord ")]


async def test_it_asks_for_no_privileged_intent(fake, presence_of, desk, news):
    async with presence_of(desk):
        await fake.gateway.ready()
    (session,) = fake.gateway.sessions.values()
    assert session.intents == GUILDS


async def test_a_lost_connection_is_resumed_and_people_are_answered_again(fake, present, people):
    await fake.gateway.close_all(code=1001)
    await fake.gateway.until(lambda gateway: gateway.resumed)
    assert (await people.ask("news", "topics")).private
    assert len(fake.gateway.identified) == 1


@pytest.mark.parametrize("code", [4000, 4007, 4009])
async def test_a_connection_that_discord_ends_is_taken_up_again(fake, present, people, code):
    await fake.gateway.close_all(code=code)
    await fake.gateway.until(lambda gateway: gateway.resumed or len(gateway.identified) > 1)
    assert (await people.ask("news", "topics")).private


@pytest.mark.parametrize("resumable", [True, pytest.param(False, marks=pytest.mark.slow)])
async def test_an_invalid_session_is_replaced(fake, present, people, resumable):
    await fake.gateway.invalidate(resumable=resumable)
    await fake.gateway.until(lambda gateway: gateway.resumed or len(gateway.identified) > 1)
    assert bool(fake.gateway.resumed) is resumable
    assert (await people.ask("news", "topics")).private


@pytest.mark.slow
async def test_a_session_that_discord_forgot_is_begun_anew(fake, present, people):
    await fake.gateway.close_all(code=1001, forget=True)
    await fake.gateway.ready(2)
    assert (await people.ask("news", "topics")).private


async def test_discord_asking_to_reconnect_is_obeyed(fake, present, people):
    await fake.gateway.ask_to_reconnect()
    await fake.gateway.until(lambda gateway: gateway.resumed)
    assert (await people.ask("news", "topics")).private


async def test_posts_go_on_while_the_gateway_is_away_from_the_start(
    fake, presence_of, desk, platform, world, news
):
    fake.gateway.down = True
    async with presence_of(desk):
        await fake.gateway.until(lambda gateway: gateway.attempts)
        await platform.post(news, said("all the same"), send_key=SEND_KEY)
    assert len(world.places[news.id].messages) == 1


async def test_a_discord_that_is_down_at_the_start_is_told_once_and_heard_when_its_back(
    fake, presence_of, desk, people, logged
):
    fake.fail("gateway.bot", *["lose the reply"] * 8)
    async with presence_of(desk):
        await fake.gateway.ready()
        assert (await people.ask("news", "topics")).private
    assert events(logged).count("discord gateway away") == 1
    assert "discord gateway back" in events(logged)


async def test_a_gateway_thats_away_is_tried_again_from_the_beginning(
    fake, presence_of, desk, people, logged, monkeypatch
):
    monkeypatch.setattr("bot.platforms.discord.gateway.UNHEARD", 0.05)
    fake.gateway.down = True
    async with presence_of(desk):
        await fake.gateway.until(lambda gateway: gateway.attempts > 2)
        monkeypatch.undo()  # a busy machine takes its time to connect
        fake.gateway.down = False
        await fake.gateway.ready()
        assert (await people.ask("news", "topics")).private
    assert events(logged).count("discord gateway away") == 1


async def test_a_refused_token_is_told_once_and_heard_when_its_good(
    fake, presence_of, desk, people, logged
):
    good, fake.token = fake.token, "another"
    async with presence_of(desk, token=good):
        await fake.has_been_called("users.me", times=3)
        assert events(logged) == ["discord refuses the bot"]
        assert "DISCORD_TOKEN" in logged[-1]["remedy"]
        fake.token = good
        await fake.gateway.ready()
        assert (await people.ask("news", "topics")).private
    assert events(logged).count("discord refuses the bot") == 1
    assert "discord gateway back" in events(logged)


async def test_a_token_that_dies_later_is_told_once_and_tried_again(fake, present, people, logged):
    await fake.gateway.close_all(code=4004)
    await fake.gateway.ready(2)  # identified anew
    assert (await people.ask("news", "topics")).private
    assert [e["event"] for e in logged if e["log_level"] == "error"] == ["discord refuses the bot"]


@pytest.mark.slow  # discord.py lets five seconds pass between two shards
async def test_a_process_connects_the_shards_it_owns_and_no_others(fake, presence_of, desk, news):
    fake.shards = 4
    async with presence_of(desk, shards=Shards(ids=(1, 3), count=4)):
        await fake.gateway.ready(2)
    assert sorted(fake.gateway.identified) == [1, 3]


@pytest.mark.slow
async def test_without_a_word_on_shards_there_are_as_many_as_discord_advises(
    fake, presence_of, desk, news
):
    fake.shards = 3
    async with presence_of(desk):
        await fake.gateway.ready(3)
    assert sorted(fake.gateway.identified) == [0, 1, 2]


@pytest.mark.slow  # discord.py waits two seconds for servers before it says it's ready
async def test_servers_that_come_and_go_are_told(fake, present, servers, world, guild):
    await servers.has_been_told("standing", guild)
    other = world.guild("Others")
    await fake.gateway.joined(other)
    await fake.gateway.unavailable(other)
    await fake.gateway.left(guild)
    await servers.has_been_told("left", guild)
    await servers.has_been_told("joined", other)
    assert ("left", other) not in servers.told


@pytest.mark.slow  # as before
@pytest.mark.parametrize("happens", ["joined", "left"])
async def test_a_server_that_couldnt_be_noted_is_looked_at_until_it_is(
    fake, present, servers, world, guild, logged, happens
):
    await servers.has_been_told("standing", guild)
    servers.trouble = 3
    if happens == "joined":
        other = world.guild("Others")
        await fake.gateway.joined(other)
        await servers.has_been_told("standing", guild, other)
    else:
        await fake.gateway.left(guild)
        await servers.has_been_told("standing")
    assert events(logged).count("discord servers not noted") == 3


async def test_an_event_that_discord_py_cant_read_costs_a_connection_and_no_more(
    fake, present, people, guild
):
    await fake.gateway.tell("INTERACTION_CREATE", {"id": "1"}, guild=guild)
    await fake.gateway.ready(2)
    assert (await people.ask("news", "topics")).private


async def test_an_answer_under_way_is_finished_before_the_end(
    fake, presence_of, desk, people, news
):
    hold = asyncio.Event()
    async with presence_of(desk):
        await fake.gateway.ready()
        fake.fail("original.change", hold)
        answer = await fake.answers.command("news", "topics", **people._where({}))
        await fake.has_been_called("original.change")
        asyncio.get_running_loop().call_later(0.05, hold.set)
    assert answer.text


async def test_who_shares_a_database_listens_only_in_turn_and_stops_when_its_over(
    fake, presence_of, desk, people, news
):
    class Lease:
        def __init__(self):
            self.lost = asyncio.Event()

    leases = asyncio.Queue()

    @asynccontextmanager
    async def turn():
        yield await leases.get()

    async with presence_of(desk, turn=turn):
        await asyncio.sleep(0)
        assert fake.gateway.attempts == 0
        first, second = Lease(), Lease()
        await leases.put([Lease(), first])
        await fake.gateway.ready()
        (session,) = fake.gateway.sessions.values()
        first.lost.set()
        await fake.gateway.until(lambda _: session.socket.closed)

        await leases.put([second])
        await fake.gateway.ready(2)
        assert (await people.ask("news", "topics")).private
