"""Installations, and what becomes of a workspace's schedules when it takes the app out."""

from datetime import timedelta

import pytest

from bot.database.audit import Audit
from bot.database.installations import Installations, SealedInstallation
from bot.database.ledger import Ledger
from bot.database.schedules import Schedules
from digests.schedule.channel import Channel
from tests.builders import NOW, schedule

DAY = timedelta(days=1)


@pytest.fixture
def installations(database):
    return Installations(database)


@pytest.fixture
def schedules(database):
    return Schedules(database)


def installation(team="T024", enterprise=None, **fields):
    return SealedInstallation(enterprise=enterprise, team=team, token="sealed", **fields)


async def add(schedules, address, name="brief"):
    wanted = schedule(name=name, channel=Channel.parse(address))
    return await schedules.add(wanted, who="slack:U012", now=NOW)


async def paused(schedules):
    states = await schedules.all()
    return {str(s.schedule.channel) for s in states if s.paused}


async def test_a_teams_own_installation_comes_before_its_organisations(installations):
    organisation = installation(team=None, enterprise="E0GRID", name="Grid")
    await installations.keep(organisation, now=NOW)
    assert (await installations.find("E0GRID", "T024")).name == "Grid"

    await installations.keep(installation(enterprise="E0GRID", name="Times"), now=NOW)
    assert (await installations.find("E0GRID", "T024")).name == "Times"
    assert [i.name for i in await installations.all()] == ["Times", "Grid"]


async def test_a_workspace_that_installs_again_has_its_new_token(installations):
    await installations.keep(installation(), now=NOW)
    again = SealedInstallation(enterprise=None, team="T024", token="newer")
    await installations.keep(again, now=NOW)
    assert [i.token for i in await installations.all()] == ["newer"]


async def test_a_workspace_that_took_the_app_out_has_no_token_and_its_schedules_pause(
    installations, schedules, database
):
    await installations.keep(installation(), now=NOW)
    await installations.keep(installation("T0OTHER"), now=NOW)
    for address in ("slack:T024/C0123", "slack:T0OTHER/C0123", "console"):
        await add(schedules, address)

    names = await installations.drop(None, "T024", now=NOW)

    assert names == ("brief",)
    assert await paused(schedules) == {"slack:T024/C0123"}
    assert [i.team for i in await installations.all()] == ["T0OTHER"]
    assert await installations.find(None, "T024") is None
    last = (await Audit(database).changes())[0]
    assert (last.what, last.who) == ("paused", "Slack")


async def test_what_goes_twice_goes_once(installations, schedules):
    await installations.keep(installation(), now=NOW)
    await add(schedules, "slack:T024/C0123")
    await installations.drop(None, "T024", now=NOW)
    assert await installations.drop(None, "T024", now=NOW) is None


async def test_what_a_workspace_that_is_gone_hadnt_posted_yet_is_withdrawn(
    installations, schedules, database
):
    ledger = Ledger(database)
    await installations.keep(installation(enterprise="E0GRID"), now=NOW)
    made = await add(schedules, "slack:T024/C0123")
    await ledger.issue(now=NOW + DAY, through=0)
    await schedules.pause(made.id, who="slack:U012", now=NOW + DAY)

    assert await installations.drop(None, "T024", now=NOW + DAY) == ()  # events name no enterprise

    (record,) = await ledger.editions()
    assert (record.state, record.why) == ("cancelled", "the app was taken out of the workspace")
    await installations.keep(installation(), now=NOW + DAY)
    assert await ledger.planned(now=NOW + DAY) == ()


async def test_a_token_that_has_been_replaced_takes_nothing_with_it(installations, schedules):
    await installations.keep(installation(), now=NOW)
    await add(schedules, "slack:T024/C0123")
    assert await installations.drop(None, "T024", now=NOW, only="older") is None
    assert await paused(schedules) == set()


async def test_an_organisation_that_goes_takes_nothing_that_may_be_anothers(
    installations, schedules
):
    await installations.keep(installation(team=None, enterprise="E0GRID"), now=NOW)
    await add(schedules, "slack:T0OURS/C0123")
    await installations.drop("E0GRID", None, now=NOW, sparing="T0OURS")
    await installations.keep(installation(team=None, enterprise="E0GRID"), now=NOW)
    await installations.keep(installation(team=None, enterprise="E0OTHER"), now=NOW)
    await installations.drop("E0GRID", None, now=NOW)
    assert await paused(schedules) == set()


async def test_schedules_that_paused_for_it_go_on_when_the_app_is_back(installations, schedules):
    await installations.keep(installation(), now=NOW)
    await add(schedules, "slack:T024/C0123")
    by_hand = await add(schedules, "slack:T024/C0456", "quiet")
    await schedules.pause(by_hand.id, who="slack:U012", now=NOW)
    later = NOW + timedelta(hours=1)
    await installations.drop(None, "T024", now=later)

    await installations.keep(installation(), now=later + timedelta(days=3))

    assert await paused(schedules) == {"slack:T024/C0456"}


async def test_an_organisation_that_goes_takes_the_teams_that_had_no_other(
    installations, schedules
):
    await installations.keep(installation(team=None, enterprise="E0GRID"), now=NOW)
    await installations.keep(installation("T0OWN"), now=NOW)
    await add(schedules, "slack:T0GRID/C0123")
    await add(schedules, "slack:T0OWN/C0123")
    await installations.drop("E0GRID", None, now=NOW)
    assert await paused(schedules) == {"slack:T0GRID/C0123"}
