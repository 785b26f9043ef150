"""The schema's history, brought up to date in the transaction of a connection that's given."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import StateFolderError

VERSIONS = Path(__file__).parent / "versions"
"""NNNN_name.py: each brings the schema from the number before to its own."""


class OlderSchema(StateFolderError):
    """An older Broadsheet made the schema, and perhaps works on it: whoever asks may not change it.

    Nothing was changed.
    """


def upgrade(connection: Connection, name: str, *, create: bool = True, older: bool = True) -> None:
    """Bring the schema of the database of that *name* up to date.

    Raises StateFolderError if a newer Broadsheet made it, or if there's none and it isn't to be
    made; OlderSchema if an *older* one did and it's not for the caller to change that.
    """
    known, there = revisions(), current(connection)
    if there == known[-1]:
        return
    if there is None and not create:
        raise StateFolderError(
            f"there's nothing of Broadsheet's in the database {name} yet: `broadsheet run` has to "
            "begin, or BROADSHEET_DATABASE names another database than it uses"
        )
    if there is not None and there not in known:
        raise StateFolderError(
            f"the database {name} was made by a newer Broadsheet (revision {there}): install "
            "that version again, or name another in BROADSHEET_STATE or BROADSHEET_DATABASE; "
            "nothing was changed"
        )
    if there is not None and not older:
        raise OlderSchema(
            f"the database {name} was made by an older Broadsheet (revision {there}): end the bots "
            "of that version, then `broadsheet run` or `broadsheet migrate` of this one brings it "
            "up to date; nothing was changed"
        )
    _change(connection)


@cache
def revisions() -> tuple[str, ...]:
    """All there are, the newest last."""
    return tuple(sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py")))


def current(connection: Connection) -> str | None:
    """The revision of the schema that is there; None where there's none of ours."""
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
