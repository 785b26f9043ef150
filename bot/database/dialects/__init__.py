"""What one database words otherwise than another, behind one interface; the rest is common."""

from collections.abc import Mapping

from sqlalchemy import URL, Connection, Table, make_url
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.dialects.dialect import SEARCH_INDEX, TITLE_INDEX, Dialect, Purpose, Terms
from bot.database.dialects.postgresql import PostgreSQL
from bot.database.dialects.sqlite import SQLite
from bot.errors import UsageError

__all__ = [
    "DIALECTS",
    "SEARCH_INDEX",
    "TITLE_INDEX",
    "Dialect",
    "Purpose",
    "Terms",
    "address",
    "dialect_of",
    "insert",
]

DIALECTS: Mapping[str, Dialect] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def address(url: str) -> tuple[Dialect, URL]:
    """The dialect of the database at *url*, and the address for its driver; raises UsageError."""
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise UsageError(
            "BROADSHEET_DATABASE isn't an address like sqlite:////PATH or postgresql://HOST/NAME"
        ) from problem
    name = "postgresql" if parsed.drivername == "postgres" else parsed.get_backend_name()
    if name not in DIALECTS or not parsed.database:
        raise UsageError(
            f"BROADSHEET_DATABASE names {name}; a file of SQLite (sqlite:////PATH) "
            "or a PostgreSQL (postgresql://USER@HOST/NAME) can be used"
        )
    dialect = DIALECTS[name]
    return dialect, dialect.address(parsed)


def dialect_of(db: Connection | AsyncConnection) -> Dialect:
    """The dialect that *db* speaks."""
    return DIALECTS[db.dialect.name]


def insert(db: Connection | AsyncConnection, into: Table) -> Insert:
    """`INSERT … ON CONFLICT`: SQLAlchemy has one for each database, alike but strangers."""
    return dialect_of(db).insert(into)
