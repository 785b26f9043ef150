"""What `broadsheet check` asks of Slack: tokens, scopes, channels; nothing is posted."""

import errno
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, suppress

from slack_sdk.errors import SlackApiError

from bot.chat import Findings, PostFailed
from bot.clock import SystemClock
from bot.database.engine import open_database
from bot.database.installations import Installations
from bot.errors import StateFolderError, worded
from bot.platforms.slack import http_mode, places
from bot.platforms.slack.calling import Wire
from bot.platforms.slack.installed import InstalledWorkspaces
from bot.platforms.slack.refusals import DEAD, REACHED, error_of, status_of
from bot.platforms.slack.scopes import NEEDED, OPTIONAL
from bot.platforms.slack.sign_ins import SignIns
from bot.platforms.slack.socket_mode import APP_TOKEN
from bot.platforms.slack.tokens import Tokens
from bot.platforms.slack.vault import CLIENT_SECRET, vault_of
from bot.platforms.slack.workspaces import (
    OWN,
    NotInstalled,
    Workspace,
    Workspaces,
)
from bot.settings import Settings, Transport

WHERE = {OWN: "OAuth & Permissions", APP_TOKEN: "Basic Information, App-Level Tokens"}
"""Where a token stands in the app's settings at api.slack.com/apps."""

ADD = "add it under OAuth & Permissions and install the app again"


async def examine(settings: Settings) -> Findings:
    """What would keep Slack from working, and what is worth knowing, in sentences.

    Raises UsageError where BROADSHEET_KEY doesn't encrypt.
    """
    async with AsyncExitStack() as stack:
        wire = await stack.enter_async_context(Wire(settings.api_urls.get("slack")))
        tokens = await _stored(settings, stack)
        try:
            return await _examined(settings, wire, tokens)
        except REACHED as problem:
            return Findings(notes=(f"slack: nothing was checked there: {_why(problem)}",))


async def _stored(settings: Settings, stack: AsyncExitStack) -> Tokens | None:
    """The workspaces that installed the app; None where there's but one, or none yet."""
    vault = vault_of(settings.secrets)
    if vault is None:
        return None
    url = settings.database_url.reveal()
    try:
        opened = open_database(url, create=False, older=False)
        database = await stack.enter_async_context(opened)
    except StateFolderError:
        return None
    return InstalledWorkspaces(Installations(database), vault, SystemClock())


async def _examined(settings: Settings, wire: Wire, tokens: Tokens | None) -> Findings:
    obstacles = [sentence async for sentence in _of_the_tokens(settings, wire)]
    own = None if obstacles else settings.secrets.get(OWN)
    workspaces = Workspaces(wire, SignIns(), own=own, tokens=tokens)
    notes: list[str] = []
    if own is not None:
        with suppress(PostFailed):  # it answered a moment ago
            workspace = await workspaces.own()
            obstacles += _lacking(workspace)
            notes += _worth_having(workspace)
    if own is not None or tokens is not None:
        async for sentence, in_the_way in _of_the_channels(settings, workspaces):
            (obstacles if in_the_way else notes).append(sentence)
    async for sentence, in_the_way in _of_the_address(settings):
        (obstacles if in_the_way else notes).append(sentence)
    return Findings(
        obstacles=tuple(f"slack: {sentence}" for sentence in obstacles),
        notes=tuple(f"slack: {sentence}" for sentence in notes),
    )


async def _of_the_tokens(settings: Settings, wire: Wire) -> AsyncIterator[str]:
    if own := settings.secrets.get(OWN):
        try:
            await wire.client(own.reveal()).auth_test()
        except SlackApiError as refusal:
            yield _refused(OWN, refusal)
    if settings.slack.transport is Transport.SOCKET and APP_TOKEN in settings.secrets:
        token = settings.secrets[APP_TOKEN].reveal()
        try:
            await wire.client().apps_connections_open(app_token=token)
        except SlackApiError as refusal:
            yield _refused(APP_TOKEN, refusal)


def _refused(variable: str, refusal: SlackApiError) -> str:
    error = error_of(refusal)
    if error == "missing_scope":
        return f"{variable} lacks the scope connections:write; make a new one, with it"
    if error in DEAD:
        return f"{variable}: {DEAD[error]}; take it anew from {WHERE[variable]}"
    return f"{variable}: Slack refuses it ({error or status_of(refusal)})"


def _lacking(workspace: Workspace) -> Iterable[str]:
    for scope, feature in NEEDED.items():
        if scope not in workspace.scopes:
            yield f"the scope {scope} is missing ({feature}); {ADD}"


def _worth_having(workspace: Workspace) -> Iterable[str]:
    for scope, feature in OPTIONAL.items():
        if scope not in workspace.scopes:
            yield f"without the scope {scope}, there's no {feature}"


async def _of_the_channels(
    settings: Settings, workspaces: Workspaces
) -> AsyncIterator[tuple[str, bool]]:
    """What is to be said of the file's channels, and whether it keeps digests from them."""
    looked_at = {}
    for schedule in settings.schedules:
        channel = schedule.channel
        if channel.platform != "slack" or channel in looked_at:
            continue
        looked_at[channel] = schedule.name
        in_the_way = True
        try:
            workspace = await workspaces.posting_to(channel)
            said = await places.obstacle(workspace, workspaces.sign_ins, channel)
        except PostFailed as problem:
            said = problem.problem
            in_the_way = isinstance(problem, NotInstalled) or not problem.retry
        if said:
            yield f"{schedule.name}: {said}", in_the_way


async def _of_the_address(settings: Settings) -> AsyncIterator[tuple[str, bool]]:
    """What is to be said of where it listens; it may be the bot itself that does."""
    listens = settings.slack.transport is Transport.HTTP or CLIENT_SECRET in settings.secrets
    problem = await http_mode.obstacle(settings.slack.listen) if listens else None
    if problem is None:
        return
    said = http_mode.unheard(settings.slack.listen, problem)
    taken = problem.errno == errno.EADDRINUSE
    yield (f"{said} (unless that's this bot at work)" if taken else said), not taken


def _why(problem: Exception) -> str:
    return f"it can't be reached ({worded(problem)})"
