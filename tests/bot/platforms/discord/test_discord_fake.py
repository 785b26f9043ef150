"""The fake Discord: it refuses what Discord would, and says what is wrong with bodies."""

import pytest
from discord import HTTPException

from tests.bot.platforms.discord.conftest import said

MESSAGES = "/channels/{channel_id}/messages"


@pytest.fixture
def post(rest, news):
    """Post a body as it is, into the text channel."""

    def posted(body):
        return rest.ask("POST", MESSAGES, body=body, channel_id=news.id)

    return posted


@pytest.mark.contracts
@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"nonce": "a" * 26}, "nonce"),
        ({"components": [{"type": 99}]}, "components"),
        ({"tts": "loud"}, "tts"),
    ],
)
async def test_what_discords_document_forbids_fails_the_test_that_sent_it(fake, post, broken, told):
    await post({"content": "x", "allowed_mentions": {"parse": []}, **broken})
    assert any(told in problem for problem in fake.problems)
    fake.problems.clear()


@pytest.mark.parametrize(
    "broken", [{"content": "x" * 2001}, {"allowed_mentions": None}, {"broadsheet": {}}]
)
async def test_what_discord_forbids_besides_fails_the_test_that_sent_it(fake, post, broken):
    await post({"content": "x", "allowed_mentions": {"parse": []}, **broken})
    assert fake.problems
    fake.problems.clear()


async def test_a_message_as_discord_wants_it_is_let_through(fake, post):
    await post({**said("x"), "nonce": "a" * 24})
    assert fake.problems == []


async def test_a_nonce_without_enforcing_keeps_nothing_from_being_doubled(post, world, news):
    for _ in range(2):
        await post({**said("x"), "nonce": "n"})
    assert len(world.places[news.id].messages) == 2


async def test_a_message_that_is_listed_has_no_nonce(post, rest, news):
    assert (await post({**said("x"), "nonce": "n"}))["nonce"] == "n"
    (listed,) = await rest.ask("GET", MESSAGES, channel_id=news.id)
    assert "nonce" not in listed


async def test_a_bot_without_rights_is_refused(post, world, news):
    world.deny(news.id, send_messages=False)
    with pytest.raises(HTTPException, match="50013"):
        await post(said("x"))
