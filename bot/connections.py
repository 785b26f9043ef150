"""Every platform there is: its renderer, what connects it, what examines it."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from functools import partial

from bot.chat import Findings, Platform, Renderer
from bot.clock import Clock
from bot.database.engine import Database
from bot.database.installations import Installations
from bot.desk import Desk
from bot.duties import Role
from bot.platforms.console.adapter import Console
from bot.platforms.console.render import render as render_for_the_console
from bot.platforms.discord.render import for_a_webhook as render_for_a_webhook
from bot.platforms.discord.render import render as render_for_discord
from bot.platforms.slack.render import render as render_for_slack
from bot.settings import Settings


def renderers(settings: Settings) -> Mapping[str, Renderer]:
    """The renderer of each platform, by its name; *settings* may have a say in it."""
    return {
        "console": render_for_the_console,
        "discord": render_for_discord,
        "discord-webhook": render_for_a_webhook,
        "slack": partial(
            render_for_slack, command=settings.slack.command, sharing=settings.slack.share
        ),
    }


def in_use(settings: Settings) -> Mapping[str, Renderer]:
    """Those of the platforms that are posted to: for another, an edition would wait for ever."""
    used = {"console", *settings.platforms}
    return {name: one for name, one in renderers(settings).items() if name in used}


def connected(
    settings: Settings,
    desk: Desk,
    database: Database,
    clock: Clock,
    *,
    console: Console,
    roles: Collection[Role],
) -> Iterator[Platform]:
    """The platforms in use, not entered yet; the console always, whoever made a schedule for it.

    One for which there's no role in *roles* posts, and answers nobody.
    """
    yield console
    if "discord" in settings.platforms:
        from bot.platforms.discord.connecting import discord

        yield discord(
            settings,
            desk,
            database,
            clock,
            answers=Role.DISCORD in roles,
        )
    if "discord-webhook" in settings.platforms:
        from bot.platforms.discord.connecting import webhooks

        yield webhooks(settings)
    if "slack" in settings.platforms:
        from bot.platforms.slack.connecting import slack

        yield slack(
            settings,
            desk,
            Installations(database),
            clock,
            answers=Role.SLACK in roles,
        )


async def examined(settings: Settings) -> Findings:
    """What the platforms in use say when they're asked; nothing is posted."""
    found = [await examine(settings) for examine in _examiners(settings)]
    return Findings(
        obstacles=tuple(sentence for one in found for sentence in one.obstacles),
        notes=tuple(sentence for one in found for sentence in one.notes),
    )


def _examiners(settings: Settings) -> Iterator[Callable[[Settings], Awaitable[Findings]]]:
    if "slack" in settings.platforms:
        from bot.platforms.slack.checking import examine as of_slack

        yield of_slack
    if {"discord", "discord-webhook"} & set(settings.platforms):
        from bot.platforms.discord.checking import examine as of_discord

        yield of_discord
