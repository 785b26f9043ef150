"""Schedules that came due a moment ago, and what all of their editions say."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.database.engine import open_database
from bot.database.schedules import Schedules
from digests.schedule.channel import Channel
from tests.builders import schedule
from tests.torture.poster import TEXTS

DAY = timedelta(days=1)
UTC_ZONE = ZoneInfo("UTC")


async def plant(url: str, count: int) -> None:
    """*count* schedules that are due, each in a channel of its own."""
    now = datetime.now(UTC)
    due = (now - timedelta(minutes=1)).strftime("%H:%M")
    async with open_database(url) as database:
        schedules = Schedules(database)
        for n in range(count):
            made = schedule(
                f"day at {due}",
                id="",
                name=f"s{n}",
                channel=Channel(platform="slack", workspace="T1", id=f"C{n}"),
                zone=UTC_ZONE,
            )
            await schedules.add(made, who="torture", now=now - DAY)


def wanted(count: int) -> Mapping[str, Sequence[str]]:
    """What is to stand in each channel at the end, in order."""
    return {f"slack:T1/C{n}": [f"S{n}: {text}" for text in TEXTS] for n in range(count)}
