"""Delivery to Slack through every fault that a post can meet: each part once, and none lost."""

from random import Random

import pytest

from bot.database.ledger import Ledger
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.calling import Wire
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.workspaces import Workspaces
from bot.publishing.delivery import Delivery
from bot.secrets import Secret
from digests.schedule.channel import Channel
from tests.fakes.clock import StoppedClock
from tests.fakes.slack.server import FakeSlack
from tests.fakes.ticker import FakeTicker
from tests.printing import enqueued, stored

NEWS = Channel.parse("slack:T024/C0123")
FAULTS = ("lose the reply", "lose the call", "500 before", "500 after", "html", "limit", "")


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
async def slack(clock):
    async with FakeSlack(now=lambda: clock.now().timestamp()) as fake:
        workspace = fake.add()
        workspace.add_channel()
        fake.news = workspace.channels["C0123"].messages
        yield fake


@pytest.fixture
async def delivery(database, slack, clock):
    async with Wire(slack.api_url) as wire:
        token = Secret(slack.workspaces["T024"].token)
        workspaces = Workspaces(wire, SignIns(), own=token)
        platform = SlackPlatform(workspaces, workspaces.sign_ins)
        yield Delivery(database, {"slack": platform}, FakeTicker(), clock)


async def delivered(delivery, clock, database):
    """Work, and let time pass, until nothing is under way any more."""
    for _ in range(60):
        await delivery.drained()
        clock.advance(seconds=61)
        if all(r.state in {"posted", "held", "failed"} for r in await Ledger(database).editions()):
            return
    raise AssertionError("still under way after an hour")


@pytest.mark.parametrize("seed", range(3))
async def test_a_digest_in_a_thread_stands_there_once_whatever_went_wrong(
    database, delivery, slack, clock, seed
):
    random = Random(seed)
    for _ in range(10):
        if fault := random.choice(FAULTS):
            slack.faults.next("chat.postMessage", fault)
        if fault := random.choice(("limit", "500 before", "")):
            slack.faults.next("conversations.history", fault)
    schedule = await stored(database, channel=NEWS)
    await enqueued(database, schedule, "top", "first", "second", under={1: 0, 2: 0})
    await enqueued(database, schedule, "next day")

    await delivered(delivery, clock, database)

    assert [message["text"] for message in slack.news] == ["top", "first", "second", "next day"]
    top = slack.news[0]["ts"]
    assert [message.get("thread_ts") for message in slack.news] == [None, top, top, None]


async def test_without_history_an_unclear_post_is_held_and_says_what_is_missing(
    database, delivery, slack, clock
):
    slack.workspaces["T024"].scopes.remove("channels:history")
    slack.faults.next("chat.postMessage", "lose the reply")
    await enqueued(database, await stored(database, channel=NEWS), "top")

    await delivered(delivery, clock, database)

    (record,) = await Ledger(database).editions()
    assert record.state == "held"
    assert "lacks the scope channels:history" in record.why
    assert len(slack.news) == 1


async def test_what_waits_for_a_dead_token_goes_out_when_it_is_good(
    database, delivery, slack, clock
):
    workspace = slack.workspaces["T024"]
    workspace.token_state = "revoked"
    await enqueued(database, await stored(database, channel=NEWS), "top")
    for _ in range(3):
        await delivery.drained()
        clock.advance(minutes=6)
    assert slack.news == []

    workspace.token_state = "good"
    await delivered(delivery, clock, database)
    assert [message["text"] for message in slack.news] == ["top"]
