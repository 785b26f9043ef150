"""What is PostgreSQL's own: several processes on one database, its clock, tsvector."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from sqlalchemy import (
    ARRAY,
    URL,
    BigInteger,
    ColumnElement,
    Connection,
    Float,
    Table,
    Text,
    bindparam,
    cast,
    column,
    event,
    extract,
    func,
    literal_column,
    select,
    table,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR, Insert, insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bot.database.dialects.dialect import SEARCH_INDEX, TITLE_INDEX, Indexed, Purpose, Search, Terms
from bot.errors import UsageError
from digests.typeahead import Group, Term

PATIENCE = "60s"
"""For a lock: another process may be importing."""

FROZEN = "15s"
"""A transaction whose process does nothing for so long is ended: it would hold up all others."""

LOCKS: Mapping[Purpose, int] = {
    Purpose.MIGRATION: 0x62726F6164_00,
    Purpose.WRITER: 0x62726F6164_01,
    Purpose.CHANGER: 0x62726F6164_02,
}
"""Advisory locks, each until its transaction's end: such a lock passes through PgBouncer as well.

The numbers are ours alone by chance: "broad", and one more byte."""

KNOWN_WORDS = "SELECT word, articles, guessed FROM vocabulary WHERE word = ANY(%s)"
COUNT_WORDS = """
INSERT INTO vocabulary AS known (word, articles, guessed)
SELECT * FROM unnest(%s::text[], %s::int[], %s::bool[]) ON CONFLICT (word)
DO UPDATE SET articles = known.articles + excluded.articles, guessed = excluded.guessed
"""
LEAD_FROM_SLIPS = """
INSERT INTO typos (deletion, word) SELECT * FROM unnest(%s::text[], %s::text[])
ON CONFLICT DO NOTHING
"""
INDEX = f"INSERT INTO {SEARCH_INDEX} (seq, words) VALUES (%s, %s::tsvector)"  # noqa: S608 - our name
UNINDEX = f"""
DELETE FROM {SEARCH_INDEX} WHERE seq = ANY(%s)
RETURNING tsvector_to_array(ts_filter(words, '{{a,b,c}}'))
"""  # noqa: S608 - our name

TITLE = f"INSERT INTO {TITLE_INDEX} (seq, words) VALUES (%s, %s::tsvector)"  # noqa: S608 - our name
UNTITLE = f"DELETE FROM {TITLE_INDEX} WHERE seq = ANY(%s)"  # noqa: S608 - our name
TITLES = f"""
SELECT seq FROM {TITLE_INDEX} JOIN memberships USING (seq)
WHERE words @@ %s::tsquery ORDER BY seq DESC LIMIT %s
"""  # noqa: S608 - our name
BEGINNINGS = """
SELECT beginning, max(articles) FROM unnest(%s::text[]) AS asked (beginning)
JOIN vocabulary ON word >= beginning COLLATE "C" AND word < beginning || chr(1114111) COLLATE "C"
GROUP BY beginning HAVING max(articles) > 0
"""

# Of D, C, B and A, at most 1: title 5, excerpt 2, body 1 (NEWSROOM); unspaced scripts, in D, as a
# title.
WEIGHTS = "'{1, 0.2, 0.4, 1}'::float4[]"

BY_LENGTH = 1
"""A word weighs less in a long text: by the logarithm of its length."""

MILLION = 1_000_000

LAST_POSITION = 16_383
"""A tsvector's highest; words beyond are found, but stand in no phrase."""

LONGEST_TERM = 500
"""Characters: PostgreSQL takes two thousand bytes. So long a word isn't in the index anyway."""

APART = 16
"""Positions between two fields, so that no phrase reaches from one into the other."""

_INDEX = table(SEARCH_INDEX, column("seq", BigInteger), column("words", TSVECTOR))


