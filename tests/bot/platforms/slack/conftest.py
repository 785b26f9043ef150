"""A fake Slack with one workspace, and the platform as it is, pointed at it."""

from datetime import timedelta

import pytest

from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.calling import Wire
from bot.platforms.slack.people import People
from bot.platforms.slack.questions import Questions
from bot.platforms.slack.reception import Reception
from bot.platforms.slack.replying import Replies
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.socket_mode import SocketMode
from bot.platforms.slack.workspaces import Workspaces
from bot.secrets import Secret
from tests.builders import NOW
from tests.fakes.clock import StoppedClock
from tests.fakes.desk import FakeDesk
from tests.fakes.slack.checking import check
from tests.fakes.slack.server import FakeSlack


def at_once(failures):
    """Waits that no test notices."""
    return timedelta(milliseconds=10)


@pytest.fixture
async def slack():
    async with FakeSlack(now=NOW.timestamp, check=check) as fake:
        yield fake


@pytest.fixture
def workspace(slack):
    """The Example Times, with Ada and the bot in #news."""
    workspace = slack.add()
    workspace.add_channel()
    workspace.add_user()
    return workspace


@pytest.fixture
async def wire(slack):
    async with Wire(slack.api_url) as wire:
        yield wire


@pytest.fixture
def workspaces(wire, workspace):
    return Workspaces(wire, SignIns(), own=Secret(workspace.token))


@pytest.fixture
def platform(workspaces):
    return SlackPlatform(workspaces, workspaces.sign_ins)


@pytest.fixture
def clock():
    return StoppedClock()


@pytest.fixture
def desk():
    return FakeDesk()


@pytest.fixture
def admins():
    """The members whom the settings name."""
    return frozenset()


@pytest.fixture
def sharing():
    """Whether the settings let people share."""
    return True


@pytest.fixture
def questions(wire, desk, workspaces, clock, admins, sharing):
    sign_ins = workspaces.sign_ins
    people = People(sign_ins, admins, clock)
    return Questions(
        desk, people, Replies(wire, sign_ins), sign_ins, command="/news", sharing=sharing
    )


@pytest.fixture
async def bot(slack, wire, workspaces, questions):
    """It answers through Socket Mode."""
    async with Reception(wire, workspaces, questions) as reception:
        token = Secret(slack.app_token)
        socket = SocketMode(reception.app, wire, workspaces.sign_ins, token, waits=at_once)
        async with socket:
            await slack.sockets.connected()
            yield socket
