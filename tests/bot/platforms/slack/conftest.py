"""A fake Slack with one workspace, and the platform as it is, pointed at it."""

import pytest
from structlog.testing import capture_logs

from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.calling import Wire
from bot.platforms.slack.standing import Standing
from bot.platforms.slack.workspaces import Workspaces
from bot.secrets import Secret
from tests.builders import NOW
from tests.fakes.slack.server import FakeSlack


@pytest.fixture
def logged():
    """The events that were logged, as dicts."""
    with capture_logs() as events:
        yield events


@pytest.fixture
async def slack():
    async with FakeSlack(now=NOW.timestamp) as fake:
        yield fake


@pytest.fixture
def workspace(slack):
    """The Example Times, with the bot in #news."""
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
    return Workspaces(wire, Standing(), own=Secret(workspace.token))


@pytest.fixture
def platform(workspaces):
    return SlackPlatform(workspaces, workspaces._standing)
