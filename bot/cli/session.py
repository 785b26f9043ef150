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
        """The settings in force; raises SettingsError with everything that is wrong with them."""
        return self.read()

    def read(self) -> "Settings":
        """The settings as they are written now; raises as `settings` does."""
        from bot.settings import find_settings, load, read_environment

        here = Path.cwd()
        environment = read_environment(os.environ, here)
        return load(find_settings(self.config, environment, here), environment)
