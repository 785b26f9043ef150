"""Settings: from a YAML file and the environment, or every reason why not."""

from bot.settings.checks import webhook_variable
from bot.settings.effective import InForce, effective, in_force, notes
from bot.settings.environment import WEBHOOK, Environment, read_environment
from bot.settings.finding import Found, find_settings
from bot.settings.loading import AVAILABLE, load, state_folder
from bot.settings.remembered import remember, remembered
from bot.settings.settings import Discord, Log, Retention, Settings, Slack, Source
from bot.settings.shape import DispatcherKind, Transport
from bot.settings.typed import SettingRefused, parse_setting, typed_schedule
from bot.settings.writing import as_yaml

__all__ = [
    "AVAILABLE",
    "WEBHOOK",
    "Discord",
    "DispatcherKind",
    "Environment",
    "Found",
    "InForce",
    "Log",
    "Retention",
    "SettingRefused",
    "Settings",
    "Slack",
    "Source",
    "Transport",
    "as_yaml",
    "effective",
    "find_settings",
    "in_force",
    "load",
    "notes",
    "parse_setting",
    "read_environment",
    "remember",
    "remembered",
    "state_folder",
    "typed_schedule",
    "webhook_variable",
]
