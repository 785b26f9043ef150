"""Socket Mode: it connects, makes way when asked, and comes back by itself."""

import pytest

from bot.platforms.slack.reception import Reception
from bot.platforms.slack.socket_mode import SocketMode
from bot.secrets import Secret
from tests.bot.platforms.slack.conftest import at_once
from tests.bot.platforms.slack.test_commands import shown


@pytest.fixture
async def starting(slack, wire, workspaces, questions):
    """A socket that isn't awaited: Slack may be down."""
    async with Reception(wire, workspaces, questions) as reception:
        sign_ins = workspaces.sign_ins
        token = Secret("xapp-1-example")
        async with SocketMode(
            reception.app, wire, sign_ins, token, waits=at_once, connecting=0.2
        ) as socket:
            yield socket


async def answered(slack, workspace, count):
    await slack.type(workspace, "topics")
    return await shown(slack, workspace, count=count)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "too_many_websockets"])
async def test_when_slack_asks_for_a_new_socket_it_gets_one(slack, workspace, bot, reason):
    await answered(slack, workspace, 1)
    await slack.sockets.disconnect(reason)
    await slack.sockets.connected(times=2)
    await answered(slack, workspace, 2)


async def test_a_socket_that_is_dropped_is_opened_again(slack, workspace, bot):
    await slack.sockets.disconnect(warn=False)
    await slack.sockets.connected(times=2)
    await answered(slack, workspace, 1)


async def test_an_address_that_failed_isnt_tried_again(slack, workspace, starting):
    """The SDK's own client would try the same address, which is good for once, for ever."""
    slack.sockets.to_refuse = 2
    await slack.sockets.connected()
    await answered(slack, workspace, 1)
    assert len(slack.called("apps.connections.open")) >= 3  # on a busy machine one may be slow
    assert slack.sockets.asked_again == 0


async def test_a_socket_that_never_holds_is_opened_later_and_later(
    slack, wire, workspaces, questions
):
    """Slack allows few of these calls a minute (FACTS 1.3)."""
    failures = []

    def waits(count):
        failures.append(count)
        return at_once(count)

    async with Reception(wire, workspaces, questions) as reception:
        token = Secret(slack.app_token)
        async with SocketMode(reception.app, wire, workspaces.sign_ins, token, waits=waits):
            for times in (1, 2, 3):
                await slack.sockets.connected(times=times)
                await slack.sockets.disconnect(warn=False)
            await slack.sockets.connected(times=4)
    assert failures[:3] == [1, 2, 3]


async def test_it_starts_while_slack_is_down_and_says_so_once(slack, workspace, starting, logged):
    slack.faults.next("apps.connections.open", "500 before", times=3)
    await slack.sockets.connected()
    await answered(slack, workspace, 1)
    told = [e["event"] for e in logged if e["event"].startswith("platform")]
    assert told == ["platform unreachable", "platform connected"]


async def test_a_dead_app_token_is_said_once_and_tried_until_it_is_good(
    slack, workspace, starting, logged
):
    slack.app_token_dead = True
    await slack.until(lambda: len(slack.called("apps.connections.open")) >= 3)
    slack.app_token_dead = False
    await slack.sockets.connected()
    told = [(e["event"], e.get("whose")) for e in logged if e["event"].startswith("platform")]
    assert told == [
        ("platform signed out", "SLACK_APP_TOKEN"),
        ("platform signed in", "SLACK_APP_TOKEN"),
        ("platform connected", None),
    ]
    assert slack.app_token not in str(logged)
