"""Editions on their way: schedules stored, editions planned, messages in the outbox."""

from datetime import timedelta

from bot.chat import Message
from bot.database.carried import Spoken
from bot.database.ledger import Ledger
from bot.database.outbox import Outbox, Rendering
from bot.database.schedules import Schedules
from digests.schedule.channel import Channel
from tests.builders import NOW, schedule

DAY = timedelta(days=1)


def channel(name="C1"):
    return Channel(platform="slack", workspace="T1", id=name)


async def stored(database, **fields):
    """A daily schedule in slack:T1/C1, stored a day ago so that it's due at NOW."""
    made = schedule(id="", **{"channel": channel(), **fields})
    return await Schedules(database).add(made, who="a test", now=NOW - DAY)


async def issued(database, *, now=NOW, through=0):
    """The only edition that is due at *now*."""
    (edition,) = await Ledger(database).issue(now=now, through=through)
    return edition


def spoken(name, *, score=1.0):
    """A story of two articles."""
    return Spoken(story=name, articles=(f"{name}-1", f"{name}-2"), score=score)


def rendering(*texts, under=None, tells=None, **fields):
    """One message a text; *under* has a parent's index by its child's, *tells* stories by index."""
    messages = [
        Message(payload={"text": text}, under=(under or {}).get(n)) for n, text in enumerate(texts)
    ]
    told = {n: [spoken(s) for s in stories] for n, stories in (tells or {}).items()}
    return Rendering(messages=messages, tells=told, **fields)


async def enqueued(database, schedule, *texts, now=NOW, **fields):
    """An extra edition of *schedule* in the outbox."""
    edition = await Ledger(database).order(schedule.id, now=now, through=0)
    assert await Outbox(database).enqueue(edition, rendering(*texts, **fields), now=now)
    return edition
