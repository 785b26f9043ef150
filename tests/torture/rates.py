"""As fast as a platform allows, and no faster: measured against sinks that count strictly."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat import Message
from bot.clock import SystemClock
from bot.database.engine import Database, open_database
from bot.database.ledger import Ledger
from bot.database.outbox import Outbox, Rendering
from bot.database.rows import chunks
from bot.platforms.discord.limits import limit_of, limit_of_all
from bot.platforms.slack.limits import limits_of
from bot.publishing.delivery import Delivery
from bot.ticker import Ticker
from digests.schedule.channel import Channel
from digests.schedule.grammar import parse_rhythm
from digests.schedule.schedule import Schedule
from tests.benchmarks.schedules import fill
from tests.fakes.limited import LimitedSink
from tests.torture.outcome import Outcome

NEAR, FEW = 0.95, 0.001
WORKSPACES = 20


def discord(model) -> LimitedSink:
    """50 posts a second in all, whatever the bot believes."""
    return LimitedSink(
        "discord",
        model,
        lambda _: [("all", 50, 1)],
        lambda channel: (limit_of_all("discord"), limit_of(channel)),
    )


def slack(model) -> LimitedSink:
    """A post a second a channel, 240 a minute a workspace."""

    def allowed(channel):
        return [(channel.workspace, 240, 60), (str(channel), 1, 1)]

    return LimitedSink("slack", model, allowed, limits_of)


def _channel(platform: str, number: int, workspaces: int) -> Channel:
    if platform == "discord":
        return Channel(platform=platform, workspace="1", id=str(1_000 + number))
    return Channel(platform=platform, workspace=f"T{number % workspaces}", id=f"C{number}")


async def fill_outbox(database: Database, channels: list[Channel], parts: int) -> None:
    """So many parts for each of *channels*, all due in one minute."""
    now = datetime.now(UTC)
    due = (now - timedelta(minutes=1)).strftime("%H:%M")
    made = [
        Schedule(
            id=f"id{n:06}",
            name=f"s{n}",
            channel=channel,
            rhythm=parse_rhythm(f"day at {due}"),
            zone=ZoneInfo("UTC"),
        )
        for n, channel in enumerate(channels)
    ]
    await fill(database, made, now - timedelta(days=1))
    issued = await Ledger(database).issue(now=now, through=0)
    messages = [Message(payload={"text": f"part {n}"}) for n in range(parts)]
    outbox = Outbox(database)
    for some in chunks(issued, 100):
        renderings = [(edition, Rendering(messages=messages, tells={})) for edition in some]
        await outbox.enqueue_all(renderings, now=now)


async def paced(
    folder: Path,
    sink: LimitedSink,
    *,
    channels: int,
    parts: int,
    rate: float,
    workspaces: int = WORKSPACES,
) -> Outcome:
    """Post all of it; *rate* is how many a second the platform allows in all."""
    async with open_database(f"sqlite:///{folder}/{sink.name} {sink.counts}.sqlite") as database:
        where = [_channel(sink.name, n, workspaces) for n in range(channels)]
        await fill_outbox(database, where, parts)
        async with Ticker() as ticker:
            delivery = Delivery(database, {sink.name: sink}, ticker, SystemClock())
            async with delivery:
                await sink.has_taken(channels * parts)
    posts = len(sink.taken)
    reached = (posts - 1) / (sink.taken[-1] - sink.taken[0]) / rate
    refused = sink.refused / posts
    return Outcome(
        f"{channels:,} channels on {sink.name} due in one minute, {rate:.0f} posts/s allowed by a "
        f"{sink.counts}",
        f"≥ {NEAR:.0%} of that rate, 429s ≤ {FEW:.1%}",
        f"{posts:,} posts at {reached:.1%}, {sink.refused} × 429 ({refused:.2%})",
        passed=reached >= NEAR and refused <= FEW,
    )
