"""What holds for every payload, whatever the reply says (FACTS 2.1, DESIGN D17)."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.queries import AskLatest, AskStory
from bot.commands.replies import DigestReady
from bot.platforms.discord.custom_ids import query_of
from bot.platforms.discord.render import for_a_webhook, render
from tests.bot.platforms.discord.replies import KINDS, digests
from tests.fakes.discord_rules import BUTTON, LINK, SELECT, Contract, faults, nested

ESCAPED = re.compile(r"\\[^0-9A-Za-z\s]")
TIMESTAMP = re.compile(r"<t:-?\d+:[RfF]>")
LINKED = re.compile(r"\[[^\[\]]*\]\(https?://[!-'*-;=?-~]+\)")
OURS = re.compile(
    r"^-# Shared by <@\d+>$|^(?:#{2,3} |-# |- )|\*\*|</news [a-z ]+:\d+>|<#\d+>", re.MULTILINE
)

some = settings(
    max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def sent(message):
    """The payload as Discord gets it: what is the adapter's is taken out."""
    return {key: value for key, value in message.payload.items() if key != "broadsheet"}


def markup(message):
    """Every text in which Discord would read markup."""
    payload = message.payload
    yield payload.get("content", "")
    for embed in payload.get("embeds", ()):
        yield embed.get("title", "")
        yield embed.get("description", "")
    yield from (c["content"] for c in nested(payload.get("components")) if c["type"] == 10)


def active(text):
    """What is left that Discord could act on, once what we mean is taken away.

    An x stands for each, so that nothing moves to the beginning of a line.
    """
    rest = OURS.sub("x", LINKED.sub("x", TIMESTAMP.sub("x", ESCAPED.sub("x", text))))
    return re.findall(r"[<\[\]`*_~|]|://|@everyone|@here|:[a-z_]+:|^[#>]", rest, re.MULTILINE)


def asked_by(message):
    """The custom_id, and the value where there's one, of every click that could be made."""
    for component in nested(message.payload.get("components")):
        if component["type"] == BUTTON and component["style"] != LINK:
            yield component["custom_id"], ()
        if component["type"] == SELECT:
            yield from ((component["custom_id"], [o["value"]]) for o in component["options"])


@pytest.fixture(scope="module")
def contract(contracts):
    return Contract(contracts)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@some
@given(data=st.data(), shareable=st.booleans(), interactive=st.booleans())
def test_every_payload_keeps_discords_limits_and_nothing_hostile_survives(
    kind, data, shareable, interactive
):
    reply = data.draw(KINDS[kind])

    messages = render(
        reply,
        asked=AskLatest("AI", 5),
        shareable=shareable,
        shared_by="" if shareable else "1573865599795200012",
        interactive=interactive,
    )

    assert messages
    for message in messages:
        assert faults(sent(message)) == []
        assert [a for text in markup(message) for a in active(text)] == []
        assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00]", json.dumps(sent(message)))
        assert [query_of(*asked) for asked in asked_by(message)].count(None) == 0
        assert interactive or not list(asked_by(message))


@pytest.mark.contracts
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(some, max_examples=3)
@given(data=st.data())
def test_every_payload_is_what_discords_document_says(contract, kind, data):
    reply = data.draw(KINDS[kind])

    for message in render(reply, asked=AskStory("lantern"), shareable=True):
        assert contract.request("POST", "/channels/1/messages", sent(message)) == []
    for message in for_a_webhook(reply):
        assert contract.request("POST", "/webhooks/1/token", sent(message)) == []


@some
@given(digests(most=16))
def test_a_digest_tells_each_story_once_in_order_and_says_in_which_message(digest):
    messages = render(DigestReady(digest))

    told = [story for message in messages for story in message.tells]
    assert told == [story.id for story in digest.stories]
