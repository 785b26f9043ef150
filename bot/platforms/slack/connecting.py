"""From settings to Slack: what posts there, and what answers there."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from bot.clock import Clock
from bot.desk import Desk
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.calling import Wire
from bot.platforms.slack.people import People
from bot.platforms.slack.questions import Questions
from bot.platforms.slack.reception import Reception
from bot.platforms.slack.replying import Replies
from bot.platforms.slack.socket_mode import APP_TOKEN, SocketMode
from bot.platforms.slack.standing import Standing
from bot.platforms.slack.workspaces import OWN, Workspaces
from bot.settings import Settings, Transport


def slack(settings: Settings, desk: Desk, clock: Clock) -> SlackPlatform:
    """The platform, not entered yet."""
    standing, wire = Standing(), Wire(settings.api_urls.get("slack"))
    workspaces = Workspaces(wire, standing, own=settings.secrets.get(OWN))
    questions = Questions(
        desk,
        People(standing, settings.slack.admins, clock),
        Replies(wire, standing),
        standing,
        command=settings.slack.command,
    )
    within: list[AbstractAsyncContextManager[Any]] = [wire]
    if settings.slack.transport is Transport.SOCKET:
        reception = Reception(wire, workspaces, questions)
        token = settings.secrets[APP_TOKEN]
        within += [reception, SocketMode(reception.app, wire, standing, token)]
    return SlackPlatform(workspaces, standing, within)
