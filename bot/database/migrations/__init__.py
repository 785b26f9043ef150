"""The schema's history, brought up to date in the transaction of a connection that's given."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import StateFolderError

VERSIONS = Path(__file__).parent / "versions"
"""NNNN_name.py: each brings the schema from the number before to its own."""


def upgrade(connection: Connection, name: str, *, create: bool = True) -> None:
    """Bring the schema of the database of that *name* up to date.

    Raises StateFolderError if a newer Broadsheet made it, or if there's none and it isn't to be
    made.
    """
    known = revisions()
    current = _current(connection)
    if current == known[-1]:
        return
    if current is None and not create:
        raise StateFolderError(
            f"there's nothing of Broadsheet's in the database {name} yet: `broadsheet run` has to "
            "begin, or BROADSHEET_DATABASE names another database than it uses"
        )
    if current is not None and current not in known:
        raise StateFolderError(
            f"the database {name} was made by a newer Broadsheet (revision {current}): install "
            "that version again, or name another in BROADSHEET_STATE or BROADSHEET_DATABASE; "
            "nothing was changed"
        )
    _change(connection)


@cache
def revisions() -> tuple[str, ...]:
    """All there are, the newest last."""
    return tuple(sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py")))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def _change(connection: Connection) -> None:
    # Imported where there's something to change: a tenth of what a start would have in memory.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    settings = Config()
    settings.set_main_option("script_location", str(VERSIONS.parent).replace("%", "%%"))
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
