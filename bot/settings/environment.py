"""The variables around us: the process's environment, and the `.env` file of the working folder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values

from bot.errors import SettingsError
from bot.secrets import Secret, SecretError, read_secret

PLAIN: Mapping[str, str] = {
    "BROADSHEET_CONFIG": "the settings file; else ./broadsheet.yaml, else the built-in example",
    "BROADSHEET_STATE": "the folder that keeps the database; else the user's state folder",
    "SLACK_API_URL": "another server than Slack's own",
    "DISCORD_API_URL": "another server than Discord's own",
}
"""The variables that hold no secret, and what they're for."""

SECRET: Mapping[str, str] = {
    "BROADSHEET_DATABASE": "the database's address; else SQLite in the state folder",
    "BROADSHEET_KEY": "encrypts stored tokens; of several, separated by commas, the first encrypts",
    "SLACK_BOT_TOKEN": "Slack: the bot's token, xoxb-…",
    "SLACK_APP_TOKEN": "Slack: the app's token for Socket Mode, xapp-…",
    "SLACK_SIGNING_SECRET": "Slack: proves that a request over HTTP is Slack's",
    "SLACK_CLIENT_ID": "Slack: for installing into several workspaces",
    "SLACK_CLIENT_SECRET": "Slack: for installing into several workspaces",
    "DISCORD_TOKEN": "Discord: the bot's token",
}
"""The variables that hold secrets, each with a `_FILE` twin, and what they're for."""

WEBHOOK = "DISCORD_WEBHOOK_"
"""Followed by a name: the address of the Discord webhook that `discord-webhook:NAME` posts to."""

API_URLS: Mapping[str, str] = {"slack": "SLACK_API_URL", "discord": "DISCORD_API_URL"}
"""The variable of each platform's other server."""

DOTENV = ".env"


@dataclass(frozen=True, slots=True)
class Environment:
    """What is set, by variable; *origins* says where: in the environment, or in `.env`."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    origins: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """What *name* is set to; None for nothing."""
        return self.values.get(name, "").strip() or None

    def secret(self, name: str) -> Secret | None:
        """The secret in *name* or in its `_FILE` twin; raises SecretError."""
        return read_secret(name, self.values)

    def origin(self, name: str) -> str:
        """Where *name* is set, for people: `SLACK_BOT_TOKEN_FILE in .env`."""
        variable = name if self.text(name) else f"{name}_FILE"
        return f"{variable} in {self.origins[variable]}"

    def names(self) -> Iterator[str]:
        """Every variable of ours that is set, itself or by its `_FILE` twin; never with `_FILE`."""
        yield from (name for name in PLAIN if self.text(name))
        yield from (n for n in SECRET if self.text(n) or self.text(f"{n}_FILE"))
        yield from self.webhooks()

    def webhooks(self) -> Iterator[str]:
        """The variables of Discord webhooks that are set, without `_FILE`, in order."""
        names = {name.removesuffix("_FILE") for name in self.values if name.startswith(WEBHOOK)}
        yield from sorted(name for name in names if self.text(name) or self.text(f"{name}_FILE"))

    def secrets(self) -> tuple[dict[str, Secret], list[SecretError]]:
        """Every secret that is set, by its variable, and what is wrong with the others."""
        found, wrong = {}, []
        for name in (*SECRET, *self.webhooks()):
            try:
                secret = self.secret(name)
            except SecretError as error:
                wrong.append(error)
                continue
            if secret is not None:
                found[name] = secret
        return found, wrong


def read_environment(variables: Mapping[str, str], folder: Path) -> Environment:
    """*variables* (the process's own), and below them those of the `.env` file in *folder*.

    Raises SettingsError where that file is there and can't be read.
    """
    ours = {name: value for name, value in variables.items() if value.strip()}
    beaten = {*ours, *(_twin(name) for name in ours)}
    written = {k: value for k, value in _dotenv(folder / DOTENV).items() if k not in beaten}
    origins = dict.fromkeys(written, DOTENV) | dict.fromkeys(ours, "the environment")
    return Environment({**written, **ours}, origins)


def _twin(name: str) -> str:
    """NAME for NAME_FILE, and the other way round: what the environment sets one by, it wins by."""
    return name.removesuffix("_FILE") if name.endswith("_FILE") else f"{name}_FILE"


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        # Not interpolated: a password may hold a $.
        values = dotenv_values(path, interpolate=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            [f"{path} can't be read; it takes NAME=value lines in UTF-8"]
        ) from error
    return {name: value for name, value in values.items() if value}
