"""The fake Discord: it refuses what Discord would, and says what is wrong with bodies."""

import json

import pytest
from discord import HTTPException

from tests.bot.platforms.discord.conftest import said
from tests.fakes.discord.contract import Contract

CREATE = ("POST", "/channels/{channel_id}/messages")


@pytest.fixture
def contract(contracts):
    return Contract(json.loads((contracts / "discord-openapi.json").read_text()))


@pytest.mark.contracts
def test_a_body_as_discord_wants_it_is_let_through(contract):
    assert contract.request(*CREATE, {**said("x"), "nonce": "a" * 24}) == []


@pytest.mark.contracts
@pytest.mark.parametrize(
    "broken",
    [
        {"nonce": "a" * 26},
        {"components": [{"type": 17, "components": []}]},
        {"components": [{"type": 99}]},
        {"embeds": [{"title": "x" * 257}]},
        {"allowed_mentions": {"parse": ["nobody"]}},
    ],
)
def test_a_body_that_discord_would_refuse_is_told(contract, broken):
    assert contract.request(*CREATE, {**said("x"), **broken})


@pytest.mark.contracts
def test_a_reply_that_discord_would_never_give_is_told(contract):
    assert contract.reply(*CREATE, 200, {"id": "1"})
    assert contract.reply(*CREATE, 201, {})


@pytest.mark.contracts
async def test_what_is_wrong_with_a_call_fails_the_test_that_made_it(fake, rest, news):
    await rest.ask(
        "POST", "/channels/{channel_id}/messages", body={"nonce": "n" * 30}, channel_id=news.id
    )
    assert any("nonce" in problem for problem in fake.problems)
    fake.problems.clear()


async def test_a_nonce_without_enforcing_keeps_nothing_from_being_doubled(rest, world, news):
    for _ in range(2):
        await rest.ask(
            "POST",
            "/channels/{channel_id}/messages",
            body={"content": "x", "nonce": "n"},
            channel_id=news.id,
        )
    assert world.places[news.id].texts == ["x", "x"]


async def test_a_message_that_is_listed_has_no_nonce(rest, news):
    path = "/channels/{channel_id}/messages"
    await rest.ask("POST", path, body={"content": "x", "nonce": "n"}, channel_id=news.id)
    (listed,) = await rest.ask("GET", path, channel_id=news.id)
    assert "nonce" not in listed


async def test_a_bot_without_rights_is_refused(rest, world, news):
    world.deny(news.id, send_messages=False)
    with pytest.raises(HTTPException, match="50013"):
        await rest.ask(
            "POST",
            "/channels/{channel_id}/messages",
            body={"content": "x"},
            channel_id=news.id,
        )
