"""The vault: tokens of several workspaces, encrypted where they're stored."""

from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import UsageError
from bot.secrets import Secret

KEY = "BROADSHEET_KEY"
CLIENT_ID = "SLACK_CLIENT_ID"
CLIENT_SECRET = "SLACK_CLIENT_SECRET"  # noqa: S105 - the variable's name

MAKE_ONE = "openssl rand -base64 32 | tr +/ -_"


class Vault:
    """Encrypts with the first of the keys; whatever any of them encrypted, it opens."""

    def __init__(self, keys: Secret) -> None:
        """*keys* are separated by commas; raises UsageError where one is none."""
        try:
            each = [Fernet(key.strip()) for key in keys.reveal().split(",") if key.strip()]
            self._fernet = MultiFernet(each)
        except ValueError as problem:
            raise UsageError(
                f"{KEY} holds no key that encrypts; make one with: {MAKE_ONE}"
            ) from problem

    def sealed(self, token: Secret) -> str:
        """*token*, encrypted."""
        return self._fernet.encrypt(token.reveal().encode()).decode()

    def opened(self, sealed: str, *, younger: int | None = None) -> Secret | None:
        """What was sealed; None where no key opens it, or it's not *younger* than those seconds."""
        try:
            return Secret(self._fernet.decrypt(sealed, ttl=younger).decode())
        except (InvalidToken, ValueError):
            return None


def vault_of(secrets: Mapping[str, Secret]) -> Vault | None:
    """What encrypts the tokens of several workspaces; None for one workspace alone."""
    keys = secrets.get(KEY)
    return Vault(keys) if keys and CLIENT_ID in secrets else None
