"""What an edit does to the key, the window, what was told, and what is pending (DESIGN D13).

Each case begins alike: nine o'clock in Hong Kong, one edition posted (it told A), one the day after
that its channel refuses so far (it tells B); an hour later the schedule is changed, and C comes in.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from bot.chat import Message
from bot.database.ledger import Ledger
from bot.database.schedules import Schedules
from bot.publishing.press import Press
from digests.schedule.grammar import parse_rhythm
from digests.topics import Filing, Topic
from tests.builders import NOW, story
from tests.fakes.newsroom import FakeNewsroom
from tests.printing import DAY, channel, stored

HOUR = timedelta(hours=1)


def one_message(reply):
    """A renderer of one message for the whole digest."""
    return [Message(payload={"text": ", ".join(told.title for told in reply.digest.stories)})]


CHANGED = NOW + DAY + HOUR
TOPICS = (Topic(name="Sea"), Topic(name="Land"))
HERE, THERE = channel("C1"), channel("C2")


def rhythm(every):
    return {"rhythm": parse_rhythm(every)}


class Case(NamedTuple):
    """What is changed, when the next comes, under which key, where, and what it tells."""

    fields: dict
    due: datetime
    key: str
    where: object = HERE
    tells: str = "C"


EDITS = {
    "nothing": Case({}, NOW + 2 * DAY, "2026-11-24"),
    "another time, later today": Case(
        rhythm("day at 18:00"), NOW + 2 * DAY + 9 * HOUR, "2026-11-24"
    ),
    "another time, earlier": Case(rhythm("day at 08:00"), NOW + 2 * DAY - HOUR, "2026-11-24"),
    "more times a day": Case(
        rhythm("day at 09:00, 18:00"), NOW + DAY + 9 * HOUR, "2026-11-23T18:00"
    ),
    "weekly": Case(rhythm("monday at 09:00"), NOW + 8 * DAY, "2026-11-30"),
    "a crontab": Case(rhythm("cron 30 9 * * *"), NOW + 2 * DAY + HOUR / 2, "2026-11-24"),
    "a zone further west": Case(
        {"zone": ZoneInfo("America/New_York")},
        datetime(2026, 11, 24, 14, tzinfo=UTC),
        "2026-11-24",
    ),
    "a zone further east": Case(
        {"zone": ZoneInfo("Pacific/Auckland")},
        datetime(2026, 11, 23, 20, tzinfo=UTC),
        "2026-11-24",
    ),
    "another channel": Case({"channel": THERE}, NOW + 2 * DAY, "2026-11-24", where=THERE),
    "another name": Case({"name": "new-name"}, NOW + 2 * DAY, "2026-11-24"),
    "topics": Case({"topics": ("Sea",)}, NOW + 2 * DAY, "2026-11-24", tells=""),
    "fewer stories": Case({"stories": 1}, NOW + 2 * DAY, "2026-11-24"),
    "a title": Case({"title": "News"}, NOW + 2 * DAY, "2026-11-24"),
}


class Desk:
    """The state that all cases begin with, and how they end."""

    def __init__(self, database, platform, delivery, ticker, clock):
        self.newsroom = FakeNewsroom()
        self.schedules, self.ledger = Schedules(database), Ledger(database)
        self.press = Press(database, self.newsroom, {"slack": one_message}, TOPICS, ticker, clock)
        self.platform, self.delivery, self.clock = platform, delivery, clock
        self.database = database

    def tell(self, title, topic):
        told = story(title)
        filing = Filing(story=told.id, topic=topic, score=1.0, reason="")
        self.newsroom.add(told, filings=(filing,))

    async def begin(self):
        self.made = await stored(self.database, channel=HERE)
        self.tell("A", "Sea")
        await self.press.issue_due()
        await self.delivery.drained()
        self.platform.sick = {str(HERE): "refuse"}
        self.tell("B", "Sea")
        self.clock.advance(days=1)
        await self.press.issue_due()
        await self.delivery.drained()
        self.clock.advance(hours=1)
        self.tell("C", "Land")

    async def end(self, due):
        self.platform.sick = {}
        self.clock.advance(seconds=(due - self.clock.now()).total_seconds())
        await self.press.issue_due()
        await self.delivery.drained()

    async def editions(self):
        return {record.key.partition("/")[2]: record for record in await self.ledger.editions()}


@pytest.fixture
async def desk(database, platform, delivery, ticker, clock):
    made = Desk(database, platform, delivery, ticker, clock)
    await made.begin()
    return made


@pytest.mark.parametrize("case", EDITS.values(), ids=EDITS)
async def test_an_edit_keeps_what_was_told_the_window_and_what_is_pending(desk, case):
    edited = await desk.schedules.edit(replace(desk.made, **case.fields), who="U1", now=CHANGED)
    assert edited.id == desk.made.id
    (state,) = await desk.schedules.all()
    assert state.next_due == case.due
    await desk.end(case.due)

    editions = await desk.editions()
    assert list(editions) == ["2026-11-22", "2026-11-23", case.key]
    pending, new = editions["2026-11-23"], editions[case.key]
    assert (pending.state, pending.channel) == ("posted", str(HERE))
    assert new.window.after == pending.window.through
    assert (new.due, new.channel) == (case.due, str(case.where))
    assert desk.platform.texts_in(HERE)[:2] == ["A", "B"]
    assert "".join(desk.platform.texts[2:]) == case.tells


async def test_a_pause_passes_over_what_it_covers_and_loses_no_story(desk):
    await desk.schedules.pause(desk.made.id, who="U1", now=CHANGED)
    desk.clock.advance(days=2)
    await desk.press.issue_due()
    await desk.schedules.resume(desk.made.id, who="U1", now=desk.clock.now())
    await desk.end(NOW + 4 * DAY)

    states = {key: (one.state, one.why) for key, one in (await desk.editions()).items()}
    assert states == {
        "2026-11-22": ("posted", None),
        "2026-11-23": ("posted", None),
        "2026-11-24": ("passed-over", "the schedule was paused"),
        "2026-11-25": ("passed-over", "the schedule was paused"),
        "2026-11-26": ("posted", None),
    }
    assert desk.platform.texts == ["A", "B", "C"]


async def test_what_is_removed_cancels_what_is_pending_and_takes_its_memory_back(desk):
    await desk.schedules.remove(desk.made.id, who="U1", now=CHANGED)
    back = await desk.schedules.add(replace(desk.made, id=""), who="U2", now=CHANGED + DAY)
    assert back.id == desk.made.id
    desk.clock.advance(days=1)
    await desk.end(NOW + 3 * DAY)

    editions = await desk.editions()
    assert editions["2026-11-23"].state == "cancelled"
    assert desk.platform.texts == ["A", "B, C"]  # B was never posted, A is remembered


async def test_under_another_name_nothing_is_remembered(desk):
    await desk.schedules.remove(desk.made.id, who="U1", now=CHANGED)
    other = await desk.schedules.add(replace(desk.made, id="", name="other"), who="U2", now=CHANGED)
    assert other.id != desk.made.id


async def test_what_the_file_renames_keeps_everything(desk, database):
    schedules = Schedules(database)
    wanted = replace(desk.made, id="", name="old", channel=THERE)
    await schedules.synchronise([wanted], now=CHANGED)
    before = await schedules.get("old")
    await schedules.synchronise([replace(wanted, name="new")], now=CHANGED, renamed={"new": "old"})
    after = await schedules.get("new")
    assert (after.schedule.id, after.next_due) == (before.schedule.id, before.next_due)
