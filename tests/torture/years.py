"""A year of many schedules, replayed, beside a calendar that knows nothing of how we reckon."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat import Message
from bot.database.engine import open_database
from bot.publishing.replay import replay
from digests.schedule.channel import Channel
from digests.schedule.schedule import Schedule
from tests.builders import schedule
from tests.digests.schedule.clock_changes import QUARTER
from tests.torture.calendars import dates
from tests.torture.outcome import Outcome

YEAR = 2027
ZONES = (
    *("Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "America/Asuncion"),
    *("America/Bogota", "America/Chicago", "America/Denver", "America/Halifax"),
    *("America/Havana", "America/Los_Angeles", "America/New_York", "America/Nuuk"),
    *("America/Santiago", "America/Sao_Paulo", "America/St_Johns", "Asia/Beirut"),
    *("Asia/Dubai", "Asia/Gaza", "Asia/Hong_Kong", "Asia/Jerusalem", "Asia/Kathmandu"),
    *("Asia/Kolkata", "Asia/Tokyo", "Atlantic/Azores", "Australia/Lord_Howe"),
    *("Australia/Sydney", "Europe/Berlin", "Europe/London", "Pacific/Auckland"),
    "Pacific/Chatham",
)
FORMS = ("day", "weekday", "tue, sat", "first monday of the month", "day 15 of the month")


def many(count: int, *, channel: Channel) -> list[Schedule]:
    """So many schedules in thirty zones, of five forms, at every quarter of the first hours."""
    return [
        schedule(
            f"{FORMS[n % len(FORMS)]} at {n % 6:02}:{n * 15 % 60:02}",
            id="",
            name=f"s{n}",
            channel=channel,
            zone=ZoneInfo(ZONES[n % len(ZONES)]),
        )
        for n in range(count)
    ]


def calendar_of(made: Schedule, first: date, last: date) -> list[tuple[date, datetime]]:
    """The dates that its form names, each with the instant at which its zone shows its time."""
    form = str(made.rhythm).partition(" at ")[0]
    (at,) = made.rhythm.times
    return [(day, _instant(made.zone, day, at)) for day in _named(form, first, last)]


def _named(form: str, first: date, last: date) -> Iterator[date]:
    for day in dates(first, last):
        named = {
            "day": True,
            "weekday": day.isoweekday() <= 5,
            "tue, sat": day.isoweekday() in {2, 6},
            "first monday of the month": day.isoweekday() == 1 and day.day <= 7,
            "day 15 of the month": day.day == 15,
        }
        if named[form]:
            yield day


def _instant(zone: ZoneInfo, day: date, at: clock) -> datetime:
    """By looking at the zone's clock each quarter of an hour until it shows the time, or is past.

    What a gap leaves out comes as much later as the clocks went forward.
    """
    wanted = datetime.combine(day, at)
    moment = wanted.replace(tzinfo=UTC) - timedelta(hours=15)
    before = moment
    while (shown := moment.astimezone(zone).replace(tzinfo=None)) < wanted:
        before, moment = moment, moment + QUARTER
    if shown == wanted:
        return moment
    gap = shown - before.astimezone(zone).replace(tzinfo=None) - QUARTER
    missed = wanted - before.astimezone(zone).replace(tzinfo=None)
    assert gap > timedelta(0)
    return before + missed


async def year(folder: Path, *, schedules: int) -> Outcome:
    """A simulated year, on an archive without articles."""
    made = many(schedules, channel=Channel(platform="console"))
    first, last = date(YEAR, 1, 1), date(YEAR, 12, 31)
    found: dict[str, list] = {one.name: [] for one in made}
    began = time.monotonic()
    async with open_database(f"sqlite:///{folder}/empty.sqlite") as database:
        async for one in replay(database, made, (), _nothing, first=first, last=last):
            found[one.record.schedule].append((one.key.day, one.record.due))
    minutes = (time.monotonic() - began) / 60
    wrong = [one.name for one in made if found[one.name] != calendar_of(one, first, last)]
    return Outcome(
        f"a simulated year of {schedules:,} schedules in {len(ZONES)} zones",
        "exactly a calendar's editions, in minutes",
        f"{sum(map(len, found.values())):,} editions in {minutes:.1f} minutes, "
        f"{len(wrong)} schedules differ",
        passed=not wrong,
    )


def _nothing(reply) -> list[Message]:
    return [Message(payload={"text": ""})]
