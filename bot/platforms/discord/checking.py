"""What `broadsheet check` asks of Discord: token, servers, rights, webhooks; nothing is posted."""

from collections.abc import Iterable

import aiohttp
import discord

from bot.chat import Findings, Platform, PostFailed
from bot.errors import worded
from bot.platforms.discord.adapter import Discord
from bot.platforms.discord.connecting import TOKEN, webhooks
from bot.platforms.discord.refusals import REFUSES_US
from bot.platforms.discord.rest import NotSignedIn, Rest, point_to
from bot.platforms.discord.rights import invitation
from bot.settings import Settings
from digests.schedule.channel import Channel


async def examine(settings: Settings) -> Findings:
    """What would keep digests from Discord, and what is worth knowing, in sentences."""
    found = []
    if "discord" in settings.platforms:
        found.append(await _of_the_bot(settings))
    if "discord-webhook" in settings.platforms:
        async with webhooks(settings) as platform:
            found.append(await _of_the_channels(platform, settings))
    return Findings(
        obstacles=tuple(sentence for one in found for sentence in one.obstacles),
        notes=tuple(sentence for one in found for sentence in one.notes),
    )


async def _of_the_bot(settings: Settings) -> Findings:
    point_to(settings.api_urls.get("discord"))
    async with Discord(rest := Rest(settings.secrets[TOKEN])) as platform:
        try:
            client = await rest.client()
        except NotSignedIn:
            return Findings(obstacles=(f"discord: {REFUSES_US}",))
        except (aiohttp.ClientError, discord.DiscordException, OSError) as problem:
            why = worded(problem)
            return Findings(notes=(f"discord: nothing was checked there: {why}",))
        found = await _of_the_channels(platform, settings)
        invite = (
            f"discord: to bring the bot into a server: {invitation(str(client.application_id))}"
        )
        return Findings(obstacles=found.obstacles, notes=(*found.notes, invite))


async def _of_the_channels(platform: Platform, settings: Settings) -> Findings:
    obstacles, notes = [], []
    for channel in _channels(settings, platform.name):
        try:
            obstacle = await platform.obstacle(channel)
        except PostFailed as unknown:
            notes.append(f"{channel} wasn't checked: {unknown.problem}")
            continue
        if obstacle:
            obstacles.append(f"{channel}: {obstacle}")
    return Findings(obstacles=tuple(obstacles), notes=tuple(notes))


def _channels(settings: Settings, platform: str) -> Iterable[Channel]:
    """Those that schedules of the file post to, each once."""
    channels = (schedule.channel for schedule in settings.schedules)
    return dict.fromkeys(channel for channel in channels if channel.platform == platform)
