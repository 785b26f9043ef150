"""What every command starts from: the settings of this folder, this environment, this call."""

import os
from dataclasses import dataclass
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
        from bot.log import start_log

        settings = self.read()
        start_log(
            level=settings.log_level(quiet=True),
            as_json=settings.log.format == "json",
            secrets=settings.unsayable,
        )
        return settings

    def read(self) -> "Settings":
        """The settings as they are written now; raises as `settings` does."""
        from bot.settings import find_settings, load, read_environment

        here = Path.cwd()
        environment = read_environment(os.environ, here)
        return load(find_settings(self.config, environment, here), environment)
