"""What Slack's tokens have to be: which are needed, and of which kind each is."""

from collections.abc import Iterator, Mapping, Sequence

from bot.secrets import SecretError
from bot.settings.document import Document
from bot.settings.environment import Environment
from bot.settings.problems import listed
from bot.settings.shape import Transport

SEVERAL = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "BROADSHEET_KEY")
"""What stands in for a bot token where workspaces install the app themselves."""

FOR_TRANSPORT: Mapping[str, str] = {
    Transport.SOCKET: "SLACK_APP_TOKEN",
    Transport.HTTP: "SLACK_SIGNING_SECRET",
}

KINDS: Mapping[str, str] = {
    "xoxb-": "a bot's token",
    "xapp-": "an app's token",
    "xoxp-": "a person's token",
    "xoxe": "a token that expires: switch token rotation off, and install the app again",
    "xoxs-": "a browser's token",
}
"""Slack's kinds of token, by how they begin (FACTS 1.5)."""

BEGINNINGS: Mapping[str, tuple[str, str]] = {
    "SLACK_BOT_TOKEN": ("xoxb-", "OAuth & Permissions"),
    "SLACK_APP_TOKEN": ("xapp-", "Basic Information, App-Level Tokens"),
}
"""How a token has to begin, and where it stands in the app's settings."""


def slack_problems(document: Document, environment: Environment) -> Iterator[str]:
    """What keeps Slack from being used, each in a sentence that names the variable."""
    if not _set(environment, "SLACK_BOT_TOKEN"):
        lacking = [name for name in SEVERAL if not _set(environment, name)]
        if len(lacking) == len(SEVERAL) or "SLACK_CLIENT_ID" in lacking:
            yield _needed("SLACK_BOT_TOKEN", "")
        elif lacking:
            yield _several(lacking)
    transport = _transport(document)
    wanted = FOR_TRANSPORT.get(transport)
    if wanted and not _set(environment, wanted):
        yield _needed(wanted, f" (or write transport: {_other(transport)} under slack:)")
    yield from _wrong_kinds(environment)


def _wrong_kinds(environment: Environment) -> Iterator[str]:
    """Tokens that stand in each other's places."""
    for variable, (beginning, where) in BEGINNINGS.items():
        try:
            secret = environment.secret(variable)
        except SecretError:
            continue  # which is said where it's read
        said = secret.reveal() if secret else beginning
        kind = next((kind for start, kind in KINDS.items() if said.startswith(start)), None)
        if kind and not said.startswith(beginning):
            yield (
                f"{variable} holds {kind}; the one it takes begins with {beginning} "
                f"and stands under {where}"
            )


def _several(lacking: Sequence[str]) -> str:
    return (
        f"slack in several workspaces needs {listed(lacking, 'and')} as well; set it, "
        "or SLACK_BOT_TOKEN for one workspace alone"
    )


def _needed(variable: str, instead: str) -> str:
    return (
        f"slack needs {variable}; set it in the environment or in .env, "
        f"or set {variable}_FILE{instead}"
    )


def _set(environment: Environment, variable: str) -> bool:
    return bool(environment.text(variable) or environment.text(f"{variable}_FILE"))


def _transport(document: Document) -> str:
    """How Slack reaches the bot, as far as the file can be read."""
    content = document.content if isinstance(document.content, dict) else {}
    slack = content.get("slack")
    return str((slack.get("transport") if isinstance(slack, dict) else None) or Transport.SOCKET)


def _other(transport: str) -> str:
    return "http, or none" if transport == Transport.SOCKET else "socket, or none"
