"""The workspaces that installed the app, and their tokens, which lie encrypted in the database."""

import structlog

from bot.clock import Clock
from bot.database.installations import Installations, SealedInstallation
from bot.platforms.slack.tokens import Installed
from bot.platforms.slack.vault import KEY, Vault
from bot.secrets import Secret

log = structlog.get_logger(__name__)


class InstalledWorkspaces:
    """What `Workspaces` asks, on the database; only here a token is in clear."""

    def __init__(self, stored: Installations, vault: Vault, clock: Clock) -> None:
        self._stored = stored
        self._vault = vault
        self._clock = clock

    async def find(self, enterprise: str | None, team: str | None) -> Installed | None:
        """The team's own installation, else its organisation's."""
        found = await self._stored.find(enterprise, team)
        return None if found is None else self._opened(found)

    async def all(self) -> tuple[Installed, ...]:
        """Every one whose token can be read."""
        opened = [self._opened(sealed) for sealed in await self._stored.all()]
        return tuple(installed for installed in opened if installed is not None)

    async def keep(self, installed: Installed, *, name: str, installed_by: str) -> None:
        """Store an installation, its token encrypted."""
        sealed = SealedInstallation(
            enterprise=installed.enterprise,
            team=installed.team,
            token=self._vault.sealed(installed.token),
            name=name,
            installed_by=installed_by,
        )
        await self._stored.keep(sealed, now=self._clock.now())
        log.info("app installed", platform="slack", workspace=installed.team, name=name)

    async def gone(
        self,
        enterprise: str | None,
        team: str | None,
        *,
        token: Secret | None = None,
        sparing: str | None = None,
    ) -> None:
        """The app was taken out there: its token is dropped, its schedules pause.

        *token* is the one that is no good any more: one that has taken its place is. Nothing
        happens to the team *sparing*, which isn't served by an installation.
        """
        only = None
        if token is not None:
            found = await self._stored.find(enterprise, team)
            if found is None or self._vault.opened(found.token) != token:
                return
            only = found.token
        now = self._clock.now()
        paused = await self._stored.drop(enterprise, team, now=now, only=only, sparing=sparing)
        if paused is not None:
            where = team or enterprise
            log.warning("app uninstalled", platform="slack", workspace=where, paused=list(paused))

    def _opened(self, sealed: SealedInstallation) -> Installed | None:
        token: Secret | None = self._vault.opened(sealed.token)
        if token is None:
            log.error("token unreadable", platform="slack", workspace=sealed.team, variable=KEY)
            return None
        return Installed(enterprise=sealed.enterprise, team=sealed.team, token=token)
