"""Other settings while the bot runs: what changes, what waits, and what is said of it."""

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.builders import NOW
from tests.fakes.clock import StoppedClock
from tests.scenarios.conftest import Terminal, bot, lines

SEEDS = Path(__file__).parents[2] / "seeds"

SETTINGS = """
sources:
  - folder: inbox
topics:
  - name: {topic}
    tags: [AI]
schedules:
  - name: morning-brief
    channel: console
    every: day at 09:00
    first: now
"""


@pytest.fixture
def inbox(tmp_path):
    shutil.copytree(SEEDS, tmp_path / "inbox")
    return tmp_path / "inbox"


async def test_a_schedule_whose_topics_are_gone_is_named_in_the_log_and_goes_on_with_all(
    settings_from, inbox, logged
):
    terminal = Terminal()
    settings = settings_from(SETTINGS.format(topic="Machines"))
    async with bot(settings, terminal, StoppedClock(NOW)) as (_broadsheet, running):
        add = "schedule add mine every: day at 10:00 topics: Machines"
        await running.run(lines(add), stop=asyncio.Event())
        await running.use(settings_from(SETTINGS.format(topic="Robots")))
        await running.console.converse(lines("schedule preview mine", "schedule show mine"))

    (warning,) = [e for e in logged if e["event"] == "schedule topics unknown"]
    assert (warning["schedule"], warning["topics"]) == ("mine", ["Machines"])
    said = terminal.text[terminal.text.index("Mine") :]
    assert "ROBOTS" in said
    assert "No topic is called Machines any more; so it has all topics" in said


async def test_a_platform_that_a_reload_names_is_said_to_wait_for_the_next_start(
    settings_from, inbox, logged
):
    file = SETTINGS.format(topic="Machines")
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    async with bot(settings_from(file), Terminal(), StoppedClock(NOW)) as (_broadsheet, running):
        await running.run(lines(), stop=asyncio.Event())
        await running.use(settings_from(file))
        await running.use(settings_from(f"{file}platforms: [slack]\n", **tokens))

    (warning,) = [e for e in logged if e["event"] == "platforms not connected"]
    assert warning["platforms"] == ["slack"]
