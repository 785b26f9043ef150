"""Tokens of several workspaces: whose there are, and that one is gone."""

from dataclasses import dataclass
from typing import Protocol

from bot.secrets import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """An installation: a team, or with *team* None a whole organisation, and its token."""

    enterprise: str | None
    team: str | None
    token: Secret

    @property
    def whose(self) -> str:
        """Whose token it is, for the log."""
        return self.team or self.enterprise or ""


class Tokens(Protocol):
    """Where the tokens of several workspaces are kept."""

    async def find(self, enterprise: str | None, team: str | None) -> Installed | None:
        """The team's own installation, else its organisation's."""
        ...

    async def all(self) -> tuple[Installed, ...]:
        """Every one."""
        ...

    async def gone(
        self,
        enterprise: str | None,
        team: str | None,
        *,
        token: Secret | None = None,
        sparing: str | None = None,
    ) -> None:
        """The app was taken out there; with *token*, that was what was left of it."""
        ...
