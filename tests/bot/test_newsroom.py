from datetime import timedelta

import pytest

from bot.database.archive import Archive
from bot.newsroom import Newsroom, NotFiled
from bot.window import LIVE
from digests.topics import ELSEWHERE, Topic
from tests.builders import NOW, article
from tests.fakes.clock import StoppedClock
from tests.fakes.window import WindowInProcess

FERRY = "A ferry carrying ninety passengers sank off Malta on Monday, the coast guard said."
LASTS = "gate mouth ton ing bury ford ham wick worth den ley stead by mere".split()
RAIN = "Heavy rain closed the motorway between Rome and Naples, the road police said."


@pytest.fixture
def archive(database):
    return Archive(database)


def newsroom(archive, window=None, clock=None):
    return Newsroom(archive, window or WindowInProcess(), clock or StoppedClock(NOW))


async def told(archive):
    return {f.story.title: len(f.story.tellings) async for f in archive.all_stories()}


async def test_what_was_stored_is_filed_as_stories(archive):
    await archive.store(
        [
            article("Ferry sinks off Malta", text=FERRY),
            article("Ferry with ninety aboard sinks off Malta", text=FERRY + " All were saved."),
            article("Rain closes motorway", text=RAIN),
        ]
    )

    assert await newsroom(archive).catch_up() == 3
    assert sorted((await told(archive)).values()) == [1, 2]
    assert await archive.filed_through() == await archive.through()


async def test_with_nothing_new_nothing_is_asked_of_the_window(archive):
    window = WindowInProcess()

    assert await newsroom(archive, window).catch_up() == 0
    assert window.asked == []


async def test_a_deadly_article_is_set_aside_and_the_others_are_filed(archive):
    titles = ["Rain closes motorway", "Deadly", "Ferry sinks off Malta"]
    await archive.store([article(t, text=f"{t}. {RAIN if 'Rain' in t else FERRY}") for t in titles])

    await newsroom(archive, WindowInProcess(deadly={"Deadly"})).catch_up()

    assert set(await told(archive)) == {"Rain closes motorway", "Ferry sinks off Malta"}
    assert await archive.unfiled(10) == []


async def test_after_a_restart_a_new_article_joins_the_story_that_was_there(archive):
    await archive.store([article("Ferry sinks off Malta", text=FERRY)])
    await newsroom(archive).catch_up()
    await archive.store([article("Ferry with ninety aboard sinks", text=FERRY + " All saved.")])

    await newsroom(archive).catch_up()

    assert list((await told(archive)).values()) == [2]


async def test_a_long_backlog_says_how_far_it_is(archive, logged):
    await archive.store([article(f"{n} roads closed", text=f"{RAIN} {n}") for n in "abcde"])

    room = newsroom(archive)
    room._stretch = 5
    await room.catch_up()

    said = [e for e in logged if e["event"] == "articles filed"]
    assert [e.get("so_far", False) for e in said] == [True, False]
    assert said[-1]["articles"] == 5


async def test_what_was_withdrawn_leaves_its_story(archive):
    await archive.store([article("Ferry sinks off Malta", text=FERRY, source_ref="ferry.txt")])
    room = newsroom(archive)
    await room.catch_up()
    await archive.withdraw("seeds", ["ferry.txt"])

    await room.catch_up()

    assert await told(archive) == {}
    assert await archive.withdrawn_unnoticed() == []


async def test_other_topics_file_what_is_live_anew(archive, logged):
    await archive.store([article("Ferry sinks off Malta", text=FERRY)])
    room = newsroom(archive)
    await room.file_under([Topic(name="Land")])
    assert "topics changed" not in {e["event"] for e in logged}  # there were none before

    await room.file_under([Topic(name="Sea", match=("ferry",))])
    assert "topics changed" in {e["event"] for e in logged}

    (filed,) = [f async for f in archive.all_stories()]
    assert [f.topic for f in filed.filings] == ["Sea"]


async def test_stories_that_are_not_live_leave_a_topic_that_is_gone(archive):
    clock = StoppedClock(NOW)
    await archive.store([article("Ferry sinks off Malta", text=FERRY, first_seen=NOW)])
    room = newsroom(archive, clock=clock)
    await room.file_under([Topic(name="Sea", match=("ferry",))])
    await room.catch_up()
    assert await archive.latest(1, ["Sea"])
    clock.advance(days=LIVE.days + 1)
    await room.forget()

    await room.file_under([Topic(name="Water", match=("ferry",))])

    assert await archive.latest(1, ["Sea"]) == []
    assert len(await archive.latest(1, [ELSEWHERE])) == 1


async def test_what_is_too_old_is_let_go_and_joined_no_more(archive):
    clock = StoppedClock(NOW)
    await archive.store([article("Ferry sinks off Malta", text=FERRY, first_seen=NOW)])
    room = newsroom(archive, clock=clock)
    await room.catch_up()
    clock.advance(days=LIVE.days + 1)
    await room.forget()
    later = NOW + LIVE + timedelta(days=1)
    await archive.store([article("Ferry sank off Malta", text=FERRY, first_seen=later)])

    await room.catch_up()

    assert sorted((await told(archive)).values()) == [1, 1]


async def test_the_same_topics_file_nothing_anew_even_after_a_restart(archive):
    topics = [Topic(name="Sea", match=("ferry",))]
    await newsroom(archive).file_under(topics)
    window = WindowInProcess(topics)

    await newsroom(archive, window).file_under(topics)

    assert window.asked == []


