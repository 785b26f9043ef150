"""Which settings file is read: the one that is named, lies here or was before, or the example."""

import os
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingsError
from bot.paths import is_dir, is_file, shown
from bot.settings.environment import Environment

NAME = "broadsheet.yaml"

_PACKAGE = Path(__file__).resolve().parents[1]
EXAMPLES = (
    _PACKAGE / "example" / "deploy" / "broadsheet.example.yaml",
    _PACKAGE.parent / "deploy" / "broadsheet.example.yaml",
)
"""The built-in example, in an installed package and in a clone; it names the seeds beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The settings file, and how it came to be that one: *named*, or looked for in *folder*."""

    path: Path
    origin: str
    folder: Path
    named: bool = False

    @property
    def shown(self) -> str:
        """The path for people: from the working folder, where it lies below it."""
        if self.path.is_relative_to(self.folder):
            return str(self.path.relative_to(self.folder))
        return str(self.path)


def find_settings(
    named: Path | None, environment: Environment, folder: Path, *, before: Path | None = None
) -> Found:
    """The settings file: *named* (`--config`), BROADSHEET_CONFIG's, *folder*'s, or the example.

    *folder* is the working folder. *before* is the bot's own file until now: it's taken rather
    than the example, whose schedules would replace the bot's. Raises SettingsError where one that
    is named, or that one, isn't there.
    """
    if named is not None:
        return _named(named, "--config", folder)
    variable = environment.text("BROADSHEET_CONFIG")
    if variable is not None:
        path = Path(variable).expanduser()
        return _named(path, environment.origin("BROADSHEET_CONFIG"), folder)
    if os.path.lexists(folder / NAME):
        return Found(path=_lying(folder), origin=f"./{NAME}", folder=folder)
    if before is not None:
        return Found(path=_still_there(before), origin="the bot's own until now", folder=folder)
    return Found(path=example_file(), origin="the built-in example", folder=folder)


def example_file() -> Path:
    """The built-in example's settings file."""
    return next(path for path in EXAMPLES if path.is_file())


def is_example(path: Path) -> bool:
    """Whether *path* is the built-in example's settings file."""
    return path in EXAMPLES


def _lying(folder: Path) -> Path:
    path = folder / NAME
    if not is_file(path):
        what = "a folder" if is_dir(path) else "no file that can be read"
        raise SettingsError([f"{path}: it's {what}; put the settings file there, or take it away"])
    return path


def _still_there(before: Path) -> Path:
    if not is_file(before):
        sentence = (
            f"{before}: it's gone, and the bot on this state folder is run by it; put it back, "
            "name where it is now with --config, or take the built-in example with "
            f"--config {example_file()}"
        )
        raise SettingsError([sentence])
    return before


def _named(path: Path, by: str, folder: Path) -> Found:
    whole = folder / path
    if not is_file(whole):
        what = "it's a folder" if is_dir(whole) else "there's no such file"
        raise SettingsError([f"{shown(whole)}: {by} names it, but {what}"])
    return Found(path=whole, origin=by, folder=folder, named=True)
