from contextlib import asynccontextmanager
from io import StringIO

import pytest
from rich.console import Console as Screen

from bot.app import opened, serving
from bot.settings import find_settings, load, read_environment


@pytest.fixture
def settings(tmp_path):
    """The built-in example's, with a state folder of the test's own."""
    environment = read_environment({"BROADSHEET_STATE": str(tmp_path / "state")}, tmp_path)
    return load(find_settings(None, environment, tmp_path), environment)


@pytest.fixture
def settings_from(tmp_path):
    """Settings from the text of a file in the test's own folder."""

    def from_text(text, **variables):
        (tmp_path / "broadsheet.yaml").write_text(text)
        state = {"BROADSHEET_STATE": str(tmp_path / "state"), **variables}
        environment = read_environment(state, tmp_path)
        return load(find_settings(None, environment, tmp_path), environment)

    return from_text


class Terminal:
    """A terminal of 80 columns without colour, whose text can be read."""

    def __init__(self, width=80):
        self._out = StringIO()
        self.screen = Screen(
            file=self._out, width=width, markup=False, emoji=False, highlight=False
        )

    @property
    def text(self):
        return self._out.getvalue()


@pytest.fixture(autouse=True)
def _logged(logged):
    """The whole bot says much."""


async def lines(*typed):
    for line in typed:
        yield line


@pytest.fixture
def terminal():
    return Terminal()


@asynccontextmanager
async def bot(settings, terminal, clock):
    """The whole bot on its real parts, ready to run."""
    async with (
        opened(settings, clock=clock, create=True, assembles=True) as broadsheet,
        serving(broadsheet, terminal.screen) as service,
    ):
        yield broadsheet, service
