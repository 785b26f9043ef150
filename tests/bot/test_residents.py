import subprocess
import sys

import pytest

from bot.residents import lector, live_window
from digests.stories.granularity import Granularity
from digests.topics import Topic
from tests.builders import article

WORKERS_OWN = ["alembic", "lxml", "markdown_it", "numpy", "sentencex", "trafilatura"]
"""A third of what the bot's own process would hold otherwise."""


@pytest.mark.parametrize("module", ["bot.app", "bot.cli"])
def test_the_bot_loads_nothing_that_only_its_workers_need(module):
    asked = f"import {module}, sys; print(*[m for m in {WORKERS_OWN} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_workers_own_are_made_where_they_live(tmp_path):
    assert lector().rows
    window = live_window([Topic(name="Science")], Granularity.EVENT, tmp_path)
    assert window.changes().stories == ()


def test_a_window_lays_texts_aside_where_nobody_sees_them(tmp_path):
    window = live_window([], Granularity.EVENT, tmp_path)
    (filed,) = window.take([article(text="A ferry sank. Nobody was hurt.")]).stories
    assert filed.story.summary[0].text == "A ferry sank."
    assert list(tmp_path.iterdir()) == []


def test_a_window_without_a_folder_keeps_texts_in_memory(tmp_path):
    window = live_window([], Granularity.EVENT, tmp_path / "gone")
    (filed,) = window.take([article(text="A ferry sank. Nobody was hurt.")]).stories
    assert filed.story.summary[0].text == "A ferry sank."
