"""As fast as a platform allows, and no faster: measured against sinks that count strictly."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, update

from bot.chat import Message
from bot.clock import SystemClock
from bot.database.engine import Database, open_database
from bot.database.ledger import Ledger
from bot.database.outbox import Outbox, Rendering
from bot.database.rows import chunks
from bot.database.tables.publishing import parts as parts_table
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


@dataclass(frozen=True)
class Bar:
    """The least part of the allowed rate, and the most 429s a post."""

    near: float
    few: float


LONG, SHORT = Bar(0.95, 0.001), Bar(0.5, 0.01)
"""In the suite the machine has other things to do as well, and a few posts are few: what is shown
there is that they don't go one after another, which would be a quarter."""

WORKSPACES = 20
STRICTEST = "sliding window"


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
    bar: Bar = LONG,
) -> Outcome:
    """Post all of it; *rate* is how many a second the platform allows in all."""
    async with _delivering(folder, sink, channels, parts, workspaces):
        await sink.has_taken(channels * parts)
    what = f"{channels:,} channels on {sink.name} due in one minute"
    return _judged(what, sink, rate, bar)


async def sick_channel(folder: Path, *, channels: int, bar: Bar = LONG) -> Outcome:
    """One of Discord's channels is told to wait for a minute, again and again."""
    sink = discord(STRICTEST)
    sink.sick = {"discord:1/1000": 60}
    return await _well(folder, sink, channels=channels, rate=50, bar=bar)


async def sick_workspace(folder: Path, *, channels: int, bar: Bar = LONG) -> Outcome:
    """All channels of one of Slack's workspaces are told to wait for a minute, again and again."""
    sink = slack(STRICTEST)
    sink.sick = {"T0": 60}
    return await _well(folder, sink, channels=channels, rate=4 * (WORKSPACES - 1), bar=bar)


async def _well(
    folder: Path, sink: LimitedSink, *, channels: int, rate: float, bar: Bar
) -> Outcome:
    async with _delivering(folder, sink, channels, 2, WORKSPACES):
        where = [_channel(sink.name, n, WORKSPACES) for n in range(channels)]
        well = [one for one in where if not {str(one), one.workspace} & sink.sick.keys()]
        await sink.has_taken(2 * len(well))
    what = f"{', '.join(sink.sick)} of {channels:,} channels on {sink.name} told to wait for 60 s"
    outcome = _judged(f"{what}, again and again: the others", sink, rate, bar)
    return replace(outcome, found=f"{outcome.found}; {sink.tried} tries where it was told to wait")


async def returned(folder: Path, *, channels: int, bar: Bar = LONG) -> Outcome:
    """It's down until each channel has tried and waits; then all of them may at one instant."""
    sink = discord(STRICTEST)
    sink.down = True
    async with _delivering(folder, sink, channels, 2, WORKSPACES) as database:
        while await database.consult(_untried):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.5)
        sink.down = False
        back = update(parts_table).values(not_before=None).where(parts_table.c.owner.is_(None))
        await database.change(lambda db: db.execute(back))
        await sink.has_taken(2 * channels)
    disordered = sum(texts != ["part 0", "part 1"] for texts in sink.order.values())
    first = sum(at < sink.taken[0] + 1 for at in sink.taken)
    outcome = _judged(f"{sink.name} back, {channels:,} channels waiting for it", sink, 50, bar)
    found = f"{outcome.found}; {first} in the first second, {disordered} channels out of order"
    lost = channels - len(sink.order)
    return replace(
        outcome,
        must=f"{outcome.must}, 0 lost, in order",
        found=f"{found}, {lost} lost",
        passed=outcome.passed and not disordered and not lost,
    )


def _untried(db: Connection) -> int:
    first = parts_table.c.seq == 0
    untried = select(func.count()).where(first, parts_table.c.attempts == 0)
    return db.scalar(untried) or 0


@asynccontextmanager
async def _delivering(
    folder: Path, sink: LimitedSink, channels: int, parts: int, workspaces: int
) -> AsyncIterator[Database]:
    url = f"sqlite:///{folder}/{sink.name} {sink.counts}.sqlite"
    async with open_database(url) as database, Ticker() as ticker:
        where = [_channel(sink.name, n, workspaces) for n in range(channels)]
        await fill_outbox(database, where, parts)
        async with Delivery(database, {sink.name: sink}, ticker, SystemClock()):
            yield database


def _judged(what: str, sink: LimitedSink, rate: float, bar: Bar) -> Outcome:
    return judged(f"{what}, allowed by a {sink.counts}", sink.taken, sink.refused, rate, bar)


def judged(
    what: str, times: Sequence[float], refused: int, rate: float, bar: Bar = LONG
) -> Outcome:
    """Of the posts that were taken at *times* (seconds), against *rate* a second."""
    reached = (len(times) - 1) / (times[-1] - times[0]) / rate
    part = refused / len(times)
    return Outcome(
        f"{what}: {rate:.0f} posts/s",
        f"≥ {bar.near:.0%} of that rate, 429s ≤ {bar.few:.1%}",
        f"{len(times):,} posts at {reached:.1%}, {refused} × 429 ({part:.2%})",
        passed=reached >= bar.near and part <= bar.few,
    )
