"""Settings: from a YAML file and the environment, or every reason why not."""

from bot.settings.environment import Environment, read_environment
from bot.settings.finding import Found, find_settings
from bot.settings.loading import AVAILABLE, load
from bot.settings.settings import Log, Retention, Settings, Source

__all__ = [
    "AVAILABLE",
    "Environment",
    "Found",
    "Log",
    "Retention",
    "Settings",
    "Source",
    "find_settings",
    "load",
    "read_environment",
]
