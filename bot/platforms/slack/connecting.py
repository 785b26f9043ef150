"""From settings to Slack: what posts there, what answers there, and where it can be installed."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from bot.clock import Clock
from bot.database.installations import Installations
from bot.desk import Desk
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.calling import Wire
from bot.platforms.slack.http_mode import HttpMode
from bot.platforms.slack.installed import InstalledWorkspaces
from bot.platforms.slack.installing import Installing
from bot.platforms.slack.people import People
from bot.platforms.slack.questions import Questions
from bot.platforms.slack.reception import Reception
from bot.platforms.slack.replying import Replies
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.socket_mode import APP_TOKEN, SocketMode
from bot.platforms.slack.vault import CLIENT_ID, CLIENT_SECRET, Vault, vault_of
from bot.platforms.slack.workspaces import OWN, Workspaces
from bot.settings import Settings, Transport

SIGNING_SECRET = "SLACK_SIGNING_SECRET"  # noqa: S105 - the variable's name


def slack(
    settings: Settings,
    desk: Desk,
    installations: Installations,
    clock: Clock,
    *,
    answers: bool = True,
) -> SlackPlatform:
    """The platform, not entered yet; raises UsageError where its key doesn't encrypt.

    Where another process *answers* people and takes in workspaces, it only posts.
    """
    sign_ins, wire = SignIns(), Wire(settings.api_urls.get("slack"))
    vault = vault_of(settings.secrets)
    installed = InstalledWorkspaces(installations, vault, clock) if vault else None
    own = settings.secrets.get(OWN)
    workspaces = Workspaces(wire, sign_ins, own=own, tokens=installed)
    within: list[AbstractAsyncContextManager[Any]] = [wire]
    reception = None
    if answers and settings.slack.transport is not Transport.NONE:
        people = People(sign_ins, settings.slack.admins, clock)
        command = settings.slack.command
        questions = Questions(
            desk,
            people,
            Replies(wire, sign_ins),
            sign_ins,
            command=command,
            sharing=settings.slack.share,
        )
        reception = Reception(wire, workspaces, questions)
        within.append(reception)
    installing = _installing(settings, wire, vault, installed) if answers else None
    if listener := _listener(settings, reception, installing):
        within.append(listener)
    if reception and settings.slack.transport is Transport.SOCKET:
        within.append(SocketMode(reception.app, wire, sign_ins, settings.secrets[APP_TOKEN]))
    return SlackPlatform(workspaces, sign_ins, within)


def _installing(
    settings: Settings, wire: Wire, vault: Vault | None, installed: InstalledWorkspaces | None
) -> Installing | None:
    secret = settings.secrets.get(CLIENT_SECRET)
    if vault is None or installed is None or secret is None:
        return None
    return Installing(
        wire,
        installed,
        vault,
        client_id=settings.secrets[CLIENT_ID],
        client_secret=secret,
        public_url=settings.slack.public_url,
    )


def _listener(
    settings: Settings, reception: Reception | None, installing: Installing | None
) -> HttpMode | None:
    """What listens: for Slack's calls in HTTP mode, for installations in either."""
    calls = settings.slack.transport is Transport.HTTP and reception is not None
    if not calls and installing is None:
        return None
    return HttpMode(
        settings.slack.listen,
        app=reception.app if calls and reception else None,
        signing_secret=settings.secrets.get(SIGNING_SECRET) if calls else None,
        flow=installing.flow if installing else None,
    )
