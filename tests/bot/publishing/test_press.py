"""The press: issues once, assembles over the right window, tells nothing twice."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.chat import Message
from bot.commands.replies import EditionOrdered, Progress
from bot.database.audit import Audit
from bot.database.ledger import Ledger
from bot.database.outbox import Outbox
from bot.database.schedules import Schedules
from bot.database.told import Memory
from bot.publishing.press import Press
from bot.publishing.previews import NoEdition
from digests.schedule.edition import EditionKey
from digests.schedule.grammar import parse_rhythm
from digests.schedule.schedule import WhenEmpty
from digests.topics import Filing, Topic
from tests.builders import NOW, schedule, story
from tests.fakes.database import StoppingDatabase
from tests.fakes.newsroom import FakeNewsroom
from tests.printing import DAY, channel, stored

HOUR = timedelta(hours=1)


def one_message(reply):
    """A renderer of one message for the whole digest."""
    titles = [told.title for told in reply.digest.stories]
    return [Message(payload={"text": ", ".join(titles) or "nothing today"})]


def one_message_a_story(reply):
    """A renderer of a heading and a message below it for each story, which it names."""
    return [
        Message(payload={"text": reply.digest.heading}),
        *(
            Message(payload={"text": told.title}, under=0, tells=(told.id,))
            for told in reply.digest.stories
        ),
    ]


@pytest.fixture
def newsroom():
    return FakeNewsroom()


@pytest.fixture
def make_press(newsroom, ticker, clock):
    def make(database, renderer=one_message, topics=(), **options):
        return Press(database, newsroom, {"slack": renderer}, topics, ticker, clock, **options)

    return make


@pytest.fixture
def press(make_press, database):
    return make_press(database)


@pytest.fixture
def ledger(database):
    return Ledger(database)


async def states(ledger):
    return [(r.key.partition("/")[2], r.state, r.stories) for r in await ledger.editions()]


async def test_an_edition_goes_from_its_schedule_to_its_channel(
    press, newsroom, delivery, platform, database, ledger
):
    await stored(database)
    newsroom.add(story("Rain expected"))
    await press.issue_due()
    await delivery.drained()

    assert platform.texts == ["Rain expected"]
    assert await states(ledger) == [("2026-11-22", "posted", 1)]


async def test_a_sweep_and_a_date_at_once_issue_one_edition(
    press, newsroom, delivery, platform, database, ledger
):
    await stored(database)
    newsroom.add(story("Rain expected"))
    await asyncio.gather(press.issue_due(), press.issue_due(), press.issue_due())
    await delivery.drained()
    assert platform.texts == ["Rain expected"]
    assert await states(ledger) == [("2026-11-22", "posted", 1)]


async def test_it_wakes_for_the_schedule_that_is_due_first(press, database, ticker, clock):
    await stored(database)
    await stored(database, name="evening", rhythm=schedule("day at 18:00").rhythm)
    await press.arm()
    assert ticker.dates["issue"][0] == NOW - 15 * HOUR  # yesterday's, missed
    await ticker.wake("issue")
    assert ticker.dates["issue"][0] == NOW + 9 * HOUR


async def test_with_nothing_due_ever_it_sleeps(press, database, ticker):
    made = await stored(database)
    await press.arm()
    await Schedules(database).pause(made.id, who="a test", now=NOW - HOUR)
    await press.arm()
    assert ticker.dates == {}


async def test_what_was_told_is_not_told_again_by_any_of_its_articles(
    press, newsroom, delivery, platform, database, clock
):
    await stored(database)
    first = newsroom.add(story("Rain expected"))
    await press.issue_due()
    # Another paper tells it too: the story is in the next window again.
    newsroom.add(story("Rain came", tellings=(*first.tellings, *story("More rain").tellings)))
    newsroom.add(story("Bridge opens"))
    clock.advance(days=1)
    await press.issue_due()
    await delivery.drained()
    assert platform.texts == ["Rain expected", "Bridge opens"]


async def test_what_is_committed_after_the_assembly_stands_in_the_next_edition(
    press, newsroom, delivery, platform, database, clock
):
    await stored(database)
    newsroom.add(story("In time"))
    await press.issue_due()
    newsroom.add(story("Seen before nine, stored after", first_seen=NOW - HOUR))
    clock.advance(days=1)
    await press.issue_due()
    await delivery.drained()
    assert platform.texts == ["In time", "Seen before nine, stored after"]


async def test_nothing_is_assembled_before_its_window_is_filed(press, newsroom, database):
    await stored(database)
    newsroom.add(story("Rain expected"))
    await press.issue_due()
    assert newsroom.filed == await newsroom.through()


async def test_an_empty_edition_is_recorded_and_posts_nothing(
    press, delivery, platform, database, ledger
):
    await stored(database)
    await press.issue_due()
    await delivery.drained()
    assert platform.texts == []
    assert await states(ledger) == [("2026-11-22", "empty", 0)]


async def test_an_empty_edition_says_so_where_the_schedule_asks_for_it(
    press, delivery, platform, database, ledger
):
    await stored(database, when_empty=WhenEmpty.SAY_SO)
    await press.issue_due()
    await delivery.drained()
    assert platform.texts == ["nothing today"]
    assert await states(ledger) == [("2026-11-22", "posted", 0)]


async def test_what_was_left_out_competes_again_for_its_time(
    press, newsroom, delivery, platform, database, clock, ledger
):
    await stored(database, stories=1)
    for n in range(4):
        newsroom.add(story(f"Story {n}"), score=n)
    for _ in range(4):
        await press.issue_due()
        clock.advance(days=1)
    await delivery.drained()

    assert platform.texts == ["Story 3", "Story 2", "Story 1"]
    records = await ledger.editions()
    assert [(r.state, r.carried, r.passed_over) for r in records] == [
        ("posted", 3, 0),
        ("posted", 2, 0),
        ("posted", 1, 0),
        ("empty", 0, 1),  # two days are over for the last
    ]


async def test_a_failed_edition_gives_its_stories_to_the_next(
    press, newsroom, delivery, platform, database, clock, ledger
):
    await stored(database)
    newsroom.add(story("Rain expected"))
    platform.script.append("refuse for good")
    await press.issue_due()
    await delivery.drained()
    clock.advance(days=1)
    await press.issue_due()
    await delivery.drained()

    assert platform.texts == ["Rain expected"]
    assert await states(ledger) == [("2026-11-22", "failed", 1), ("2026-11-23", "posted", 1)]


async def test_only_the_part_that_failed_gives_its_story_back(
    make_press, newsroom, delivery, platform, database, clock
):
    press = make_press(database, one_message_a_story)
    await stored(database)
    for title in ("A", "B", "C"):
        newsroom.add(story(title), score=-ord(title))
    platform.script.extend([None, None, "refuse for good"])
    await press.issue_due()
    await delivery.drained()
    assert platform.texts == ["Morning brief", "A", "C"]

    clock.advance(days=1)
    await press.issue_due()
    await delivery.drained()
    assert platform.texts == ["Morning brief", "A", "C", "Morning brief", "B"]


async def test_with_the_platform_down_over_two_editions_no_story_stands_in_both(
    press, newsroom, delivery, platform, database, clock
):
    await stored(database)
    platform.sick[str(channel())] = "refuse"
    for title in ("Rain expected", "Bridge opens"):
        newsroom.add(story(title))
        await press.issue_due()
        await delivery.drained()
        clock.advance(days=1)
    platform.sick.clear()
    await delivery.drained()
    assert platform.texts == ["Rain expected", "Bridge opens"]


async def test_two_schedules_of_one_channel_have_memories_of_their_own(
    press, newsroom, delivery, platform, database
):
    await stored(database)
    await stored(database, name="second", title="Second")
    newsroom.add(story("Rain expected"))
    await press.issue_due()
    await delivery.drained()
    assert platform.texts == ["Rain expected"] * 2


async def test_one_edition_that_cannot_be_assembled_stops_no_other_and_is_tried_again(
    press, newsroom, delivery, platform, database, clock, ledger
):
    await stored(database, name="a-broken", rhythm=parse_rhythm("sunday at 09:00"))
    await stored(database, name="b-fine")
    newsroom.add(story("Rain expected"))
    newsroom.broken_for.add("a-broken")
    with capture_logs() as logs:
        await press.issue_due()
    assert [r.state for r in await ledger.editions()].count("enqueued") == 1
    assert [r.why for r in await ledger.editions() if r.state == "planned"] == [
        "the worker was lost"
    ]
    assert "edition set aside" in {entry["event"] for entry in logs}

    newsroom.broken_for.clear()
    await press.issue_due()  # too early: it backs off
    clock.advance(seconds=2)
    await press.issue_due()
    await delivery.drained()
    assert platform.texts == ["Rain expected"] * 2


async def test_an_edition_for_a_platform_out_of_use_says_so(press, newsroom, database, ledger):
    await stored(database, channel=schedule().channel)
    newsroom.add(story())
    await press.issue_due()
    (record,) = await ledger.editions()
    assert record.state == "planned"
    assert "console isn't in use" in record.why


async def test_a_planned_edition_of_a_dead_process_is_assembled_over_its_own_window(
    database, make_press, newsroom, delivery, platform, clock, ledger
):
    await stored(database)
    newsroom.add(story("Rain expected"))
    stopping = StoppingDatabase(database, at=2, before=True)  # issued, not enqueued
    doomed = asyncio.create_task(make_press(stopping).issue_due())
    await stopping.stopped.wait()
    doomed.cancel()
    await asyncio.wait([doomed])
    assert await states(ledger) == [("2026-11-22", "planned", 0)]

    newsroom.add(story("Too late for it"))
    clock.advance(hours=1)
    await make_press(database).issue_due()
    await delivery.drained()
    assert platform.texts == ["Rain expected"]


async def test_run_publishes_an_extra_edition_which_tells_but_moves_no_window(
    press, newsroom, delivery, platform, database, clock, ledger
):
    made = await stored(database, stories=1)
    newsroom.add(story("Rain expected"), score=2)
    newsroom.add(story("Bridge opens"), score=1)
    clock.advance(hours=-1)
    assert await press.run(made, who="Robin") == EditionOrdered(made, f"{made.id}/extra/1")
    (ordered, _added) = await Audit(database).changes(made.id)
    assert (ordered.who, ordered.what) == ("Robin", "ordered")
    clock.advance(hours=1)
    await press.issue_due()
    await delivery.drained()
    assert platform.texts == ["Rain expected", "Bridge opens"]
    assert await states(ledger) == [("extra/1", "posted", 1), ("2026-11-22", "posted", 1)]


async def test_run_with_nothing_to_tell_posts_nothing(press, delivery, platform, database):
    made = await stored(database, when_empty=WhenEmpty.SAY_SO)
    assert (await press.run(made, who="Robin")).progress is Progress.EMPTY
    await delivery.drained()
    assert platform.texts == []


async def test_a_run_that_cannot_be_assembled_says_so_and_is_tried_again(
    press, newsroom, delivery, platform, database, clock
):
    made = await stored(database)
    newsroom.add(story("Rain expected"))
    newsroom.broken_for.add(made.name)
    clock.advance(hours=-1)  # nothing else is due
    assert (await press.run(made, who="Robin")).progress is Progress.PUT_OFF

    newsroom.broken_for.clear()
    clock.advance(minutes=1)
    await press.assemble_planned()
    await delivery.drained()
    assert platform.texts == ["Rain expected"]


async def test_outside_the_running_bot_a_run_is_only_ordered(
    make_press, newsroom, delivery, platform, database, clock
):
    made = await stored(database)
    newsroom.add(story("Rain expected"))
    clock.advance(hours=-1)
    outside = make_press(database, assembles=False)
    assert (await outside.run(made, who="Robin")).progress is Progress.PLANNED
    assert newsroom.filed == 0, "it was filed without the lock"
    again = await outside.run(made, who="Robin")
    assert (again.key, again.before) == (f"{made.id}/extra/2", f"{made.id}/extra/1")

    await make_press(database).assemble_planned()
    await delivery.drained()
    assert platform.texts == ["Rain expected"]
    assert (await outside.run(made, who="Robin")).before is None, "nothing is under way any more"


async def test_an_edition_without_a_place_for_it_yet_is_previewed_and_nothing_is_written(
    press, newsroom, database, ledger
):
    made = await stored(database)
    newsroom.add(story("Rain expected"))
    digest = await press.preview(made)
    assert [s.title for s in digest.stories] == ["Rain expected"]
    assert digest.next_due == NOW + DAY
    assert await ledger.editions() == ()


async def test_a_preview_does_not_show_what_was_told_today(press, newsroom, database):
    made = await stored(database)
    newsroom.add(story("Rain expected"))
    await press.issue_due()
    newsroom.add(story("Bridge opens"))
    assert [s.title for s in (await press.preview(made)).stories] == ["Bridge opens"]


async def test_an_edition_can_be_made_again_from_its_date(press, newsroom, database, clock):
    made = await stored(database)
    newsroom.add(story("Rain expected"))
    await press.issue_due()
    newsroom.add(story("Bridge opens"))
    clock.advance(days=1)
    await press.issue_due()

    digest = await press.preview(made, NOW.date())
    assert [s.title for s in digest.stories] == ["Rain expected"]
    assert digest.until == NOW


async def test_a_preview_of_a_date_without_an_edition_names_the_next(press, database):
    made = await stored(database, rhythm=schedule("friday at 16:30").rhythm)
    with pytest.raises(NoEdition, match="on 2026-11-23; the next after it is on 2026-11-27"):
        await press.preview(made, (NOW + DAY).date())
    assert (await press.preview(made, (NOW + 5 * DAY).date())).stories == ()


async def test_stories_stand_under_the_topics_in_use(make_press, newsroom, database):
    press = make_press(database, topics=[Topic(name="Weather")])
    made = await stored(database)
    rain = story("Rain expected")
    newsroom.add(rain, filings=(Filing(story=rain.id, topic="Weather", score=1.0, reason="x"),))
    assert [s.topic for s in (await press.preview(made)).sections] == ["Weather"]
    await press.use([])
    assert [s.topic for s in (await press.preview(made)).sections] == ["Elsewhere"]


async def test_a_skipped_edition_gives_its_stories_to_the_next(
    press, newsroom, delivery, platform, database, ledger, clock
):
    made = await stored(database)
    rain = newsroom.add(story("Rain expected"))
    await press.issue_due()
    (record,) = await ledger.editions()
    await Outbox(database).skip(EditionKey.parse(record.key), who="console", now=NOW)
    assert await Memory(database).told(made.id, rain.articles) == frozenset()

    clock.advance(days=1)
    await press.issue_due()
    await delivery.drained()
    assert platform.texts == ["Rain expected"]


def headings_only(reply):
    """A renderer of the headings."""
    return [Message(payload={"text": ", ".join(s.topic for s in reply.digest.sections)})]


async def test_what_comes_due_while_stories_are_filed_anew_waits_and_stands_under_the_new_topics(
    make_press, newsroom, delivery, platform, database
):
    await stored(database, topics=("Rain",))
    press = make_press(database, headings_only, topics=[Topic(name="Weather")])
    rain = story("Rain expected")
    newsroom.add(rain, filings=(Filing(story=rain.id, topic="Rain", score=1.0, reason="x"),))
    newsroom.may_file.clear()
    filing = asyncio.create_task(press.use([Topic(name="Rain")]))
    issuing = asyncio.create_task(press.issue_due())
    ended, _ = await asyncio.wait([filing, issuing], timeout=0.1)
    assert not ended

    newsroom.may_file.set()
    await asyncio.gather(filing, issuing)
    await delivery.drained()
    assert newsroom.under == (Topic(name="Rain"),)
    assert platform.texts == ["Rain"]


async def test_what_many_schedules_ask_for_alike_is_looked_up_and_worded_once(
    make_press, newsroom, database, clock, delivery, platform
):
    worded = []

    def counting(reply):
        worded.append(reply.digest.heading)
        return one_message(reply)

    for n in range(30):
        await stored(database, name=f"s{n}", title="Brief", channel=channel(f"C{n}"))
    await stored(database, name="other", title="Other", channel=channel("C99"))
    newsroom.add(story("A ferry sank"))
    await make_press(database, counting).issue_due()
    assert sorted(worded) == ["Brief", "Other"]
    assert newsroom.asked == 1
    await delivery.drained()
    assert platform.texts == ["A ferry sank"] * 31


async def test_what_one_of_them_has_told_is_left_out_of_its_own_digest_only(
    press, newsroom, database, delivery, platform
):
    ran = await stored(database, name="ran", channel=channel("C1"))
    await stored(database, name="waited", channel=channel("C2"))
    newsroom.add(story("A ferry sank"))
    await press.run(ran, who="Robin")
    newsroom.add(story("A bridge opened"))
    await press.issue_due()
    await delivery.drained()
    assert platform.texts_in(channel("C1")) == ["A ferry sank", "A bridge opened"]
    assert platform.texts_in(channel("C2")) == ["A ferry sank, A bridge opened"]


async def test_two_editions_of_one_schedule_in_a_round_tell_nothing_twice(
    press, newsroom, database, ledger, delivery, platform, clock
):
    asked = await stored(database)
    newsroom.add(story("A ferry sank"))
    for _ in range(2):
        await ledger.order(asked.id, now=clock.now(), through=1)
    await press.assemble_planned()
    await delivery.drained()
    assert platform.texts == ["A ferry sank"]