def _rank() -> ColumnElement[float]:
    """How well an article's words fit each group asked for, times how telling the group is."""
    queries = cast(bindparam("queries", type_=ARRAY(Text)), ARRAY(TSQUERY))
    weights = cast(bindparam("weights", type_=ARRAY(Float)), ARRAY(Float))
    asked = func.unnest(queries, weights).table_valued("query", "weight")
    asked = asked.render_derived(name="asked")
    one = func.ts_rank(literal_column(WEIGHTS), _INDEX.c.words, asked.c.query, BY_LENGTH)
    total: Any = select(func.sum(asked.c.weight * one)).correlate(_INDEX).scalar_subquery()
    return type_coerce(-total, Float)


class PostgreSQL:
    """A server that several processes share."""

    name = "postgresql"
    shared = True
    complaints: tuple[type[Exception], ...] = ()
    search = Search(
        seq=_INDEX.c.seq,
        rank=_rank(),
        fits=_INDEX.c.words.op("@@")(cast(bindparam("expression", type_=Text), TSQUERY)),
    )

    def __init__(self, *, driver: str = "psycopg") -> None:
        self._driver = driver

    def address(self, parsed: URL) -> URL:
        if find_spec(self._driver) is None:
            raise UsageError(
                "BROADSHEET_DATABASE names PostgreSQL, and its driver isn't installed: "
                "`pip install 'broadsheet[cluster]'` brings it"
            )
        return parsed.set(drivername="postgresql+psycopg")

    def without_await(self, at: URL) -> URL:
        return at

    def called(self, at: URL) -> str:
        return f"{at.database} on {at.host or 'this machine'}"

    def find(self, at: URL, *, create: bool) -> None:
        """A server has it or hasn't; what is in it, the migration sees."""

    def lock(self, db: Connection, tables: Sequence[Table]) -> None:
        names = ", ".join(one.name for one in tables)
        db.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")

    def options(self, purpose: Purpose) -> Mapping[str, Any]:
        # Prepared statements belong to a connection, which PgBouncer gives to others.
        common = {"pool_pre_ping": True, "connect_args": {"prepare_threshold": None}}
        if purpose is Purpose.READER:
            look = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            return {**common, "execution_options": look}
        return common

    def prepare(self, engine: Engine, purpose: Purpose) -> None:
        """Have writers wait for their turn, but not for a process that's frozen."""
        event.listen(engine, "connect", _without_nul)
        if purpose is Purpose.READER:
            return
        settings = {"lock_timeout": PATIENCE, "idle_in_transaction_session_timeout": FROZEN}
        if purpose is Purpose.MOVER:
            del settings["idle_in_transaction_session_timeout"]  # the other database takes its time
        if purpose is Purpose.MIGRATION:
            settings = {"lock_timeout": "0"}  # another may be at it for minutes
        opening = [f"set_config('{name}', '{to}', true)" for name, to in settings.items()]
        if purpose in LOCKS:
            opening.append(f"pg_advisory_xact_lock({LOCKS[purpose]})")
        statement = f"SELECT {', '.join(opening)}"

        def begun(connection: Connection) -> None:
            connection.exec_driver_sql(statement)

        event.listen(engine, "begin", begun)

    def refusal(self, at: URL, trouble: DBAPIError) -> str:
        return (
            f"the database {self.called(at)} can't be used ({_reason(trouble)}): "
            "BROADSHEET_DATABASE names it, so look there, and whether the server runs"
        )

    def sentence(self, trouble: Exception) -> str:
        return (
            f"the database can't be used just now ({_reason(trouble)}): does the server run, "
            "can it be reached as BROADSHEET_DATABASE says, and is there room on its disk?"
        )

    def instant(self) -> ColumnElement[Any]:
        return cast(extract("epoch", func.clock_timestamp()) * MILLION, BigInteger)

    def insert(self, into: Table) -> Insert:
        return insert(into)

    def terms(self, wanted: Terms) -> Mapping[str, Any]:
        queries = [" | ".join(map(_query, group)) for group in wanted.groups]
        whole = [f"({query})" for query in queries]
        return {
            "expression": wanted.expression(whole, both=" & ", either=" | "),
            "queries": queries,
            "weights": list(wanted.weights),
        }

    def index(self, db: Connection, some: Sequence[Indexed]) -> None:
        if not some:
            return
        db.exec_driver_sql(INDEX, [(one.seq, _vector(one)) for one in some])
        db.exec_driver_sql(TITLE, [(one.seq, _placed([(one.heading, "")])) for one in some])

    def unindex(self, db: Connection, seqs: Sequence[int]) -> Sequence[set[str]]:
        db.exec_driver_sql(UNTITLE, (list(seqs),))
        return [set(words) for (words,) in db.exec_driver_sql(UNINDEX, (list(seqs),))]

    def tidy(self, db: Connection) -> bool:
        """Its own autovacuum does that."""
        del db
        return False

    def rows(
        self, db: Connection, statement: str, some: Sequence[str] | Sequence[int]
    ) -> Sequence[tuple[Any, ...]]:
        found = db.exec_driver_sql(statement.format(one_of="= ANY(%s)"), (list(some),))
        return [tuple(row) for row in found]

    def known_words(self, db: Connection, words: Iterable[str]) -> dict[str, tuple[int, bool]]:
        rows = db.exec_driver_sql(KNOWN_WORDS, (list(words),))
        return {word: (articles, guessed) for word, articles, guessed in rows}

    def count_words(
        self,
        db: Connection,
        counts: Sequence[tuple[str, int, bool]],
        slips: Sequence[tuple[str, str]],
    ) -> None:
        for statement, rows in ((COUNT_WORDS, counts), (LEAD_FROM_SLIPS, slips)):
            if rows:
                db.exec_driver_sql(statement, tuple(map(list, zip(*rows, strict=True))))

    def beginnings(self, db: Connection, some: Iterable[str]) -> dict[str, int]:
        rows = db.exec_driver_sql(BEGINNINGS, (list(some),))
        return {row.beginning: row.max for row in rows}

    def titles_with(self, db: Connection, groups: Sequence[Group], most: int) -> list[int]:
        asked = " & ".join(f"({' | '.join(map(_titled, group))})" for group in groups)
        return [seq for (seq,) in db.exec_driver_sql(TITLES, (asked, most))]


