"""Short forms of `make torture`."""

import signal

import pytest

from tests.fakes.limited import MODELS
from tests.torture import calendars, deaths, kills, rates, storage, troubles

pytestmark = pytest.mark.slow


async def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(tmp_path):
    outcome = await kills.killed(tmp_path, schedules=30, kills=6)
    assert outcome.passed, outcome


async def test_on_a_disk_that_is_full_it_says_so_and_goes_on_when_there_is_room(tmp_path):
    outcome = await kills.starved(tmp_path, schedules=100, seconds=8)
    assert outcome.passed, outcome


@pytest.mark.parametrize("number", [2, 5, 9])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_process_that_dies_at_a_commit_loses_nothing_and_doubles_nothing(
    tmp_path, database_url, number, when
):
    point = deaths.Point("commit", number, when)
    code, outcome = await deaths.died(database_url, tmp_path / "posted", point)
    assert (code, outcome.passed) == (-signal.SIGKILL, True), outcome


@pytest.mark.parametrize("posted", [0, 7])
async def test_a_database_that_may_not_grow_says_so_once_and_loses_nothing(tmp_path, posted):
    outcome = await storage.full_disk(tmp_path, channels=10, posted=posted)
    assert outcome.passed, outcome


async def test_a_file_that_another_has_locked_is_told_of_once_and_waited_for(tmp_path):
    outcome = await storage.locked_file(tmp_path, channels=5)
    assert outcome.passed, outcome


@pytest.mark.parametrize("step", troubles.WAYS)
async def test_a_platform_that_is_down_for_an_hour_gets_everything_in_order(tmp_path, step):
    outcome = await troubles.platform_down(tmp_path, channels=5, step=step)
    assert outcome.passed, outcome


@pytest.mark.parametrize("model", MODELS)
async def test_posts_come_as_fast_as_discord_allows_and_no_faster(tmp_path, model):
    sink, bar = rates.discord(model), rates.SHORT
    outcome = await rates.paced(tmp_path, sink, channels=400, parts=1, rate=50, bar=bar)
    assert outcome.passed, outcome


@pytest.mark.parametrize("model", MODELS)
async def test_posts_come_as_fast_as_slack_allows_and_no_faster(tmp_path, model):
    sink, bar = rates.slack(model), rates.SHORT
    outcome = await rates.paced(tmp_path, sink, channels=40, parts=2, rate=8, workspaces=2, bar=bar)
    assert outcome.passed, outcome


async def test_a_channel_that_is_told_to_wait_holds_up_no_other(tmp_path):
    outcome = await rates.sick_channel(tmp_path, channels=200, bar=rates.SHORT)
    assert outcome.passed, outcome


async def test_a_workspace_that_is_told_to_wait_holds_up_no_other(tmp_path):
    outcome = await rates.sick_workspace(tmp_path, channels=100, bar=rates.SHORT)
    assert outcome.passed, outcome


async def test_a_platform_that_comes_back_is_not_stormed(tmp_path):
    outcome = await rates.returned(tmp_path, channels=200, bar=rates.SHORT)
    assert outcome.passed, outcome


def test_every_kind_of_clock_change_brings_one_edition_a_date():
    outcome = calendars.around_each_kind()
    print(outcome.found)
    assert outcome.passed, outcome
