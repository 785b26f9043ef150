"""The ticker, on the real event loop with periods of milliseconds."""

import asyncio
from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from bot.errors import BotError
from bot.ticker import Ticker

MOMENT = timedelta(milliseconds=10)


def soon() -> datetime:
    return datetime.now(UTC) + MOMENT


async def test_a_date_wakes_its_work_once():
    woken = asyncio.Queue[str]()
    async with Ticker() as ticker:
        ticker.wake_at(soon(), lambda: woken.put("now"), name="issue")
        assert await asyncio.wait_for(woken.get(), 60) == "now"
        await asyncio.sleep(0.03)
    assert woken.empty()


async def test_a_date_in_the_past_wakes_at_once():
    woken = asyncio.Event()

    async def work() -> None:
        woken.set()

    async with Ticker() as ticker:
        ticker.wake_at(datetime(2020, 1, 1, tzinfo=UTC), work, name="issue")
        await asyncio.wait_for(woken.wait(), 60)


async def test_arming_a_name_again_replaces_its_date():
    woken = asyncio.Queue[str]()
    async with Ticker() as ticker:
        ticker.wake_at(soon() + timedelta(hours=1), lambda: woken.put("late"), name="issue")
        ticker.wake_at(soon(), lambda: woken.put("early"), name="issue")
        assert await asyncio.wait_for(woken.get(), 60) == "early"


async def test_a_date_armed_by_its_own_work_is_not_lost():
    woken = asyncio.Queue[int]()
    async with Ticker() as ticker:

        async def work() -> None:
            ticker.wake_at(soon(), lambda: woken.put(2), name="issue")
            await woken.put(1)
            await asyncio.sleep(0.05)

        ticker.wake_at(soon(), work, name="issue")
        assert [await asyncio.wait_for(woken.get(), 60) for _ in range(2)] == [1, 2]


async def test_work_that_raises_is_logged_and_its_neighbours_and_itself_go_on():
    calls = asyncio.Queue[str]()

    async def broken() -> None:
        await calls.put("broken")
        raise RuntimeError("the disk is full")

    with capture_logs() as logs:
        async with Ticker() as ticker:
            ticker.every(MOMENT, broken, name="collect")
            ticker.every(MOMENT, lambda: calls.put("fine"), name="sweep")
            seen = [await asyncio.wait_for(calls.get(), 60) for _ in range(6)]

    assert seen.count("broken") >= 2
    assert "fine" in seen
    failure = next(entry for entry in logs if entry["event"] == "job failed")
    assert failure["job"] == "collect"
    assert failure["exc_info"]


async def test_trouble_that_a_sentence_explains_is_said_once_until_it_has_passed():
    turns = iter("tttfttf")
    over = asyncio.Event()

    async def work():
        turn = next(turns, None)
        if turn == "t":
            raise BotError("the server is away")
        if turn is None:
            over.set()

    with capture_logs() as logs:
        async with Ticker() as ticker:
            ticker.every(MOMENT, work, name="notice")
            await asyncio.wait_for(over.wait(), 60)

    line = {"event": "job failed", "job": "notice", "reason": "the server is away"}
    assert logs == [{**line, "log_level": "error"}] * 2


async def test_a_slow_run_never_piles_up():
    at_once = most = 0

    async def slow() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.05)
        at_once -= 1

    async with Ticker() as ticker:
        ticker.every(MOMENT, slow, name="collect")
        await asyncio.sleep(0.12)
    assert most == 1


async def test_the_end_waits_for_work_that_is_under_way():
    begun = asyncio.Event()
    done = []

    async def work() -> None:
        begun.set()
        await asyncio.sleep(0.05)
        done.append("receipt written")

    async with Ticker() as ticker:
        ticker.wake_at(soon(), work, name="issue")
        await asyncio.wait_for(begun.wait(), 60)
    assert done == ["receipt written"]


async def test_the_end_cancels_work_that_outlasts_the_grace():
    begun = asyncio.Event()

    async def stuck() -> None:
        begun.set()
        await asyncio.Event().wait()

    async with asyncio.timeout(60):
        async with Ticker(grace=MOMENT) as ticker:
            ticker.wake_at(soon(), stuck, name="collect")
            await begun.wait()


async def test_a_forgotten_name_wakes_nobody():
    woken = asyncio.Queue[str]()
    async with Ticker() as ticker:
        ticker.wake_at(soon(), lambda: woken.put("now"), name="issue")
        ticker.forget("issue")
        ticker.forget("never armed")
        await asyncio.sleep(0.04)
    assert woken.empty()
