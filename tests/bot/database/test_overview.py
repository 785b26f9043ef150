"""All schedules at once: what new rules of a zone move, and what topics nobody has any more."""

from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from sqlalchemy import update

from bot.database.ledger import Ledger
from bot.database.overview import Overview
from bot.database.schedules import Schedules
from bot.database.tables import publishing as tables
from bot.database.zone_rules import note, present_rules
from digests.schedule.channel import Channel
from tests.builders import NOW, schedule
from tests.fakes.database import FlakyDatabase

HOUR = timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def schedules(database):
    return Schedules(database)


@pytest.fixture
def overview(database):
    return Overview(database)


@pytest.fixture
async def follow(database, schedules):
    """Schedules of these zones, by name, as if their times had been reckoned by other rules.

    Gives when they would come by the present ones.
    """

    async def made(**zones):
        wanted = [schedule(id="", name=name, zone=zone) for name, zone in zones.items()]
        await schedules.synchronise(wanted, now=NOW)
        due = await times(schedules)
        async with database.write() as db:
            for name in due:
                mine = tables.schedules.c.name == name
                later = {"next_run_at": due[name] + HOUR}
                await db.execute(update(tables.schedules).where(mine).values(later))
        return due

    return made


async def times(schedules):
    return {state.schedule.name: state.next_due for state in await schedules.all()}


async def other_rules(database, zone):
    """Those of another edition of the time zone database are noted."""
    async with database.write() as db:
        await db.run_sync(note, {zone: 1})


async def test_what_is_next_is_reckoned_anew_where_a_zones_rules_changed_and_only_there(
    schedules, overview, database, follow
):
    await overview.follow_new_rules(now=NOW)
    due = await follow(there=ZoneInfo("Asia/Hong_Kong"), here=LONDON)
    assert await overview.follow_new_rules(now=NOW) == 2  # never noted
    due = await follow(there=ZoneInfo("Asia/Hong_Kong"), here=LONDON)
    await other_rules(database, LONDON.key)
    assert await overview.follow_new_rules(now=NOW) == 1
    assert await times(schedules) == {"there": due["there"] + HOUR, "here": due["here"]}
    assert await overview.follow_new_rules(now=NOW) == 0


async def test_a_time_that_new_rules_moved_into_the_past_is_due_now(
    schedules, overview, database, follow
):
    due = await follow(here=LONDON)
    late = due["here"] + HOUR / 2  # by the old rules it would have come half an hour from now
    assert await overview.follow_new_rules(now=late) == 1
    assert await times(schedules) == due
    (edition,) = await Ledger(database).issue(now=late, through=0)
    assert edition.due == due["here"]
    assert (await times(schedules))["here"] == due["here"] + timedelta(days=1)


async def test_nothing_is_due_from_before_a_schedule_was_changed(schedules, overview, database):
    made = await schedules.add(schedule(id=""), who="a test", now=NOW)
    nine = (await schedules.get(made.name)).next_due
    twice = schedule("day at 09:00, 10:00", id=made.id, name=made.name)
    await schedules.edit(twice, who="a test", now=nine + HOUR / 2)
    ten = (await schedules.get(made.name)).next_due
    assert ten == nine + HOUR
    await other_rules(database, made.zone.key)
    assert await overview.follow_new_rules(now=nine + HOUR / 2) == 0
    assert (await schedules.get(made.name)).next_due == ten


async def test_what_was_published_is_not_due_again_under_new_rules(
    schedules, overview, database, follow
):
    due = await follow(here=LONDON)
    await overview.follow_new_rules(now=due["here"])
    await Ledger(database).issue(now=due["here"], through=0)
    await other_rules(database, LONDON.key)
    assert await overview.follow_new_rules(now=due["here"] + HOUR) == 0


async def test_what_was_cut_short_between_two_batches_is_done_at_the_next_start(
    schedules, database, follow
):
    due = await follow(one=LONDON, two=LONDON, three=LONDON)
    failing = FlakyDatabase(database, failing={2})
    with pytest.raises(OSError, match="locked"):
        await Overview(failing, batch=1).follow_new_rules(now=NOW)
    assert await times(schedules) != due
    assert await Overview(database, batch=1).follow_new_rules(now=NOW) == 2
    assert await times(schedules) == due


async def test_editions_are_issued_between_two_batches(schedules, database, follow):
    due = await follow(one=LONDON, two=LONDON)
    one = (await schedules.get("one")).schedule.id
    issued = []

    class Busy(FlakyDatabase):
        async def settle(self, work, *args, **named):
            issued.append(await Ledger(database).order(one, now=NOW, through=0))
            return await super().settle(work, *args, **named)

    assert await Overview(Busy(database, failing=()), batch=1).follow_new_rules(now=NOW) == 2
    keys = [str(edition.key) for edition in issued]
    assert keys == [f"{one}/extra/{n}" for n in (1, 2, 3)]  # two batches, and the rules noted
    assert await times(schedules) == due


async def test_a_schedule_that_cannot_be_read_keeps_no_other_from_its_time(
    schedules, overview, database, follow
):
    due = await follow(broken=LONDON, sound=LONDON)
    async with database.write() as db:
        mine = tables.schedules.c.name == "broken"
        (state,) = [s for s in await schedules.all() if s.schedule.name == "broken"]
        written = {"name": "broken", "timezone": LONDON.key, "starting": None, "carry": None}
        bad = written | {"title": "", "channel": "nowhere", "every": "day at 09:00"}
        await db.execute(update(tables.schedules).where(mine).values(definition=bad))
    assert await overview.follow_new_rules(now=NOW) == 1
    assert (await schedules.get("sound")).next_due == due["sound"]
    assert state.next_due == due["broken"] + HOUR


async def test_whoever_names_topics_that_are_gone_is_found(schedules, overview):
    for name, topics in (("all", ()), ("known", ("AI",)), ("lost", ("AI", "Élan", "Sport"))):
        made = schedule(id="", name=name, topics=topics)
        await schedules.add(made, who="a test", now=NOW)
    assert await overview.naming_others(["ai"]) == (("lost", ["Élan", "Sport"]),)
    assert await overview.naming_others(["AI", "Sport", "élan"]) == ()


async def test_the_settings_files_channels_are_known_as_they_were_placed(schedules, overview):
    placed = Channel.parse("slack:T024/C0123")
    await schedules.synchronise([schedule(id="", channel=placed)], now=NOW)
    assert await overview.placed() == (placed,)


async def test_the_soonest_come_first_and_the_paused_not_at_all(schedules):
    for name, every in (("late", "day at 21:00"), ("early", "day at 12:00"), ("off", "day at 9")):
        made = await schedules.add(schedule(every, id="", name=name), who="a test", now=NOW)
    await schedules.pause(made.id, who="a test", now=NOW)
    soonest, count = await schedules.soonest(1)
    assert ([state.schedule.name for state in soonest], count) == (["early"], 2)


def test_the_rules_of_every_zone_are_found():
    rules = present_rules(available_timezones())
    assert len(set(rules.values())) > 300
    assert rules["Europe/London"] != rules["Europe/Berlin"]
    assert rules["Europe/London"] == rules["GB"]
