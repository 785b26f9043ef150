"""The schema's history, brought up to date in the transaction of a connection that's given."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.errors import StateFolderError


def upgrade(connection: Connection, name: str, *, create: bool = True) -> None:
    """Bring the schema of the database of that *name* up to date.

    Raises StateFolderError if a newer Broadsheet made it, or if there's none and it isn't to be
    made.
    """
    newest, known = _revisions()
    current = MigrationContext.configure(connection).get_current_revision()
    if current == newest:
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
    settings = _settings()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


@cache
def _revisions() -> tuple[str | None, frozenset[str]]:
    """The newest revision, and all there are."""
    scripts = ScriptDirectory.from_config(_settings())
    return scripts.get_current_head(), frozenset(s.revision for s in scripts.walk_revisions())


def _settings() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return settings
