"""What is SQLite's own: everything that another database would word otherwise stands here."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ArgumentError

from bot.errors import StateFolderError, UsageError
from digests.typeahead import Group, Term

__all__ = [
    "SEARCH_INDEX",
    "TITLE_INDEX",
    "address",
    "begin_as",
    "beginnings",
    "check_search",
    "count_words",
    "index_words",
    "insert",
    "known_words",
    "prepare",
    "titles_with",
    "without_await",
]

SEARCH_INDEX = "search_index"
TITLE_INDEX = "title_index"

CREATE_SEARCH_INDEX = f"""
CREATE VIRTUAL TABLE {SEARCH_INDEX}
USING fts5(title, excerpt, body, cjk,
tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'")
"""
"""The text is normalised by us, so that every database finds the same; marks belong to words."""

_BEGINNINGS = """
SELECT beginning.value, (
    SELECT max(articles) FROM vocabulary
    WHERE word >= beginning.value AND word < beginning.value || char(1114111)
) AS articles
FROM json_each(?) AS beginning WHERE articles > 0
"""
_TITLES = """
SELECT rowid FROM title_index WHERE title_index MATCH ? ORDER BY rowid DESC LIMIT ?
"""
KNOWN_WORDS = """
SELECT word, articles, guessed FROM vocabulary WHERE word IN (SELECT value FROM json_each(?))
"""
COUNT_WORDS = """
INSERT INTO vocabulary (word, articles, guessed) VALUES (?, ?, ?) ON CONFLICT (word)
DO UPDATE SET articles = articles + excluded.articles, guessed = excluded.guessed
"""
LEAD_FROM_SLIPS = "INSERT INTO typos (deletion, word) VALUES (?, ?) ON CONFLICT DO NOTHING"
INDEX_TEXT = "INSERT INTO search_index (rowid, title, excerpt, body, cjk) VALUES (?, ?, ?, ?, ?)"
INDEX_TITLE = "INSERT INTO title_index (rowid, title) VALUES (?, ?)"
"""Bulk work on words goes to the driver as it is: a hundred articles have ten thousand words, and
SQLAlchemy takes four times as long to pass them on as SQLite to keep them."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL loses committed rows on power loss (FACTS D)
    "PRAGMA busy_timeout=60000",  # another process may be importing
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
)
READER_PRAGMAS = ("PRAGMA busy_timeout=10000", "PRAGMA query_only=ON")
# Rebuilding a table drops the old one, which would delete what refers to it.
MIGRATION_PRAGMAS = (*PRAGMAS, "PRAGMA foreign_keys=OFF")


def address(url: str) -> URL:
    """The address of an SQLite file; raises UsageError for anything else."""
    try:
        parsed = make_url(url)
    except ArgumentError as problem:
        raise UsageError("BROADSHEET_DATABASE isn't an address like sqlite:////PATH") from problem
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise UsageError(
            f"BROADSHEET_DATABASE names {parsed.get_backend_name()}; "
            "only a file of SQLite (sqlite:////PATH) can be used so far"
        )
    return parsed.set(drivername="sqlite+aiosqlite")


def without_await(at: URL) -> URL:
    """The same address for a driver that's called in a thread."""
    return at.set(drivername="sqlite")


def check_search() -> None:
    """Raise StateFolderError where Python's SQLite comes without full-text search."""
    probe = sqlite3.connect(":memory:")
    try:
        probe.execute(CREATE_SEARCH_INDEX)
    except sqlite3.OperationalError as problem:
        raise StateFolderError(
            f"SQLite {sqlite3.sqlite_version} of this Python was built without FTS5, "
            "which search needs; use a Python that has it, such as python.org's"
        ) from problem
    finally:
        probe.close()


def known_words(db: Connection, words: Iterable[str]) -> dict[str, tuple[int, bool]]:
    """Those of *words* that were counted: in how many articles, and if slips lead to them."""
    rows = _driver(db).execute(KNOWN_WORDS, (json.dumps(list(words), ensure_ascii=False),))
    return {word: (articles, bool(guessed)) for word, articles, guessed in rows.fetchall()}


def count_words(
    db: Connection,
    counts: Sequence[tuple[str, int, bool]],
    slips: Sequence[tuple[str, str]],
) -> None:
    """Add *counts* (word, articles, if slips lead there) and *slips* (key, word)."""
    _driver(db).executemany(COUNT_WORDS, counts)
    _driver(db).executemany(LEAD_FROM_SLIPS, slips)


def index_words(
    db: Connection,
    texts: Sequence[tuple[int, str, str, str, str]],
    titles: Sequence[tuple[int, str]],
) -> None:
    """Put *texts* (number, title, excerpt, body, unspaced) and *titles* (number, terms) in."""
    _driver(db).executemany(INDEX_TEXT, texts)
    _driver(db).executemany(INDEX_TITLE, titles)


def _driver(db: Connection) -> sqlite3.Connection:
    """What SQLAlchemy's connection stands on, within the same transaction."""
    driver = db.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - this module is SQLite's own
    return driver


def beginnings(db: Connection, some: Iterable[str]) -> dict[str, int]:
    """Those of *some* with which a word begins: in how many articles the commonest of them is."""
    rows = db.exec_driver_sql(_BEGINNINGS, (json.dumps(list(some)),))
    return {row.value: row.articles for row in rows}


def titles_with(db: Connection, groups: Sequence[Group], most: int) -> list[int]:
    """The numbers of the newest articles whose titles have a term of each of *groups*."""
    either = (" OR ".join(map(_as_match, group)) for group in groups)
    expression = " AND ".join(f"({terms})" for terms in either)
    return [seq for (seq,) in db.exec_driver_sql(_TITLES, (expression, most)).all()]


def _as_match(term: Term) -> str:
    """In quotes: raw, a word could be the index's own language."""
    quoted = '"' + term.text.replace('"', "") + '"'
    return f"{quoted}*" if term.begun else quoted


def prepare(engine: Engine, pragmas: Sequence[str]) -> None:
    """Set *pragmas* on each new connection, and leave transactions to `begin_as`."""

    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    event.listen(engine, "connect", connected)


def begin_as(engine: Engine, statement: str) -> None:
    """Open each transaction with *statement*.

    A plain BEGIN that reads and then writes fails at once with "database is locked", whatever
    the timeout; BEGIN IMMEDIATE waits for its turn.
    """

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    event.listen(engine, "begin", begun)
