"""A year of many schedules, replayed, beside a calendar that knows nothing of how we reckon."""

import time
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat import Message
from bot.database.engine import open_database
from bot.publishing.replay import replay
from digests.schedule.channel import Channel
from digests.schedule.schedule import Schedule
from tests.builders import schedule
from tests.torture.outcome import Outcome, say
from tests.torture.zones import dates, days, instants, spans, there_are

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
            id=f"schedule{n}",
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
    its = _clocks(made.zone, first, last)
    every = there_are(its, days(first, last))
    dues = zip(dates(every), instants(its, every, at), strict=True)
    return [(day, due) for day, due in dues if _names(form, day)]


_clocks = cache(spans)


def _names(form: str, day: date) -> bool:
    named = {
        "day": True,
        "weekday": day.isoweekday() <= 5,
        "tue, sat": day.isoweekday() in {2, 6},
        "first monday of the month": day.isoweekday() == 1 and day.day <= 7,
        "day 15 of the month": day.day == 15,
    }
    return named[form]


async def year(folder: Path, *, schedules: int) -> Outcome:
    """A simulated year, on an archive without articles."""
    made = many(schedules, channel=Channel(platform="console"))
    first, last = date(YEAR, 1, 1), date(YEAR, 12, 31)
    found: dict[str, list] = {one.name: [] for one in made}
    began, month = time.monotonic(), 1
    async with open_database(f"sqlite:///{folder}/empty.sqlite") as database:
        async for one in replay(database, made, (), _nothing, first=first, last=last):
            found[one.record.schedule].append((one.key.day, one.record.due))
            if one.key.day.month != month:
                month = one.key.day.month
                say(f"{one.key.day:%B}: {sum(map(len, found.values())):,} editions")
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
