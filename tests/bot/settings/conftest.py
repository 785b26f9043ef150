"""A settings file in a folder of its own, read as the program reads it."""

from textwrap import dedent

import pytest

from bot.errors import SettingsError
from bot.settings import find_settings, load, read_environment

EVERYWHERE = ("console", "slack", "discord", "discord-webhook")


@pytest.fixture
def settings_of(tmp_path):
    """Loads a text as `broadsheet.yaml`, beside a folder `seeds`."""
    (tmp_path / "seeds").mkdir()

    def read(text, variables=(), *, available=EVERYWHERE):
        (tmp_path / "broadsheet.yaml").write_text(dedent(text), encoding="utf-8")
        environment = read_environment(dict(variables), tmp_path)
        found = find_settings(None, environment, tmp_path)
        return load(found, environment, available=available)

    return read


@pytest.fixture
def problems_of(settings_of):
    """The sentences with which a text is refused; none where it isn't."""

    def read(text, variables=(), *, available=EVERYWHERE):
        try:
            settings_of(text, variables, available=available)
        except SettingsError as refusal:
            return list(refusal.problems)
        return []

    return read
