"""Schedules in the database: what the settings file and chat may do to them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.database.audit import Audit
from bot.database.carried import Left, carry
from bot.database.ledger import Ledger
from bot.database.naming import NameTaken, NoSuchSchedule
from bot.database.schedules import ScheduleReadOnly, Schedules
from bot.database.tables.publishing import schedules as rows
from bot.database.told import Memory
from digests.schedule.channel import Channel
from digests.schedule.grammar import parse_rhythm
from digests.schedule.schedule import CatchUp, OnUnknown, WhenEmpty
from tests.builders import NOW, schedule
from tests.printing import spoken

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def schedules(database):
    return Schedules(database)


@pytest.fixture
def ledger(database):
    return Ledger(database)


def unnamed(**fields):
    """A schedule as the settings give it: without an id."""
    return schedule(fields.pop("every", "day at 09:00"), id="", **fields)


async def only(schedules):
    (state,) = await schedules.all()
    return state


async def test_a_schedule_of_the_file_gets_an_id_and_its_first_time(schedules):
    await schedules.synchronise([unnamed()], now=NOW)

    state = await only(schedules)
    assert len(state.schedule.id) == 8
    assert state.next_due == TOMORROW  # later than now, though it's nine this very moment
    assert state.from_file
    assert not state.paused
    assert await schedules.next_due() == TOMORROW


async def test_every_setting_comes_back_as_it_was(schedules):
    wanted = unnamed(
        every="every 2 weeks on friday at 08:00, 18:30",
        rhythm=parse_rhythm("every 2 weeks on friday at 08:00, 18:30", starting=date(2026, 12, 4)),
        name="fortnight",
        title="Every other week",
        channel=Channel(platform="slack", workspace="T024", id="C0123"),
        zone=ZoneInfo("Europe/London"),
        topics=("AI", "Funding"),
        stories=5,
        first_now=True,
        when_empty=WhenEmpty.SAY_SO,
        catch_up=CatchUp.SKIP,
        on_unknown=OnUnknown.RESEND,
        carry=timedelta(hours=36),
    )
    await schedules.synchronise([wanted], now=NOW)

    stored = (await only(schedules)).schedule
    assert replace(stored, id="") == wanted


async def test_synchronising_again_changes_nothing(schedules, database):
    await schedules.synchronise([unnamed()], now=NOW)
    before = await schedules.all()
    await schedules.synchronise([unnamed()], now=NOW + timedelta(hours=1))

    assert await schedules.all() == before
    assert [change.what for change in await Audit(database).changes()] == ["added"]


async def test_an_edit_keeps_the_id_and_is_recorded_with_before_and_after(schedules, database):
    await schedules.synchronise([unnamed()], now=NOW)
    id_ = (await only(schedules)).schedule.id
    await schedules.synchronise([unnamed(stories=3)], now=NOW)

    assert (await only(schedules)).schedule == schedule(id=id_, stories=3)
    change = (await Audit(database).changes(id_))[0]
    assert (change.who, change.what) == ("the settings file", "changed")
    assert (change.before["stories"], change.after["stories"]) == (8, 3)


async def test_a_renamed_schedule_is_the_same_schedule(schedules):
    await schedules.synchronise([unnamed(name="old")], now=NOW)
    id_ = (await only(schedules)).schedule.id
    await schedules.synchronise([unnamed(name="new")], renamed={"new": "old"}, now=NOW)

    assert (await only(schedules)).schedule == schedule(id=id_, name="new")


async def test_a_removed_schedule_is_gone_and_back_with_its_id_within_thirty_days(schedules):
    await schedules.synchronise([unnamed()], now=NOW)
    id_ = (await only(schedules)).schedule.id
    await schedules.synchronise([], now=NOW)
    assert await schedules.all() == ()
    assert await schedules.next_due() is None

    later = NOW + timedelta(days=30)
    await schedules.synchronise([unnamed()], now=later)
    state = await only(schedules)
    assert state.schedule.id == id_
    assert state.next_due == later + timedelta(days=1)


async def test_a_schedule_that_comes_back_after_thirty_days_is_a_new_one(schedules):
    await schedules.synchronise([unnamed()], now=NOW)
    id_ = (await only(schedules)).schedule.id
    await schedules.synchronise([], now=NOW)
    await schedules.synchronise([unnamed()], now=NOW + timedelta(days=31))
    assert (await only(schedules)).schedule.id != id_


async def test_a_schedule_that_keeps_its_rhythm_keeps_what_it_missed(schedules):
    await schedules.synchronise([unnamed()], now=NOW)
    await schedules.synchronise([unnamed(stories=3)], now=TOMORROW + timedelta(hours=1))

    assert (await only(schedules)).next_due == TOMORROW


async def test_another_rhythm_begins_later_than_now_and_passes_over_what_was_missed(
    schedules, ledger
):
    await schedules.synchronise([unnamed()], now=NOW)
    now = TOMORROW + timedelta(hours=1)  # ten in the morning, nobody was running at nine
    await schedules.synchronise([unnamed(every="day at 12:00")], now=now)

    assert (await only(schedules)).next_due == TOMORROW + timedelta(days=1, hours=3)
    (record,) = await ledger.editions()
    assert (record.state, record.why) == ("passed-over", "it was changed meanwhile")


async def test_an_edit_does_not_publish_a_date_again_but_later_times_of_it_remain(
    schedules, ledger
):
    await schedules.synchronise([unnamed()], now=NOW)
    await ledger.issue(now=TOMORROW, through=0)

    await schedules.synchronise([unnamed(every="day at 18:00")], now=TOMORROW)
    assert (await only(schedules)).next_due == TOMORROW + timedelta(days=1, hours=9)
    await schedules.synchronise([unnamed(every="day at 09:00, 18:00")], now=TOMORROW)
    assert (await only(schedules)).next_due == TOMORROW + timedelta(hours=9)


async def test_a_zone_further_west_does_not_publish_the_date_again(schedules, ledger):
    await schedules.synchronise([unnamed()], now=NOW)
    await ledger.issue(now=TOMORROW, through=0)  # 23 November in Hong Kong, 22nd in New York
    new_york = ZoneInfo("America/New_York")
    await schedules.synchronise([unnamed(zone=new_york)], now=TOMORROW)

    assert (await only(schedules)).next_due == datetime(2026, 11, 24, 14, tzinfo=UTC)


async def test_chat_adds_edits_pauses_resumes_and_removes(schedules, database):
    made = await schedules.add(unnamed(), who="slack:U1", now=NOW)
    await schedules.edit(replace(made, stories=2), who="slack:U1", now=NOW)
    await schedules.pause(made.id, who="slack:U1", now=NOW)
    assert (await only(schedules)).paused
    assert (await only(schedules)).next_due is None
    assert await schedules.next_due() is None

    await schedules.resume(made.id, who="slack:U1", now=NOW)
    assert (await only(schedules)).next_due == TOMORROW
    await schedules.remove(made.id, who="slack:U2", now=NOW)
    assert await schedules.all() == ()
    changes = [(c.what, c.who) for c in await Audit(database).changes(made.id)]
    assert changes[::-1] == [
        ("added", "slack:U1"),
        ("changed", "slack:U1"),
        ("paused", "slack:U1"),
        ("resumed", "slack:U1"),
        ("removed", "slack:U2"),
    ]


async def test_a_pause_is_recorded_with_what_was_before_and_after(schedules, database):
    made = await schedules.add(unnamed(), who="Robin", now=NOW)
    await schedules.pause(made.id, who="Robin", now=NOW)
    await schedules.resume(made.id, who="Robin", now=NOW)
    changes = await Audit(database).changes(made.id, most=2)
    states = [(c.before["paused"], c.after["paused"], c.after["every"]) for c in changes]
    assert states == [("yes", "no", "day at 09:00"), ("no", "yes", "day at 09:00")]


async def test_the_file_pauses_and_resumes_its_own(schedules, ledger, database):
    await schedules.synchronise([unnamed(paused=True)], now=NOW)
    state = await only(schedules)
    assert state.paused
    assert state.next_due is None
    assert await schedules.next_due() is None

    await schedules.synchronise([unnamed()], now=NOW + timedelta(days=2, hours=1))
    records = await ledger.editions(state.schedule.id)
    assert [(r.state, r.why) for r in records] == [("passed-over", "the schedule was paused")] * 2
    assert (await only(schedules)).next_due == NOW + timedelta(days=3)

    await schedules.synchronise([unnamed(paused=True)], now=NOW + timedelta(days=3))
    assert (await only(schedules)).paused
    changes = await Audit(database).changes(state.schedule.id)
    assert [c.what for c in changes][::-1] == ["added", "resumed", "paused"]


async def test_what_the_file_pauses_isnt_resumed_elsewhere(schedules):
    await schedules.synchronise([unnamed(paused=True)], now=NOW)
    with pytest.raises(ScheduleReadOnly, match="paused in the settings file; take paused: true"):
        await schedules.resume((await only(schedules)).schedule.id, who="slack:U1", now=NOW)
    assert (await only(schedules)).paused


async def test_a_pause_that_isnt_the_files_outlives_its_other_changes(schedules, database):
    await schedules.synchronise([unnamed()], now=NOW)
    id_ = (await only(schedules)).schedule.id
    async with database.write() as db:
        await db.execute(update(rows).where(rows.c.id == id_).values(paused_at=NOW))

    await schedules.synchronise([unnamed(stories=3)], now=NOW)

    assert (await only(schedules)).paused


async def test_one_that_comes_back_paused_is_paused(schedules):
    await schedules.synchronise([unnamed()], now=NOW)
    await schedules.synchronise([], now=NOW)
    await schedules.synchronise([unnamed(paused=True)], now=NOW)
    assert (await only(schedules)).paused


async def test_ids_are_found_of_what_was_removed_as_well(schedules):
    made = await schedules.add(unnamed(), who="Robin", now=NOW)
    await schedules.remove(made.id, who="Robin", now=NOW)
    assert await schedules.ids(made.name) == await schedules.ids(made.id) == (made.id,)
    with pytest.raises(NoSuchSchedule):
        await schedules.ids("another")


async def test_occurrences_during_a_pause_are_passed_over(schedules, ledger):
    made = await schedules.add(unnamed(), who="console", now=NOW)
    await schedules.pause(made.id, who="console", now=NOW)
    assert await ledger.issue(now=NOW + timedelta(days=2), through=0) == ()
    await schedules.resume(made.id, who="console", now=NOW + timedelta(days=2, hours=1))

    records = await ledger.editions(made.id)
    assert [(r.state, r.why) for r in records] == [("passed-over", "the schedule was paused")] * 2
    assert (await only(schedules)).next_due == NOW + timedelta(days=3)


async def test_a_schedule_of_the_file_is_read_only_in_chat(schedules):
    await schedules.synchronise([unnamed()], now=NOW)
    stored = (await only(schedules)).schedule

    with pytest.raises(ScheduleReadOnly, match="settings file"):
        await schedules.edit(replace(stored, stories=1), who="slack:U1", now=NOW)
    with pytest.raises(ScheduleReadOnly):
        await schedules.remove(stored.id, who="slack:U1", now=NOW)
    assert await schedules.all() == (await only(schedules),)


async def test_a_name_is_unique_within_its_workspace_only(schedules):
    here = Channel(platform="slack", workspace="T1", id="C1")
    there = Channel(platform="slack", workspace="T2", id="C1")
    first = await schedules.add(unnamed(channel=here), who="slack:U1", now=NOW)
    second = await schedules.add(unnamed(channel=there), who="slack:U1", now=NOW)

    with pytest.raises(NameTaken, match="morning-brief"):
        await schedules.add(unnamed(channel=here), who="slack:U1", now=NOW)
    with pytest.raises(NameTaken):
        await schedules.synchronise([unnamed(channel=here)], now=NOW)
    assert [s.schedule for s in await schedules.all("T2")] == [second]
    assert (await schedules.get("morning-brief", "T1")).schedule == first
    with pytest.raises(NoSuchSchedule, match=first.id):
        await schedules.get("morning-brief")
    assert (await schedules.get(second.id)).schedule == second


async def test_an_unknown_name_is_answered_with_those_there_are(schedules):
    with pytest.raises(NoSuchSchedule, match="none yet"):
        await schedules.get("brief")
    await schedules.synchronise([unnamed()], now=NOW)
    with pytest.raises(NoSuchSchedule, match="there's only morning-brief"):
        await schedules.get("brief")


async def test_a_schedule_made_in_chat_that_was_removed_takes_its_memory_back(schedules, database):
    made = await schedules.add(unnamed(), who="Robin", now=NOW)
    async with database.write() as db:
        left = Left(schedule=made.id, stories=[spoken("a")], since=NOW)
        await db.run_sync(carry, [left])
    await schedules.remove(made.id, who="Robin", now=NOW)
    back = await schedules.add(unnamed(every="day at 12:00"), who="Kim", now=TOMORROW)

    assert back == schedule("day at 12:00", id=made.id)
    assert (await only(schedules)).next_due == TOMORROW + timedelta(hours=3)
    assert (await Memory(database).carried(made.id, since=NOW)).alive == (spoken("a"),)
    change = (await Audit(database).changes(made.id))[0]
    assert (change.what, change.before["every"], change.after["every"]) == (
        "brought back",
        "day at 09:00",
        "day at 12:00",
    )


async def test_memory_comes_back_within_thirty_days_and_to_the_same_place_only(schedules):
    made = await schedules.add(unnamed(), who="Robin", now=NOW)
    await schedules.remove(made.id, who="Robin", now=NOW)
    elsewhere = Channel(platform="slack", workspace="T024", id="C0123")
    other = await schedules.add(unnamed(channel=elsewhere), who="Robin", now=NOW)
    late = NOW + timedelta(days=31)
    assert made.id not in {other.id, (await schedules.add(unnamed(), who="Robin", now=late)).id}


async def test_a_removed_schedule_may_move_between_chat_and_the_settings_file(schedules):
    made = await schedules.add(unnamed(), who="Robin", now=NOW)
    await schedules.remove(made.id, who="Robin", now=NOW)
    await schedules.synchronise([unnamed()], now=NOW)
    state = await only(schedules)
    assert (state.schedule.id, state.from_file) == (made.id, True)

    await schedules.synchronise([], now=NOW)
    await schedules.add(unnamed(), who="Robin", now=NOW)
    state = await only(schedules)
    assert (state.schedule.id, state.from_file) == (made.id, False)


async def test_a_schedule_removed_before_its_first_edition_still_gets_it(schedules, ledger):
    made = await schedules.add(unnamed(first_now=True), who="Robin", now=NOW)
    await schedules.remove(made.id, who="Robin", now=NOW)
    await schedules.add(unnamed(first_now=True), who="Robin", now=TOMORROW)
    (edition,) = await ledger.issue(now=TOMORROW, through=1)
    assert str(edition.key) == f"{made.id}/first"
