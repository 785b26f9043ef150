"""The state folder: where the database lies, and the lock that only one `run` holds."""

from pathlib import Path

from platformdirs import user_state_path

VARIABLE = "BROADSHEET_STATE"


def default_folder() -> Path:
    """Where this user's programs keep their state: `~/.local/state/broadsheet` on Linux."""
    return user_state_path("broadsheet", appauthor=False)


def database_url(folder: Path) -> str:
    """The address of the SQLite file in *folder*."""
    return f"sqlite+aiosqlite:///{(folder / 'broadsheet.sqlite3').as_posix()}"
