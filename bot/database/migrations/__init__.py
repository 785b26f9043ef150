"""The schema's history, brought up to date in the transaction of a connection that's given."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.errors import StateFolderError


def upgrade(connection: Connection) -> None:
    """Bring the schema up to date; raises StateFolderError if a newer Broadsheet made it."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(settings).walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise StateFolderError(
            f"the database {connection.engine.url.database} was made by a newer Broadsheet "
            f"(revision {current}): install that version again, or name another folder in "
            "BROADSHEET_STATE; nothing was changed"
        )
    command.upgrade(settings, "head")
