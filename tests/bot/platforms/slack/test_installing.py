"""Installing the app in several workspaces, and taking it out."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from cryptography.fernet import Fernet

from bot.database.installations import Installations
from bot.errors import UsageError
from bot.platforms.slack.http_mode import HttpMode
from bot.platforms.slack.installed import InstalledWorkspaces
from bot.platforms.slack.installing import INSTALL_PATH, REDIRECT_PATH, Installing
from bot.platforms.slack.scopes import SCOPES
from bot.platforms.slack.vault import Vault
from bot.secrets import Secret
from tests.bot.platforms.slack.test_http_mode import ANY_PORT
from tests.fakes.slack.workspace import Workspace

COOKIE = "slack-app-oauth-state"


@pytest.fixture
def keys():
    return Secret(Fernet.generate_key().decode())


@pytest.fixture
def vault(keys):
    return Vault(keys)


@pytest.fixture
def installed(database, vault, clock):
    return InstalledWorkspaces(Installations(database), vault, clock)


@pytest.fixture
async def pages(wire, installed, vault):
    installing = Installing(
        wire,
        installed,
        vault,
        client_id=Secret("1.2"),
        client_secret=Secret("client-secret"),
        public_url="https://news.example.com",
    )
    async with HttpMode(ANY_PORT, flow=installing.flow) as listener:
        yield listener


class Browser:
    """Somebody who installs the app; a proxy speaks TLS, so the cookie is sent all the same."""

    def __init__(self, address, session):
        self._address = address
        self._session = session

    async def begin(self):
        """The state that Slack is to bring back, and what it was asked."""
        async with self._session.get(self._address + INSTALL_PATH) as page:
            link = re.search(r'href="([^"]+oauth/v2/authorize[^"]+)"', await page.text())[1]
        self.link = html.unescape(link)
        asked = parse_qs(urlsplit(self.link).query)
        return asked["state"][0], asked

    async def consent(self):
        """Go from our page to Slack's and say yes; the state, and what Slack brings back."""
        state, _ = await self.begin()
        async with self._session.get(self.link, allow_redirects=False) as page:
            assert page.status == 302, await page.text()
            back = urlsplit(page.headers["Location"])
        assert f"{back.scheme}://{back.netloc}{back.path}".endswith(REDIRECT_PATH)
        return state, {name: values[0] for name, values in parse_qs(back.query).items()}

    async def come_back(self, cookie=None, **query):
        headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
        where = self._address + REDIRECT_PATH
        async with self._session.get(where, params=query, headers=headers) as page:
            return page.status, await page.text()


@pytest.fixture
async def browser(pages):
    async with aiohttp.ClientSession() as session:
        yield Browser(pages.address, session)


def code_of(slack, workspace):
    slack.codes["a-code"] = workspace
    return "a-code"


async def test_the_app_is_installed_with_the_scopes_of_the_manifest(
    slack, workspace, browser, installed
):
    state, asked = await browser.begin()
    assert sorted(asked["scope"][0].split(",")) == sorted(SCOPES)
    assert asked["client_id"] == ["1.2"]
    assert asked["redirect_uri"] == [f"https://news.example.com{REDIRECT_PATH}"]

    status, _ = await browser.come_back(state, state=state, code=code_of(slack, workspace))

    assert status == 200
    (kept,) = await installed.all()
    assert (kept.enterprise, kept.team, kept.token.reveal()) == (None, "T024", workspace.token)


async def test_who_follows_the_pages_has_it_installed(slack, workspace, browser, installed):
    state, back = await browser.consent()
    assert back["state"] == state
    assert (await browser.come_back(state, **back))[0] == 200
    assert [i.team for i in await installed.all()] == ["T024"]


async def test_an_organisation_is_kept_by_its_enterprise_id(slack, browser, installed):
    grid = slack.add(Workspace(id="T0GRID", enterprise="E0GRID", is_enterprise_install=True))
    state, _ = await browser.begin()
    await browser.come_back(state, state=state, code=code_of(slack, grid))
    (kept,) = await installed.all()
    assert (kept.enterprise, kept.team) == ("E0GRID", None)
    assert (await installed.find("E0GRID", "T0ANY")).token == kept.token
    assert await installed.find("E0OTHER", "T0ANY") is None
    assert await installed.find(None, "T0ANY") is None


async def test_a_state_is_good_once(slack, workspace, browser):
    state, _ = await browser.begin()
    await browser.come_back(state, state=state, code=code_of(slack, workspace))
    status, _ = await browser.come_back(state, state=state, code=code_of(slack, workspace))
    assert status == 401


async def test_another_browser_cant_end_what_one_began(slack, workspace, browser, installed):
    state, _ = await browser.begin()
    other, _ = await browser.begin()
    code = code_of(slack, workspace)
    assert (await browser.come_back(None, state=state, code=code))[0] == 400
    assert (await browser.come_back(other, state=state, code=code))[0] == 400
    assert await installed.all() == ()


@pytest.mark.parametrize("state", ["made-up", "gAAAAABm", "é"])
async def test_a_state_that_we_didnt_give_is_refused(browser, installed, state):
    status, _ = await browser.come_back(state, state=state, code="a-code")
    assert status in {400, 401}
    assert await installed.all() == ()


async def test_a_code_that_slack_doesnt_know_installs_nothing(browser, installed):
    state, _ = await browser.begin()
    assert (await browser.come_back(state, state=state, code="made-up"))[0] == 401
    assert await installed.all() == ()


async def test_a_slack_that_is_down_is_said_and_one_can_begin_again(slack, workspace, browser):
    state, _ = await browser.begin()
    slack.faults.next("oauth.v2.access", "lose the reply")
    status, page = await browser.come_back(state, state=state, code=code_of(slack, workspace))
    assert (status, "Begin again: /slack/install" in page) == (502, True)


async def test_who_says_no_is_told_how_to_begin_again_and_injects_nothing(browser):
    status, page = await browser.come_back(error="<script>alert(1)</script>")
    assert status == 200
    assert "<script>" not in page


async def test_what_is_stored_is_encrypted(slack, workspace, browser, database, installed):
    state, _ = await browser.begin()
    await browser.come_back(state, state=state, code=code_of(slack, workspace))
    (stored,) = await Installations(database).all()
    assert workspace.token not in str(stored)
    assert stored.token.startswith("gAAAA")


def test_a_key_is_replaced_by_putting_the_new_one_in_front():
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    token = Secret("xoxb-1111-example")
    sealed = Vault(Secret(old)).sealed(token)

    both = Vault(Secret(f"{new}, {old}"))
    assert both.opened(sealed) == token
    assert Vault(Secret(new)).opened(both.sealed(token)) == token
    assert Vault(Secret(new)).opened(sealed) is None


@pytest.mark.parametrize("keys", ["secret", "x" * 43, f"{'k' * 43}=,nonsense"])
def test_a_key_that_cant_encrypt_is_refused_with_the_way_to_make_one(keys):
    with pytest.raises(UsageError, match=r"BROADSHEET_KEY holds no key .* openssl rand") as refused:
        Vault(Secret(keys))
    assert keys not in str(refused.value)


async def test_a_token_that_no_key_opens_is_said_and_counts_as_none(
    slack, workspace, database, installed, clock, browser, logged
):
    state, _ = await browser.begin()
    await browser.come_back(state, state=state, code=code_of(slack, workspace))
    other = Vault(Secret(Fernet.generate_key().decode()))
    lost = InstalledWorkspaces(Installations(database), other, clock)
    assert await lost.find(None, "T024") is None
    assert await lost.all() == ()
    assert "token unreadable" in [entry["event"] for entry in logged]
