"""Which settings file is read: the one that is named, the one that lies here, or the example."""

from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingsError
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
    """The settings file, and how it came to be that one."""

    path: Path
    origin: str
    folder: Path

    @property
    def shown(self) -> str:
        """The path for people: from the working folder, where it lies below it."""
        if self.path.is_relative_to(self.folder):
            return str(self.path.relative_to(self.folder))
        return str(self.path)


def find_settings(named: Path | None, environment: Environment, folder: Path) -> Found:
    """The settings file: *named* (`--config`), BROADSHEET_CONFIG's, *folder*'s, or the example.

    *folder* is the working folder. Raises SettingsError where one is named and isn't there.
    """
    if named is not None:
        return _named(named, "--config", folder)
    variable = environment.text("BROADSHEET_CONFIG")
    if variable is not None:
        path = Path(variable).expanduser()
        return _named(path, environment.origin("BROADSHEET_CONFIG"), folder)
    if (folder / NAME).is_file():
        return Found(path=folder / NAME, origin=f"./{NAME}", folder=folder)
    return Found(path=example_file(), origin="the built-in example", folder=folder)


def example_file() -> Path:
    """The built-in example's settings file."""
    return next(path for path in EXAMPLES if path.is_file())


def _named(path: Path, by: str, folder: Path) -> Found:
    whole = folder / path
    if not whole.is_file():
        what = "it's a folder" if whole.is_dir() else "there's no such file"
        raise SettingsError([f"{whole}: {by} names it, but {what}"])
    return Found(path=whole, origin=by, folder=folder)
