"""What is SQLite's own: one file, one process at a time, FTS5."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Float,
    Table,
    Text,
    bindparam,
    column,
    delete,
    event,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.database.dialects.dialect import SEARCH_INDEX, TITLE_INDEX, Indexed, Purpose, Search, Terms
from bot.errors import StateFolderError, UsageError
from bot.paths import exists, shown
from digests.typeahead import Group, Term

BEGINNINGS = """
SELECT beginning.value, (
    SELECT max(articles) FROM vocabulary
    WHERE word >= beginning.value AND word < beginning.value || char(1114111)
) AS articles
FROM json_each(?) AS beginning WHERE articles > 0
"""
TITLES = """
SELECT title_index.rowid FROM title_index
CROSS JOIN memberships ON memberships.seq = title_index.rowid
WHERE title_index MATCH ? AND title_index.rowid <= (SELECT max(seq) FROM memberships)
ORDER BY title_index.rowid DESC LIMIT ?
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

MERGES = (
    "INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)",
    "INSERT INTO title_index (title_index, rank) VALUES ('merge', ?)",
)
MERGED = 500
"""Pages of some 4,000 bytes that one of them writes in a transaction, in some 30 ms."""

WORKED = 2
"""Changes that one counts, at least, if there was anything to merge (FTS5's documentation)."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL loses committed rows on power loss (FACTS D)
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
)
READER_PRAGMAS = ("PRAGMA busy_timeout=10000", "PRAGMA query_only=ON")
PATIENCE = "60"
"""Seconds to wait for a turn, unless the address has another `timeout`: some process imports."""

# Rebuilding a table drops the old one, which would delete what refers to it.
MIGRATION_PRAGMAS = (*PRAGMAS, "PRAGMA foreign_keys=OFF")

# Columns as in the index: title 5, excerpt 2, body 1 (NEWSROOM); unspaced scripts as a title.
_WEIGHTS = "5.0, 2.0, 1.0, 5.0"
_INDEX = table(SEARCH_INDEX, *map(column, ("rowid", "title", "excerpt", "body", "cjk")))
_TITLES = table(TITLE_INDEX, *map(column, ("rowid", "title")))


class SQLite:
    """A file that one process at a time writes; others read beside it."""

    name = "sqlite"
    shared = False
    complaints: tuple[type[Exception], ...] = (
        sqlite3.OperationalError,
        sqlite3.InterfaceError,
        sqlite3.InternalError,
    )
    search = Search(
        seq=cast("ColumnElement[int]", _INDEX.c.rowid),
        rank=literal_column(f"bm25({SEARCH_INDEX}, {_WEIGHTS})", Float),
        fits=literal_column(SEARCH_INDEX, Text).op("MATCH")(bindparam("expression")),
    )

    def address(self, parsed: URL) -> URL:
        patience = str(parsed.query.get("timeout", PATIENCE))
        if not patience.isdecimal():
            raise UsageError(
                f"BROADSHEET_DATABASE has timeout={patience}: write whole seconds, as ?timeout=60"
            )
        patient = parsed.update_query_dict({"timeout": patience})
        return patient.set(drivername="sqlite+aiosqlite")

    def without_await(self, at: URL) -> URL:
        return at.set(drivername="sqlite")

    def called(self, at: URL) -> str:
        return at.database or ""

    def find(self, at: URL, *, create: bool) -> None:
        check_search()
        path = Path(at.database or "")
        if not create and not exists(path):
            raise StateFolderError(
                f"there's no database in {shown(path.parent)}: nothing was collected there yet, "
                "or BROADSHEET_STATE names another folder than `run` uses"
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise StateFolderError(
                f"{shown(path.parent)} can't be made: {problem.strerror}"
            ) from problem

    def lock(self, db: Connection, tables: Sequence[Table]) -> None:
        """Any transaction of MOVER and MIGRATION keeps all others from writing."""

    def options(self, purpose: Purpose) -> Mapping[str, Any]:
        del purpose
        return {}

    def prepare(self, engine: Engine, purpose: Purpose) -> None:
        """Set pragmas on each connection, and say how a transaction opens.

        A plain BEGIN that reads and then writes fails at once with "database is locked", whatever
        the timeout; BEGIN IMMEDIATE waits for its turn.
        """
        pragmas = {Purpose.READER: READER_PRAGMAS, Purpose.MIGRATION: MIGRATION_PRAGMAS}.get(
            purpose, PRAGMAS
        )

        def connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
            connection.isolation_level = None
            cursor = connection.cursor()
            for pragma in pragmas:
                cursor.execute(pragma)
            cursor.close()

        def begun(connection: Connection) -> None:
            if purpose is Purpose.READER:  # which waits for nothing, and can't fail
                connection.connection.cursor().execute("BEGIN")
            else:
                connection.exec_driver_sql("BEGIN IMMEDIATE")

        event.listen(engine, "connect", connected)
        event.listen(engine, "begin", begun)

    def refusal(self, at: URL, trouble: DBAPIError) -> str:
        return f"{at.database} can't be used as a database: {trouble.orig}"

    def sentence(self, trouble: Exception) -> str:
        reason = getattr(trouble, "orig", trouble)
        return (
            f"the database can't be used just now ({reason}): is the disk full, the file "
            "locked by another program, or the state folder gone?"
        )

    def instant(self) -> None:
        """One process, one clock: the caller's is right."""

    def insert(self, into: Table) -> postgresql.Insert:
        return cast("postgresql.Insert", insert(into))  # the same methods, no common ancestor

    def terms(self, wanted: Terms) -> Mapping[str, Any]:
        queries = [f"({_any(group)})" for group in wanted.groups]
        return {"expression": wanted.expression(queries, both=" AND ", either=" OR ")}

    def index(self, db: Connection, some: Sequence[Indexed]) -> None:
        texts = [(one.seq, one.title, one.excerpt, one.body, one.cjk) for one in some]
        _driver(db).executemany(INDEX_TEXT, texts)
        _driver(db).executemany(INDEX_TITLE, [(one.seq, one.heading) for one in some])

    def unindex(self, db: Connection, seqs: Sequence[int]) -> Sequence[set[str]]:
        rows = db.execute(select(_INDEX).where(_INDEX.c.rowid.in_(seqs)))
        there = {row.rowid: f"{row.title} {row.excerpt} {row.body}" for row in rows}
        if there:
            for index in (_INDEX, _TITLES):
                db.execute(delete(index).where(index.c.rowid.in_(list(there))))
        return [set(words.split()) for words in there.values()]

    def tidy(self, db: Connection) -> bool:
        return any(_merged(db, merge) for merge in MERGES)

    def rows(
        self, db: Connection, statement: str, some: Sequence[str] | Sequence[int]
    ) -> Sequence[tuple[Any, ...]]:
        asked = statement.format(one_of="IN (SELECT value FROM json_each(?))")
        values = json.dumps(list(some), ensure_ascii=False)
        return _driver(db).execute(asked, (values,)).fetchall()

    def known_words(self, db: Connection, words: Iterable[str]) -> dict[str, tuple[int, bool]]:
        rows = _driver(db).execute(KNOWN_WORDS, (json.dumps(list(words), ensure_ascii=False),))
        return {word: (articles, bool(guessed)) for word, articles, guessed in rows.fetchall()}

    def count_words(
        self,
        db: Connection,
        counts: Sequence[tuple[str, int, bool]],
        slips: Sequence[tuple[str, str]],
    ) -> None:
        _driver(db).executemany(COUNT_WORDS, counts)
        _driver(db).executemany(LEAD_FROM_SLIPS, slips)

    def beginnings(self, db: Connection, some: Iterable[str]) -> dict[str, int]:
        rows = db.exec_driver_sql(BEGINNINGS, (json.dumps(list(some)),))
        return {row.value: row.articles for row in rows}

    def titles_with(self, db: Connection, groups: Sequence[Group], most: int) -> list[int]:
        either = (" OR ".join(map(_as_match, group)) for group in groups)
        expression = " AND ".join(f"({terms})" for terms in either)
        return [seq for (seq,) in db.exec_driver_sql(TITLES, (expression, most)).all()]


@cache
def check_search() -> None:
    """Raise StateFolderError where Python's SQLite comes without full-text search."""
    probe = sqlite3.connect(":memory:")
    try:
        probe.execute("CREATE VIRTUAL TABLE probe USING fts5(words)")
    except sqlite3.OperationalError as problem:
        raise StateFolderError(
            f"SQLite {sqlite3.sqlite_version} of this Python was built without FTS5, "
            "which search needs; use a Python that has it, such as python.org's"
        ) from problem
    finally:
        probe.close()


def _merged(db: Connection, merge: str) -> bool:
    before = _driver(db).total_changes
    db.exec_driver_sql(merge, (MERGED,))
    return _driver(db).total_changes - before >= WORKED


def _driver(db: Connection) -> sqlite3.Connection:
    """What SQLAlchemy's connection stands on, within the same transaction."""
    driver = db.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - this module is SQLite's own
    return driver


def _any(terms: Iterable[str]) -> str:
    return " OR ".join(map(_quoted, terms))


def _as_match(term: Term) -> str:
    return f"{_quoted(term.text)}*" if term.begun else _quoted(term.text)


def _quoted(term: str) -> str:
    """Raw, `c++` or `AND` would be the index's own language."""
    return '"' + term.replace('"', "") + '"'
