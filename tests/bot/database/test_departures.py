"""Leaving a workspace and coming back: what stands still meanwhile, and what is asked."""

from datetime import timedelta

import pytest

from bot.database.departures import Departures
from bot.database.schedules import Schedules
from digests.schedule.channel import Channel
from tests.builders import NOW, schedule

HERE, ELSEWHERE = (Channel(platform="discord", workspace=w, id="9") for w in ("1", "2"))


@pytest.fixture
def schedules(database):
    return Schedules(database)


@pytest.fixture
def departures(database):
    return Departures(database)


@pytest.fixture
async def scheduled(schedules):
    """One made in chat and one of the file here, one elsewhere."""
    await schedules.synchronise([schedule(id="", name="filed", channel=HERE)], now=NOW)
    for name, channel in (("made", HERE), ("other", ELSEWHERE)):
        wanted = schedule(id="", name=name, channel=channel)
        await schedules.add(wanted, who="discord:7", now=NOW)


async def paused(schedules):
    return {s.schedule.name for s in await schedules.all() if s.paused}


async def test_leaving_pauses_what_posts_there_the_files_too(scheduled, schedules, departures):
    assert await departures.leave("1", who="discord:left", now=NOW) == ("filed", "made")
    assert await paused(schedules) == {"filed", "made"}
    assert await departures.away() == {"1"}


async def test_coming_back_tells_once_what_leaving_paused_and_resumes_nothing(
    scheduled, schedules, departures
):
    made = await schedules.get("made", "1")
    await schedules.pause(made.schedule.id, who="discord:7", now=NOW)
    later = NOW + timedelta(hours=1)
    await departures.leave("1", who="discord:left", now=later)
    assert await departures.back("1") == ("filed",)
    assert await departures.back("1") == ()
    assert await departures.away() == frozenset()
    assert await paused(schedules) == {"filed", "made"}


async def test_what_was_resumed_meanwhile_is_asked_for_no_more(scheduled, schedules, departures):
    await departures.leave("1", who="discord:left", now=NOW)
    filed = await schedules.get("filed", "1")
    await schedules.resume(filed.schedule.id, who="console:console", now=NOW)
    assert await departures.back("1") == ("made",)


async def test_where_nothing_is_scheduled_nothing_is_asked(departures):
    assert await departures.leave("3", who="discord:left", now=NOW) == ()
    assert await departures.back("3") == ()
    assert await departures.away() == frozenset()
