"""A database that a test had is lent again only where it's as if nobody had had it."""

import psycopg
import pytest

from tests.databases import SWEPT, PostgreSQLDatabases

CHANGES = """
    INSERT INTO audit (at, who, place, subject, change)
    SELECT 1, 'ada', 'console', 'brief', 'paused' FROM generate_series(1, {})
    RETURNING number
"""
FLAG = "CREATE FUNCTION flag() RETURNS int LANGUAGE sql AS 'SELECT 1'"
COLUMN = "ALTER TABLE audit ADD COLUMN why text"


@pytest.fixture
def databases(postgresql_server):
    own = PostgreSQLDatabases(postgresql_server)
    yield own
    own.close()


def told(url, *statements):
    """The rows of the last of *statements*."""
    with psycopg.connect(url, autocommit=True) as db:
        return [db.execute(statement) for statement in statements][-1].fetchall()


def test_one_with_few_rows_is_lent_again_without_them_and_counts_from_the_start(databases):
    url = databases.migrated()
    before = told(url, CHANGES.format(3))
    databases.take_back(url)

    assert databases.migrated() == url
    assert told(url, "SELECT * FROM audit") == []
    assert told(url, CHANGES.format(3)) == before


def test_who_still_holds_it_lets_go(databases):
    url = databases.migrated()
    with psycopg.connect(url) as holder:
        holder.execute(CHANGES.format(1))
        databases.take_back(url)
        with pytest.raises(psycopg.OperationalError):
            holder.execute("SELECT 1")

    assert databases.migrated() == url
    assert told(url, "SELECT * FROM audit") == []


@pytest.mark.parametrize("change", [CHANGES.format(SWEPT + 1), FLAG, COLUMN])
def test_one_that_changed_more_is_dropped(databases, change):
    url = databases.migrated()
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(change)
    databases.take_back(url)

    assert databases.migrated() != url
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)
