import subprocess
import sys

import pytest

from bot.residents import lector, live_window
from digests.stories.granularity import Granularity
from digests.topics import Topic

WORKERS_OWN = ["alembic", "lxml", "markdown_it", "numpy", "sentencex", "trafilatura"]
"""A third of what the bot's own process would hold otherwise."""


@pytest.mark.parametrize("module", ["bot.app", "bot.cli"])
def test_the_bot_loads_nothing_that_only_its_workers_need(module):
    asked = f"import {module}, sys; print(*[m for m in {WORKERS_OWN} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_workers_own_are_made_where_they_live():
    assert lector().rows
    window = live_window([Topic(name="Science")], Granularity.EVENT)
    assert window.changes().stories == ()