def _without_nul(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    """Let no text fail for a NUL that some document holds: PostgreSQL has none, SQLite has."""
    from psycopg.types.string import StrDumper

    class Dumper(StrDumper):
        def dump(self, obj: str) -> Any:  # noqa: ANN401 - as the driver's own
            return super().dump(obj.replace("\0", ""))

    getattr(connection, "driver_connection", connection).adapters.register_dumper(str, Dumper)


def _reason(trouble: Exception) -> str:
    return " ".join(str(getattr(trouble, "orig", trouble)).split())


def _query(term: str, *, begun: bool = False) -> str:
    """A word, or a phrase: words that follow each other, the last perhaps only *begun*."""
    phrase = " <-> ".join(map(_quoted, term.split()))
    return f"{phrase}:*" if begun else phrase


def _titled(term: Term) -> str:
    return _query(term.text, begun=term.begun)


def _vector(one: Indexed) -> str:
    """The words with their places and, by field, their weights."""
    return _placed([(one.title, "A"), (one.excerpt, "B"), (one.body, "C"), (one.cjk, "D")])


def _placed(fields: Iterable[tuple[str, str]]) -> str:
    """A tsvector as it is: PostgreSQL's own parser would take our words apart."""
    places: dict[str, list[str]] = {}
    last = 0
    for field, weight in fields:
        for place, word in enumerate(field.split(), start=last + 1):
            last = min(place, LAST_POSITION)
            places.setdefault(word, []).append(f"{last}{weight}")
        last = min(last + APART, LAST_POSITION)
    return " ".join(f"{_quoted(word)}:{','.join(at)}" for word, at in places.items())


def _quoted(word: str) -> str:
    escaped = word[:LONGEST_TERM].replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
