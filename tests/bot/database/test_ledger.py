"""The ledger issues each edition once, with the window that follows on the last."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.database.archive import Archive
from bot.database.ledger import BATCH, Ledger
from bot.database.outbox import Outbox, Rendering
from bot.database.schedules import Schedules
from bot.database.tables import publishing
from digests.schedule.schedule import CatchUp
from tests.builders import NOW, article, schedule
from tests.databases import accept, refuse

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def ledger(database):
    return Ledger(database)


@pytest.fixture
def schedules(database):
    return Schedules(database)


@pytest.fixture
def planned(schedules):
    """Store schedules at NOW; gives the id of the only one."""

    async def store(*wanted):
        wanted = [schedule(s.pop("every", "day at 09:00"), id="", **s) for s in wanted or [{}]]
        await schedules.synchronise(wanted, now=NOW)
        return (await schedules.all())[0].schedule.id

    return store


async def states(ledger):
    return [(r.key.partition("/")[2], r.state) for r in await ledger.editions()]


async def test_a_schedule_that_is_due_brings_one_edition(ledger, planned, schedules):
    id_ = await planned()
    assert await ledger.issue(now=NOW + HOUR, through=5) == ()

    (edition,) = await ledger.issue(now=NOW + DAY, through=10)
    assert str(edition.key) == f"{id_}/2026-11-23"
    assert edition.due == NOW + DAY
    assert edition.next_due == NOW + 2 * DAY
    assert await schedules.next_due() == NOW + 2 * DAY
    assert await ledger.planned(now=NOW + DAY) == (edition,)
    assert await ledger.issued(edition.key) == edition


async def test_two_that_wake_at_once_issue_one_edition(ledger, planned):
    await planned()
    both = await asyncio.gather(
        ledger.issue(now=NOW + DAY, through=1), ledger.issue(now=NOW + DAY, through=1)
    )
    assert sorted(len(issued) for issued in both) == [0, 1]


async def test_a_key_is_claimed_once_and_the_first_claim_stays(ledger, planned, database):
    await planned()
    (edition,) = await ledger.issue(now=NOW + DAY, through=10)
    async with database.write() as db:  # as after a restore from an older backup
        table = publishing.schedules
        await db.execute(update(table).values(next_run_at=edition.due, window_after=0))
    assert await ledger.issue(now=NOW + DAY, through=20) == ()
    assert await states(ledger) == [("2026-11-23", "planned")]
    assert (await ledger.issued(edition.key)).window == edition.window


async def test_windows_follow_on_each_other(ledger, planned):
    await planned()
    (first,) = await ledger.issue(now=NOW + DAY, through=10)
    (second,) = await ledger.issue(now=NOW + 2 * DAY, through=25)

    assert (second.window.after, second.window.through) == (10, 25)
    assert (second.window.since, second.window.until) == (NOW + DAY, NOW + 2 * DAY)
    assert first.window.through == second.window.after


async def test_a_new_schedules_window_begins_one_rhythm_back(ledger, planned, database):
    archive = Archive(database)
    await archive.store([article(first_seen=NOW - timedelta(hours=25))])
    old = await archive.through()
    await archive.store([article(first_seen=NOW - timedelta(hours=23))])
    await planned()

    (edition,) = await ledger.issue(now=NOW + DAY, through=await archive.through())
    assert edition.window.after == old
    assert edition.window.through == await archive.through()


async def test_first_now_brings_an_edition_at_birth_over_the_whole_archive(ledger, planned):
    await planned({"first_now": True})
    (first,) = await ledger.issue(now=NOW, through=7)
    assert str(first.key).endswith("/first")
    assert (first.window.after, first.window.through) == (0, 7)
    assert first.next_due == NOW + DAY

    assert await ledger.issue(now=NOW + HOUR, through=9) == ()
    (regular,) = await ledger.issue(now=NOW + DAY, through=9)
    assert regular.window.after == 7


async def test_the_first_edition_waits_until_there_is_something_to_tell(
    ledger, planned, schedules, database
):
    await planned({"first_now": True})
    assert await ledger.issue(now=NOW, through=0) == ()
    assert await schedules.next_due() == NOW + DAY
    (regular,) = await ledger.issue(now=NOW + DAY, through=0)
    assert str(regular.key).endswith("/2026-11-23")

    await Archive(database).store([article(first_seen=NOW + 2 * DAY)])
    assert await schedules.next_due() == NOW
    late = NOW + 2 * DAY + HOUR
    first, second = await ledger.issue(now=late, through=1)
    assert str(first.key).endswith("/first")
    assert (first.window.after, first.window.through, first.due) == (0, 1, second.due)
    assert (second.window.after, second.window.through) == (1, 1)
    assert await schedules.next_due() == NOW + 3 * DAY


async def test_a_first_edition_that_waited_is_one_of_its_own_time(ledger, planned):
    await planned({"first_now": True})
    assert await ledger.issue(now=NOW + HOUR, through=0) == ()
    (first,) = await ledger.issue(now=NOW + 2 * HOUR, through=1)
    assert first.due == NOW + 2 * HOUR


async def test_the_edition_of_its_birth_comes_once_ever(ledger, planned, schedules):
    await planned({"first_now": True})
    await ledger.issue(now=NOW, through=7)
    await schedules.synchronise([], now=NOW + HOUR)
    await planned({"first_now": True})
    assert await ledger.issue(now=NOW + HOUR, through=9) == ()


async def test_late_by_less_than_the_grace_is_posted_whatever_the_policy(ledger, planned):
    await planned({"catch_up": CatchUp.SKIP})
    (edition,) = await ledger.issue(now=NOW + DAY + 6 * HOUR, through=0)
    assert edition.due == NOW + DAY


async def test_of_several_missed_the_newest_is_posted_and_the_others_are_passed_over(
    ledger, planned
):
    await planned()
    (edition,) = await ledger.issue(now=NOW + 3 * DAY + 8 * HOUR, through=30)
    assert edition.due == NOW + 3 * DAY
    assert edition.window.since == NOW - DAY
    assert await states(ledger) == [
        ("2026-11-23", "passed-over"),
        ("2026-11-24", "passed-over"),
        ("2026-11-25", "planned"),
    ]


async def test_after_a_silent_year_of_every_five_minutes_the_oldest_named_counts_the_others(
    ledger, planned
):
    await planned({"every": "cron */5 * * * *"})
    await ledger.issue(now=NOW + 365 * DAY, through=1)
    oldest, second, *_, newest = await ledger.editions()
    assert (newest.state, newest.due) == ("planned", NOW + 365 * DAY)
    assert (
        oldest.why
        == "missed; a later edition came instead; about 104,120 before it were passed over too"
    )
    assert second.why == "missed; a later edition came instead"


async def test_what_a_skipped_occurrence_covered_goes_into_the_next_edition(ledger, planned):
    await planned({"catch_up": CatchUp.SKIP})
    assert await ledger.issue(now=NOW + DAY + 7 * HOUR, through=10) == ()
    (edition,) = await ledger.issue(now=NOW + 2 * DAY, through=20)
    assert (edition.window.after, edition.window.through) == (0, 20)
    assert await states(ledger) == [("2026-11-23", "passed-over"), ("2026-11-24", "planned")]


async def test_an_extra_edition_moves_no_window_and_takes_no_key(ledger, planned):
    id_ = await planned()
    one = await ledger.order(id_, now=NOW + HOUR, through=4)
    two = await ledger.order(id_, now=NOW + HOUR, through=5)
    assert [str(e.key) for e in (one, two)] == [f"{id_}/extra/1", f"{id_}/extra/2"]
    assert (two.window.after, two.window.through, two.next_due) == (0, 5, NOW + DAY)

    (regular,) = await ledger.issue(now=NOW + DAY, through=9)
    assert (regular.window.after, regular.window.since) == (0, NOW - DAY)


async def test_an_edition_keeps_its_schedules_definition_as_it_is_written(
    ledger, planned, database
):
    await planned({"name": "mine"}, {"name": "other"})
    mine, kept = publishing.schedules.c.name == "mine", publishing.editions.c.definition
    async with database.write() as db:
        before = await db.scalar(select(publishing.schedules.c.definition).where(mine))
        written = before | {"unknown to us": ["kept"]}
        await db.execute(update(publishing.schedules).where(mine).values(definition=written))
    await ledger.issue(now=NOW + 3 * DAY, through=0)
    async with database.read() as db:
        its = (await db.scalars(select(kept).where(kept["name"].as_string() == "mine"))).all()
    assert its == [written, written, written]  # two were missed
    assert [state for _, state in await states(ledger)].count("passed-over") == 4


async def test_one_schedule_that_cannot_be_decided_does_not_lose_the_batch(
    ledger, planned, schedules, database
):
    await planned({"name": "broken"}, {"name": "fine"})
    broken = (await schedules.get("broken")).schedule.id
    async with database.write() as db:
        table = publishing.schedules
        await db.execute(
            update(table).where(table.c.id == broken).values(definition={"name": "broken"})
        )
    (edition,) = await ledger.issue(now=NOW + DAY, through=0)
    assert edition.schedule.name == "fine"
    assert await schedules.next_due() == NOW + DAY + timedelta(seconds=2)
    assert await ledger.issue(now=NOW + DAY + timedelta(seconds=1), through=0) == ()


async def test_one_schedule_whose_edition_is_refused_does_not_lose_the_batch(
    ledger, planned, schedules, database
):
    await planned({"name": "broken"}, {"name": "fine"})
    broken = (await schedules.get("broken")).schedule.id
    async with database.write() as db:
        its = f"new.schedule = '{broken}' AND new.state = 'planned'"
        await refuse(db, "editions", its)
    late = NOW + 3 * DAY
    (edition,) = await ledger.issue(now=late, through=0)
    assert edition.schedule.name == "fine"
    assert {r.schedule for r in await ledger.editions()} == {"fine"}
    assert await schedules.next_due() == late + timedelta(seconds=2)

    async with database.write() as db:
        await accept(db, "editions")
    (edition,) = await ledger.issue(now=late + HOUR, through=0)
    assert edition.schedule.name == "broken"


@pytest.mark.once_in_haste
async def test_all_that_are_due_are_issued_however_many(ledger, planned):
    count = 2 * BATCH + 1
    await planned(*({"name": f"s{n}"} for n in range(count)))
    assert len(await ledger.issue(now=NOW + DAY, through=0)) == count


async def test_an_edition_set_aside_is_tried_later_and_later(ledger, planned):
    await planned()
    (edition,) = await ledger.issue(now=NOW + DAY, through=0)
    for seconds in (2, 4, 8):
        now = NOW + DAY
        await ledger.set_aside(edition.key, "out of memory", now=now)
        assert await ledger.planned(now=now + timedelta(seconds=seconds - 1)) == ()
        assert await ledger.planned(now=now + timedelta(seconds=seconds)) == (edition,)
    (record,) = await ledger.editions()
    assert (record.state, record.why) == ("planned", "out of memory")


async def test_a_planned_edition_keeps_the_channel_and_settings_it_was_issued_with(
    ledger, planned, schedules
):
    await planned()
    (edition,) = await ledger.issue(now=NOW + DAY, through=0)
    await schedules.synchronise([schedule(id="", stories=3)], now=NOW + DAY)
    assert await ledger.planned(now=NOW + DAY) == (edition,)


async def test_the_editions_of_a_removed_schedule_are_cancelled(ledger, planned, schedules):
    await planned()
    await ledger.issue(now=NOW + DAY, through=0)
    await schedules.synchronise([], now=NOW + DAY)
    (record,) = await ledger.editions()
    assert (record.state, record.why) == ("cancelled", "the schedule was removed")
    assert await ledger.planned(now=NOW + DAY) == ()


async def test_the_list_is_by_schedule_and_by_date(ledger, planned, schedules):
    await planned({"name": "a"}, {"name": "b"})
    await ledger.issue(now=NOW + DAY, through=0)
    await ledger.issue(now=NOW + 2 * DAY, through=0)
    a = (await schedules.get("a")).schedule.id
    assert [r.schedule for r in await ledger.editions(a)] == ["a", "a"]
    assert [r.due for r in await ledger.editions(since=NOW + 2 * DAY)] == [NOW + 2 * DAY] * 2


async def test_editions_older_than_the_retention_are_forgotten(ledger, planned, database):
    await planned()
    (old,) = await ledger.issue(now=NOW + DAY, through=0)
    await Outbox(database).enqueue(old, Rendering(messages=(), tells={}), now=NOW + DAY)
    await ledger.issue(now=NOW + 2 * DAY, through=0)
    assert await ledger.forget(NOW + 2 * DAY) == 1
    assert await states(ledger) == [("2026-11-24", "planned")]
