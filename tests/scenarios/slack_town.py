"""The whole bot on the seeds, in a workspace of a fake Slack, for scenarios in both transports."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

import yaml

from bot.database.installations import Installations, SealedInstallation
from bot.platforms.slack.http_mode import EVENTS_PATH, HttpMode
from bot.platforms.slack.vault import Vault
from bot.secrets import Secret
from tests.fakes.slack.checking import check
from tests.fakes.slack.server import FakeSlack
from tests.scenarios.conftest import bot

SEEDS = """
timezone: Asia/Hong_Kong
sources: [{folder: SEEDS}]
topics:
  - {name: Funding, match: [raised, funding round, investors, backers]}
  - {name: AI, tags: [AI], match: [artificial intelligence, language model, OpenAI]}
schedules:
  - {name: brief, channel: "slack:C0123", every: day at 09:00, first: now}
slack: {transport: TRANSPORT, listen: "127.0.0.1:0"}
"""

MANIFEST = yaml.safe_load(
    (Path(__file__).parents[2] / "deploy" / "slack-manifest.yaml").read_text(encoding="utf-8")
)


@asynccontextmanager
async def slack_town(*, now=None):
    """A Slack with the Example Times: Ada, an admin called Grace, and the bot in #news."""
    async with FakeSlack(check=check, now=now) as slack:
        (command,) = MANIFEST["features"]["slash_commands"]
        slack.should_escape = command["should_escape"]
        workspace = slack.add()
        workspace.add_channel()
        workspace.add_user()
        workspace.add_user("U0GRACE", "grace", admin=True)
        slack.direct(workspace, "U012")
        yield slack, workspace


@asynccontextmanager
async def at_work(settings, slack, terminal, clock, *, install=()):
    """The bot as it runs, once it's connected; the workspaces of *install* have installed it."""
    async with bot(settings, terminal, clock) as (broadsheet, running):
        for workspace in install:
            await installed(broadsheet, workspace)
        if settings.slack.transport.value == "http":
            slack.bot_url = listener(broadsheet).address + EVENTS_PATH
        stop = asyncio.Event()
        work = asyncio.create_task(running.run(None, stop=stop))
        if slack.bot_url is None:
            await slack.sockets.connected()
        yield broadsheet
        stop.set()
        await work


async def installed(broadsheet, workspace):
    """Store an installation of *workspace*, as its pages leave it."""
    key = broadsheet.settings.secrets["BROADSHEET_KEY"]
    sealed = Vault(key).sealed(Secret(workspace.token))
    kept = SealedInstallation(enterprise=workspace.enterprise, team=workspace.id, token=sealed)
    await Installations(broadsheet.database).keep(kept, now=broadsheet.clock.now())


def listener(broadsheet):
    """What the bot listens with."""
    within = broadsheet.platforms["slack"].within
    return next(context for context in within if isinstance(context, HttpMode))


def variables(slack, **more):
    return {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": "xoxb-1111-example",
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        **more,
    }
