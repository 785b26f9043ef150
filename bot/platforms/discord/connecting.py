"""From the settings to Discord's platforms; only what is in use is loaded."""

from functools import partial

from bot.clock import Clock
from bot.database.departures import Departures
from bot.database.engine import Database
from bot.database.schedules import Schedules
from bot.database.shard_leases import ShardLeases
from bot.desk import Desk
from bot.platforms.discord.adapter import Discord
from bot.platforms.discord.gateway import Shards, Turn
from bot.platforms.discord.interactions import Interactions
from bot.platforms.discord.presence import Presence
from bot.platforms.discord.replying import Replying
from bot.platforms.discord.rest import Rest, point_to
from bot.platforms.discord.servers import Servers
from bot.platforms.discord.webhooks import DiscordWebhooks
from bot.settings import WEBHOOK, Settings

TOKEN = "DISCORD_TOKEN"  # noqa: S105 - the variable's name


def discord(
    settings: Settings, desk: Desk, database: Database, clock: Clock, *, answers: bool
) -> Discord:
    """The platform `discord`: once it's entered it posts, and *answers* where it's to.

    Of processes that share a database, one listens to a shard; another takes over.
    """
    point_to(settings.api_urls.get("discord"))
    token, said = settings.secrets[TOKEN], settings.discord
    if not answers:
        return Discord(Rest(token))
    rest, replying, schedules = Rest(token), Replying(), Schedules(database)
    shards = Shards(ids=said.shards, count=said.shard_count)
    interactions = Interactions(
        desk, schedules, replying, zone=settings.zone, admins=sorted(said.admins)
    )
    presence = Presence(
        rest,
        token,
        interactions,
        replying,
        Servers(rest, schedules, Departures(database), clock),
        shards=shards,
        turn=_turn(database, clock, shards) if database.shared else None,
    )
    return Discord(rest, presence)


def _turn(database: Database, clock: Clock, shards: Shards) -> Turn:
    return partial(ShardLeases(database, clock).hold, shards.ids, shards.count)


def webhooks(settings: Settings) -> DiscordWebhooks:
    """The platform `discord-webhook`; with the bot's token, what it posts can be read back."""
    point_to(settings.api_urls.get("discord"))
    token = settings.secrets.get(TOKEN)
    addresses = {name: s for name, s in settings.secrets.items() if name.startswith(WEBHOOK)}
    return DiscordWebhooks(addresses, None if token is None else Rest(token))
