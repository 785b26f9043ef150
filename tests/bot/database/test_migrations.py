import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.database.dialects import SEARCH_INDEX, TITLE_INDEX
from bot.database.engine import migrate, open_database
from bot.database.migrations import VERSIONS, revisions
from bot.database.tables import metadata
from bot.errors import StateFolderError


def differences(connection):
    """What a migration would still change, but for the indexes of words, made by hand."""

    def ours(name, kind, parents):
        del parents
        return kind != "table" or not name.startswith((SEARCH_INDEX, TITLE_INDEX))

    options = {"include_name": ours, "compare_type": True, "compare_server_default": True}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


async def test_the_migrated_schema_is_that_of_the_tables(database):
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_an_up_to_date_database_is_opened_again_as_it_is(database_url):
    await migrate(database_url)
    async with open_database(database_url, create=False) as database, database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_database_of_a_newer_broadsheet_is_refused_and_left_alone(database_url):
    async with open_database(database_url) as database, database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await connection.execute(text("CREATE TABLE forms (id INTEGER)"))
    with pytest.raises(StateFolderError, match=r"newer Broadsheet.*9999"):
        async with open_database(database_url):
            pass
    with pytest.raises(StateFolderError, match="nothing was changed"):
        await migrate(database_url, create=False)


async def test_several_that_open_a_new_database_at_once_make_it_once(database_url):
    await asyncio.gather(*(migrate(database_url) for _ in range(3)))
    async with open_database(database_url) as database, database.read() as connection:
        assert await connection.run_sync(differences) == []


def test_the_newest_revision_is_known_without_the_library_that_writes_them():
    scripts = ScriptDirectory(str(VERSIONS.parent))
    assert revisions()[-1] == scripts.get_current_head()
    assert set(revisions()) == {script.revision for script in scripts.walk_revisions()}
