"""What every command starts from: the settings of this folder, this environment, this call."""

import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass
class Session:
    """The settings, read when a command first needs them."""

    config: Path | None = None

    @cached_property
    def settings(self) -> "Settings":
        """The settings in force, and the log begun; raises SettingsError with all that's wrong."""
        return _logging(self.read())

    @property
    def place(self) -> "Settings":
        """Where the database is, for what needs no more of the settings: a mistake is passed over.

        The rest is the built-in example's then. Raises SettingsError over the environment alone.
        """
        from bot.errors import SettingsError
        from bot.settings import find_settings, load, read_environment
        from bot.settings.finding import example_file

        try:
            return self.settings
        except SettingsError:
            here = Path.cwd()
            environment = read_environment(os.environ, here)
            found = find_settings(example_file(), environment, here)
            return _logging(load(found, environment))

    def read(self) -> "Settings":
        """The settings as they are written now; raises as `settings` does."""
        from bot.settings import find_settings, load, read_environment, remembered, state_folder

        here = Path.cwd()
        environment = read_environment(os.environ, here)
        noted = remembered(state_folder(environment, here))
        before = noted.own if noted else None
        return load(find_settings(self.config, environment, here, before=before), environment)

    def read_as_the_bot(self) -> "Settings":
        """What the bot on the state folder reads, wherever it was started; raises as `read`."""
        from bot.settings import find_settings, load, read_environment, remembered, state_folder
        from bot.settings.environment import Environment

        here = Path.cwd()
        folder = state_folder(read_environment(os.environ, here), here)
        bots = remembered(folder)
        if bots is None:
            return self.read()
        found = find_settings(bots.named, Environment(), bots.folder, before=bots.own)
        settings = load(found, read_environment(os.environ, bots.folder))
        return replace(settings, state=folder)


def _logging(settings: "Settings") -> "Settings":
    """*settings*, by which the log is begun."""
    from bot.log import start_log

    start_log(
        level=settings.log_level(quiet=True),
        as_json=settings.log.format == "json",
        secrets=settings.unsayable,
    )
    return settings
