"""The bot as it's shipped, started by `broadsheet run`: it knows the fake by its address alone."""

import asyncio
import signal
import socket
from contextlib import asynccontextmanager

import aiohttp
import pytest
from cryptography.fernet import Fernet

from bot.platforms.slack.actions import Action
from bot.platforms.slack.http_mode import EVENTS_PATH
from tests.bot.platforms.slack.test_commands import shown
from tests.bot.platforms.slack.test_installing import Browser
from tests.fakes.slack.checking import element
from tests.scenarios.slack_town import SEEDS, slack_town, variables
from tests.scenarios.test_first_edition import SEEDS as FOLDER
from tests.shell import PATIENCE, Shell

pytestmark = pytest.mark.slow

ZHIPU = "Alibaba, Tencent among investors in Zhipu"


@pytest.fixture
async def town():
    async with slack_town() as town:
        yield town


@pytest.fixture
def shell(town, tmp_path):
    slack, _ = town
    text = SEEDS.replace("SEEDS", str(FOLDER)).replace("TRANSPORT", "socket")
    (tmp_path / "broadsheet.yaml").write_text(text + "log: {level: debug}\n")
    return Shell(tmp_path, **variables(slack))


@asynccontextmanager
async def running(shell, log):
    """The process, whose log goes to *log*; told to end in order unless it was killed."""
    with log.open("ab") as lines:
        process = await asyncio.create_subprocess_exec(
            *shell.command(["run"]),
            cwd=shell.folder,
            env=shell.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=lines,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), PATIENCE)


async def digest(workspace, slack):
    channel = workspace.channels["C0123"].messages
    await slack.until(lambda: channel)
    return channel[0]


async def details(slack, workspace, message):
    """What a click on "Details" shows, in a window of one's own."""
    count = len(workspace.shown_to("U012"))
    menu = element(message, Action.MENU)
    wanted = next(o for o in menu["options"] if o["text"]["text"] == "Details")
    await slack.click(workspace, {**menu, "selected_option": wanted}, message=message)
    return str((await shown(slack, workspace, count=count + 1))[-1])


async def test_a_workspace_reads_asks_and_clicks_and_a_kill_in_between_changes_nothing(
    town, shell, tmp_path
):
    slack, workspace = town
    log = tmp_path / "log"
    async with running(shell, log) as bot:
        message = await digest(workspace, slack)
        assert ZHIPU in message["text"]
        await slack.sockets.connected()

        await slack.type(workspace, "latest")
        assert ZHIPU in str((await shown(slack, workspace))[-1])
        await slack.type(workspace, "story zhipu")
        assert ZHIPU in str((await shown(slack, workspace, count=2))[-1])
        first = await details(slack, workspace, message)
        bot.kill()
        await bot.wait()

    async with running(shell, log) as bot:
        await slack.sockets.connected(times=2)
        assert await details(slack, workspace, message) == first
    assert bot.returncode == 0

    assert len(workspace.channels["C0123"].messages) == 1
    assert_no_secret(log.read_text(), slack, workspace)


async def test_no_line_of_the_log_holds_a_token_whatever_goes_wrong(town, shell, tmp_path):
    slack, workspace = town
    slack.faults.next("auth.test", "500 before")
    slack.faults.next("apps.connections.open", "html")
    slack.faults.next("chat.postMessage", "refuse", error="invalid_blocks")
    log = tmp_path / "log"
    async with running(shell, log):
        await slack.sockets.connected()
        for fault in ("500 before", "lose the reply", "html", "limit"):
            slack.faults.next("users.info", fault)
            slack.faults.next("respond", fault)
            await slack.type(workspace, "latest")
        workspace.token_state = "revoked"
        await slack.type(workspace, "story zhipu", user="U0GRACE")
        event = {"type": "app_home_opened", "user": "U012", "channel": "D0012", "tab": "home"}
        await slack.happen(workspace, event)
        slack.app_token_dead = True
        await slack.sockets.disconnect(warn=False)
        await slack.until(lambda: "SLACK_APP_TOKEN" in log.read_text())

    said = log.read_text()
    assert "platform signed out" in said
    assert_no_secret(said, slack, workspace)


async def test_check_asks_slack_and_exits_by_what_it_finds(town, shell):
    slack, workspace = town
    well = await asyncio.to_thread(shell.run, "check")
    assert (well.returncode, well.stderr) == (0, "")

    workspace.channels["C0123"].is_member = False
    workspace.scopes.remove("users:read")
    ill = await asyncio.to_thread(shell.run, "check")
    assert ill.returncode == 1
    assert "slack: brief: I'm not in #news: type `/invite @broadsheet` there" in ill.stderr
    assert "slack: the scope users:read is missing" in ill.stderr

    swapped = await asyncio.to_thread(shell.run, "check", SLACK_BOT_TOKEN=slack.app_token)
    assert swapped.returncode == 2
    assert "SLACK_BOT_TOKEN holds an app's token" in swapped.stderr

    alone = await asyncio.to_thread(shell.run, "check", SLACK_API_URL="http://127.0.0.1:9/api/")
    assert alone.returncode == 0
    assert "nothing was checked there: it can't be reached" in alone.stderr
    for answer in (well, ill, swapped, alone):
        assert_no_secret(answer.stdout + answer.stderr, slack, workspace)


@pytest.fixture
def port():
    """One that nobody else is given: it's bound all the time, and listened on by the bot alone."""
    with socket.socket() as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


async def test_a_workspace_installs_the_shipped_bot_and_is_served_over_http(town, tmp_path, port):
    slack, workspace = town
    text = SEEDS.replace("SEEDS", str(FOLDER)).replace("TRANSPORT", "http")
    text = text.replace("127.0.0.1:0", f"127.0.0.1:{port}").replace("C0123", "T024/C0123")
    (tmp_path / "broadsheet.yaml").write_text(text)
    several = {
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": "12.34",
        "SLACK_CLIENT_SECRET": "client-secret",
        "BROADSHEET_KEY": Fernet.generate_key().decode(),
    }
    shell = Shell(tmp_path, **variables(slack, **several))
    slack.bot_url = f"http://127.0.0.1:{port}{EVENTS_PATH}"
    slack.codes["a-code"] = workspace
    log = tmp_path / "log"
    async with running(shell, log) as bot, aiohttp.ClientSession() as session:
        browser = Browser(f"http://127.0.0.1:{port}", session)
        state = await once_it_listens(browser)
        status, page = await browser.come_back(state, state=state, code="a-code")
        assert status == 200, page

        await slack.type(workspace, "story zhipu")
        await shown(slack, workspace)
        checked = await asyncio.to_thread(shell.run, "check")
        assert checked.returncode == 0, checked.stderr
        assert "(unless that's this bot at work)" in checked.stderr
    assert bot.returncode == 0
    assert_no_secret(log.read_text(), slack, workspace)
    assert "client-secret" not in log.read_text()
    assert "Traceback" not in log.read_text()


async def once_it_listens(browser):
    """The state that installing begins with, once the bot has started."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return (await browser.begin())[0]
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.1)  # another process starts


def assert_no_secret(said, slack, workspace):
    secrets = (workspace.token, slack.app_token, slack.signing_secret)
    assert not [secret for secret in secrets if secret in said]
