"""Installing: the two pages by which a workspace installs the app, and what is kept of it."""

from collections import OrderedDict
from logging import Logger
from secrets import token_urlsafe
from typing import Any

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.platforms.slack.calling import Wire
from bot.platforms.slack.installed import InstalledWorkspaces
from bot.platforms.slack.reception import QUIET
from bot.platforms.slack.scopes import SCOPES
from bot.platforms.slack.tokens import Installed
from bot.platforms.slack.vault import Vault
from bot.secrets import Secret

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

STATE_LASTS = 600
"""Seconds to say yes in (FACTS 1.5)."""

MOST = 10_000
"""States that are remembered as used up."""


class Installing:
    """Bolt's own flow, with states and installations kept our way."""

    def __init__(
        self,
        wire: Wire,
        installed: InstalledWorkspaces,
        vault: Vault,
        *,
        client_id: Secret,
        client_secret: Secret,
        public_url: str | None,
    ) -> None:
        self._wire = wire
        settings = AsyncOAuthSettings(
            client_id=client_id.reveal(),
            client_secret=client_secret.reveal(),
            scopes=SCOPES,
            redirect_uri=f"{public_url}{REDIRECT_PATH}" if public_url else None,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=_authorize_url(wire.api_url),
            installation_store=_Store(installed),
            installation_store_bot_only=True,
            state_store=_States(vault),
            state_expiration_seconds=STATE_LASTS,
            logger=QUIET,
        )
        self._settings = settings

    def flow(self) -> AsyncOAuthFlow:
        """The pages, once the wire is open."""
        return AsyncOAuthFlow(client=self._wire.client(), settings=self._settings, logger=QUIET)


def _authorize_url(api_url: str) -> str:
    """Where Slack asks whether the app may be installed, beside its Web API."""
    return f"{api_url.removesuffix('api/')}oauth/v2/authorize"


class _States(AsyncOAuthStateStore):
    """A state is sealed by our key, so any process of ours knows it again; each is good once."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._used: OrderedDict[str, None] = OrderedDict()

    @property
    def logger(self) -> Logger:
        return QUIET

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - Bolt's signature
        # Without padding: cookies take no "=".
        return self._vault.sealed(Secret(token_urlsafe(16))).rstrip("=")

    async def async_consume(self, state: str) -> bool:
        padded = state + "=" * (-len(state) % 4)
        if state in self._used or self._vault.opened(padded, younger=STATE_LASTS) is None:
            return False
        self._used[state] = None
        if len(self._used) > MOST:
            self._used.popitem(last=False)
        return True


class _Store(AsyncInstallationStore):
    """What Bolt got from Slack goes to our database; it asks nothing of it."""

    def __init__(self, installed: InstalledWorkspaces) -> None:
        self._installed = installed

    @property
    def logger(self) -> Logger:
        return QUIET

    async def async_save(self, installation: Installation) -> None:
        if not installation.bot_token:
            raise ValueError("Slack gave no bot token")
        organisation = bool(installation.is_enterprise_install)
        await self._installed.keep(
            Installed(
                enterprise=installation.enterprise_id,
                team=None if organisation else installation.team_id,
                token=Secret(installation.bot_token),
            ),
            name=installation.team_name or installation.enterprise_name or "",
            installed_by=installation.user_id or "",
        )