async def sick(archive, clock, window):
    """A newsroom that has filed one article, whose window was lost and can't be restored."""
    room = newsroom(archive, window, clock)
    await archive.store([article("Ferry sinks off Malta", text=FERRY)])
    await room.catch_up()
    window.lose()
    room._window.warm = False
    window.unrestorable = True
    await archive.store([article(f"{n} roads closed by rain", text=f"{RAIN} {n}") for n in "abc"])
    return room


async def test_a_window_that_cannot_be_restored_costs_no_article(archive, logged):
    clock, window = StoppedClock(NOW), WindowInProcess()
    room = await sick(archive, clock, window)

    assert await room.catch_up() == 0
    assert len(await archive.unfiled(10)) == 3
    assert [e["event"] for e in logged if e["log_level"] == "error"] == ["filing put off"]

    window.unrestorable = False
    clock.advance(minutes=5)
    assert await room.catch_up() == 3
    assert await archive.unfiled(10) == []


async def test_a_window_that_cannot_be_restored_is_tried_later_and_later(archive):
    clock, window = StoppedClock(NOW), WindowInProcess()
    room = await sick(archive, clock, window)
    tries = []
    for _ in range(30):  # every two seconds, for a minute
        before = len(window.asked)
        await room.catch_up()
        tries.append(len(window.asked) > before)
        clock.advance(seconds=2)

    assert [n for n, tried in enumerate(tries) if tried] == [0, 1, 3, 7, 15]


async def test_what_cannot_be_filed_yet_holds_up_who_needs_it_filed(archive):
    room = await sick(archive, StoppedClock(NOW), WindowInProcess())

    with pytest.raises(NotFiled, match="can't be restored"):
        await room.caught_up(await archive.through())


async def test_topics_that_could_not_be_taken_up_are_as_soon_as_it_works(archive):
    clock, window = StoppedClock(NOW), WindowInProcess()
    room = await sick(archive, clock, window)
    await room.file_under([Topic(name="Sea", match=("ferry",))])

    window.unrestorable = False
    clock.advance(minutes=5)
    await room.catch_up()

    topics = {f.story.title: [x.topic for x in f.filings] async for f in archive.all_stories()}
    assert topics["Ferry sinks off Malta"] == ["Sea"]


async def test_a_window_that_was_lost_goes_on_under_the_topics_in_use(archive):
    window = WindowInProcess([Topic(name="Roads", match=("ferry",))])
    room = newsroom(archive, window)
    await room.file_under([Topic(name="Sea", match=("ferry",))])
    window.lose()
    room._window.warm = False
    await archive.store([article("Ferry sinks off Malta", text=FERRY)])
    await room.catch_up()

    (filed,) = [f async for f in archive.all_stories()]
    assert [f.topic for f in filed.filings] == ["Sea"]


async def test_a_deadly_batch_is_not_halved_while_nothing_can_be_restored(archive):
    window = WindowInProcess(deadly={"Deadly"}, fatal=True)
    await archive.store([article(t, text=t) for t in ("Deadly", "Rain in Rome", "Fog in Bern")])

    await newsroom(archive, window).catch_up()

    assert len(await archive.unfiled(10)) == 3


async def test_a_backlog_is_filed_in_pieces_and_progress_is_told(archive):
    towns = [f"{first}{last}" for first in ("Ald", "Bri", "Cam", "Dal") for last in LASTS]
    await archive.store(
        [
            article(f"{town} celebrates", text=" ".join(f"{town}{last}" for last in LASTS))
            for town in towns
        ]
    )
    told_so_far = []

    assert await newsroom(archive).catch_up(told_so_far.append) == len(towns)

    assert told_so_far == sorted(told_so_far)
    assert len(told_so_far) > 1
    assert told_so_far[-1] == len(towns)
    assert await archive.unfiled(1) == []


async def test_what_is_stored_while_a_backlog_is_filed_is_filed_as_well(archive):
    await archive.store([article("Ferry sinks off Malta", text=FERRY, published=NOW)])
    early = article("Rain closes motorway", text=RAIN, published=NOW - timedelta(hours=9))

    class Interrupted(WindowInProcess):
        async def call(self, method, *args, deadline):
            if method == "settle":
                await archive.store([early])
            return await super().call(method, *args, deadline=deadline)

    await newsroom(archive, Interrupted()).catch_up()

    assert set(await told(archive)) == {"Ferry sinks off Malta", "Rain closes motorway"}


async def test_a_window_that_is_warm_already_is_asked_for_nothing_more(archive):
    await archive.store([article("Ferry sinks off Malta", text=FERRY)])
    await newsroom(archive).catch_up()
    window = WindowInProcess()
    room = newsroom(archive, window)

    await room.warm_up()
    await room.warm_up()

    assert window.asked == ["restore"]


async def test_what_is_live_is_looked_at_anew_after_a_backlog_not_after_every_article(archive):
    window = WindowInProcess()
    room = newsroom(archive, window)
    await archive.store([article(f"{n} roads closed", text=f"{RAIN} {n}") for n in "abcdefgh"])
    await room.catch_up()
    assert not window._window.renew()

    await archive.store([article("Ferry sinks off Malta", text=FERRY)])
    await room.catch_up()

    assert window._window._live._turnover == 1
