"""The time machine: the editions that a calendar says, told from what had appeared by then."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.chat import Message
from bot.cli.replaying import outcome
from bot.database.archive import Archive
from bot.database.ledger import Ledger
from bot.publishing.replay import replay
from digests.changes import Changes
from digests.schedule.channel import Channel
from digests.schedule.days import Weekly
from digests.schedule.rhythm import Rhythm
from tests.builders import article, filed_story, schedule
from tests.torture.years import YEAR, calendar_of, many

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 16, 3, tzinfo=UTC)


def titles(reply):
    """What a digest says, as one message."""
    return [Message(payload={"text": [told.title for told in reply.digest.stories]})]


async def replayed(database, *schedules, first=date(2026, 11, 16), last=date(2026, 11, 18)):
    editions = replay(database, schedules, (), titles, first=first, last=last)
    return [
        (str(one.key.day), [text for payload in one.payloads for text in payload["text"]])
        async for one in editions
    ]


@pytest.fixture
async def archive(database):
    """Imported in one go, long after it was published, and filed."""
    archive = Archive(database)
    stored = [
        article(title, published=MONDAY + n * DAY, first_seen=MONDAY + 300 * DAY)
        for n, title in enumerate(["A ferry sank", "A bridge opened", "Rain fell"])
    ]
    await archive.store(stored)
    await archive.file(
        Changes(stories=tuple(filed_story(one) for one in stored)), [one.id for one in stored]
    )
    return archive


async def test_articles_appear_when_they_were_published(database, archive):
    assert await replayed(database, schedule("day at 12:00", zone=ZoneInfo("UTC"))) == [
        ("2026-11-16", ["A ferry sank"]),
        ("2026-11-17", ["A bridge opened"]),
        ("2026-11-18", ["Rain fell"]),
    ]


async def test_each_schedule_has_its_own_dates_and_its_own_memory(database, archive):
    weekly = schedule("tuesday at 12:00", id="weekly", name="weekly", zone=ZoneInfo("UTC"))
    tokyo = ZoneInfo("Asia/Tokyo")
    late = schedule("wednesday at 11:00", id="late", name="late", zone=tokyo)
    assert await replayed(database, weekly, late) == [
        ("2026-11-17", ["A bridge opened", "A ferry sank"]),
        ("2026-11-18", ["A bridge opened", "A ferry sank"]),
    ]


async def test_a_story_is_told_by_those_who_had_told_it_by_then(database):
    archive = Archive(database)
    early = article("A ferry sank", published=MONDAY, first_seen=MONDAY)
    late = article("Ferry: what is known", published=MONDAY + DAY, first_seen=MONDAY + DAY)
    await archive.store([early, late])
    filed = filed_story(early, late)
    await archive.file(Changes(stories=(filed,)), [early.id, late.id])
    publishers = []

    def telling(reply):
        publishers.extend(len(told.tellings) for told in reply.digest.stories)
        return titles(reply)

    noon = schedule("day at 12:00", zone=ZoneInfo("UTC"))
    editions = replay(
        database, [noon], (), telling, first=date(2026, 11, 16), last=date(2026, 11, 17)
    )
    assert [one.record.stories async for one in editions] == [1, 0]
    assert publishers == [1]


async def test_an_edition_of_a_birth_comes_with_the_first_that_there_is_to_tell(database, archive):
    born = schedule("day at 12:00", zone=ZoneInfo("UTC"), first_now=True)
    assert await replayed(database, born) == [
        ("None", ["A ferry sank"]),
        ("2026-11-16", []),
        ("2026-11-17", ["A bridge opened"]),
        ("2026-11-18", ["Rain fell"]),
    ]


async def test_keys_and_order_are_those_of_the_schedules_own_ids_each_time(database, archive):
    utc = ZoneInfo("UTC")
    some = [schedule("day at 12:00", id=id_, name=f"of {id_}", zone=utc) for id_ in "cadb"]
    days = {"first": date(2026, 11, 16), "last": date(2026, 11, 17)}
    for order in (some, some[::-1]):
        editions = replay(database, order, (), titles, **days)
        assert [one.record.key async for one in editions] == [
            f"{id_}/2026-11-{day}" for day in (16, 17) for id_ in "abcd"
        ]


async def test_nothing_is_written_down_and_nothing_counts_as_told(database, archive):
    await replayed(database, schedule("day at 12:00", zone=ZoneInfo("UTC")))
    assert await Ledger(database).editions() == ()


class FullMoon(Weekly):
    """Days whose words nobody understands any more, once they are stored."""

    def __str__(self):
        return "full moon"


async def test_a_schedule_that_cannot_be_decided_is_left_out_and_stops_no_other(database, archive):
    moon = Rhythm(days=FullMoon(days=(0,)), times=(time(3),))
    stuck = schedule("day at 12:00", id="stuck", name="stuck", zone=ZoneInfo("UTC"))
    stuck = replace(stuck, rhythm=moon)
    noon = schedule("day at 12:00", zone=ZoneInfo("UTC"))
    with capture_logs() as logs:
        told = await replayed(database, stuck, noon, last=date(2026, 11, 22))
    assert [day for day, _ in told] == [f"2026-11-{day}" for day in range(16, 23)]
    events = [entry["event"] for entry in logs]
    assert events.count("schedule set aside") == events.count("schedule left out") == 1


async def test_a_replay_of_nothing_but_what_is_stuck_comes_to_an_end(database, archive):
    moon = Rhythm(days=FullMoon(days=(0,)), times=(time(3),))
    stuck = replace(schedule("day at 12:00", zone=ZoneInfo("UTC")), rhythm=moon)
    assert await replayed(database, stuck, last=date(2036, 11, 16)) == []


async def test_an_edition_that_cannot_be_made_is_shown_as_it_stands(database, archive):
    def broken(reply):
        if any(told.title == "A bridge opened" for told in reply.digest.stories):
            raise ValueError("no words for that")
        return titles(reply)

    noon = schedule("day at 12:00", zone=ZoneInfo("UTC"))
    editions = replay(
        database, [noon], (), broken, first=date(2026, 11, 16), last=date(2026, 11, 18)
    )
    with capture_logs() as logs:
        records = [one.record async for one in editions]
    assert "edition set aside" in {entry["event"] for entry in logs}
    assert [record.state for record in records] == ["enqueued", "planned", "enqueued"]
    assert "no words for that" in records[1].why
    assert outcome(records[1]) == f"not made: {records[1].why}"


@pytest.mark.slow
async def test_a_year_of_many_schedules_gives_exactly_the_editions_of_a_calendar(database):
    schedules = many(10, channel=Channel(platform="console"))
    first, last = date(YEAR, 1, 1), date(YEAR, 12, 31)
    found = {}
    async for one in replay(database, schedules, (), titles, first=first, last=last):
        found.setdefault(one.record.schedule, []).append((one.key.day, one.record.due))
    for made in schedules:
        assert found[made.name] == calendar_of(made, first, last), made.name
