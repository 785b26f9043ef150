"""The interface to what is a database's own: its address, its locks, its search, its clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol

from sqlalchemy import URL, ColumnElement, Connection, Table
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from digests.typeahead import Group

SEARCH_INDEX = "search_index"
TITLE_INDEX = "title_index"


class Purpose(Enum):
    """What a connection is for."""

    WRITER = auto()
    """Writes what schedules and editions are: one at a time, in all processes together."""
    CHANGER = auto()
    """Writes what the archive is: the same."""
    FENCED = auto()
    """Writes single rows that a fence or a lock of their own protects: others may write beside."""
    READER = auto()
    """Sees the database as it stood at its first look, and can't write."""
    MOVER = auto()
    """Reads all there is, while nobody writes."""
    MIGRATION = auto()
    """Changes the schema, with nobody else about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What to look for: groups of terms, of which a group's may stand for one another.

    A term of several words is a phrase. *weights* has how telling each group is: the rarer, the
    more. An article must hold one of each of *fewest* groups, whichever.
    """

    groups: Sequence[tuple[str, ...]]
    weights: Sequence[float]
    fewest: int

    def expression(self, queries: Sequence[str], *, both: str, either: str) -> str:
        """*queries*, one for each group, joined so that *fewest* of them have to fit.

        Written out, `A & (B | C) | B & C` and the like would name each query more often, and each
        time costs an index a look.
        """
        return _expression(queries, self.fewest, both, either)


def _expression(queries: Sequence[str], fewest: int, both: str, either: str) -> str:
    if fewest in {1, len(queries)}:
        return f"({(either if fewest == 1 else both).join(queries)})"
    first, *others = queries
    with_it = f"({first}{both}{_expression(others, fewest - 1, both, either)})"
    return f"({with_it}{either}{_expression(others, fewest, both, either)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """The parts of a statement over the search index: the lower the *rank*, the better."""

    seq: ColumnElement[int]
    rank: ColumnElement[float]
    fits: ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What the index holds of the article *seq*: our own words, with spaces between them.

    *heading* is what it's suggested by.
    """

    seq: int
    heading: str
    title: str
    excerpt: str
    body: str
    cjk: str

    @property
    def prominent(self) -> set[str]:
        """The words of title and excerpt."""
        return {*self.title.split(), *self.excerpt.split()}

    @property
    def words(self) -> set[str]:
        """All its words, each once; what is written without spaces isn't among them."""
        return self.prominent | set(self.body.split())


class Dialect(Protocol):
    """One kind of database."""

    name: str
    shared: bool
    """Whether several processes run on one database; else an OS lock keeps them apart (D2, D3)."""
    complaints: tuple[type[Exception], ...]
    """What its driver raises, where it's asked directly, when the database can't be used."""
    search: Search
    """Binds the parameters that `terms` gives."""

    def address(self, parsed: URL) -> URL:
        """The address for the driver that's awaited; raises UsageError where it can't be used."""
        ...

    def without_await(self, at: URL) -> URL:
        """The same address for a driver that's called in a thread."""
        ...

    def called(self, at: URL) -> str:
        """The database's name for people: no password."""
        ...

    def find(self, at: URL, *, create: bool) -> None:
        """Make room for a database, or raise StateFolderError where there's to be one."""
        ...

    def lock(self, db: Connection, tables: Sequence[Table]) -> None:
        """Let nobody else write to *tables* until the end of this transaction."""
        ...

    def options(self, purpose: Purpose) -> Mapping[str, Any]:
        """What an engine for *purpose* is made with."""
        ...

    def prepare(self, engine: Engine, purpose: Purpose) -> None:
        """Have each connection and transaction of *engine* begin as *purpose* asks."""
        ...

    def refusal(self, at: URL, trouble: DBAPIError) -> str:
        """Why what is *at* that address can't be used at all."""
        ...

    def sentence(self, trouble: Exception) -> str:
        """What is wrong when the database can't be used just now, and where to look."""
        ...

    def instant(self) -> ColumnElement[Any] | None:
        """The database's own time, in microseconds since 1970; None where the caller's is right."""
        ...

    def insert(self, into: Table) -> Insert:
        """`INSERT … ON CONFLICT`."""
        ...

    def terms(self, wanted: Terms) -> Mapping[str, Any]:
        """The parameters with which a statement over `search` looks for *wanted*."""
        ...

    def index(self, db: Connection, some: Sequence[Indexed]) -> None:
        """Put *some* articles into the search index, which holds none of them yet."""
        ...

    def unindex(self, db: Connection, seqs: Sequence[int]) -> Sequence[set[str]]:
        """Take the articles of these numbers out; gives the words of each that was in."""
        ...

    def tidy(self, db: Connection) -> bool:
        """Put some of the search index's pieces together: each takes a look at every search.

        A little at a time, so that no transaction is long; gives whether there was anything to do.
        """
        ...

    def rows(
        self, db: Connection, statement: str, some: Sequence[str] | Sequence[int]
    ) -> Sequence[tuple[Any, ...]]:
        """The rows of *statement*, in which `{one_of}` stands for "is one of *some*".

        However many they are, it's one statement, and goes to the driver as it is: SQLAlchemy takes
        longer to write a list of values out and to present a few rows than the database to find
        them. So instants come as numbers.
        """
        ...

    def known_words(self, db: Connection, words: Iterable[str]) -> dict[str, tuple[int, bool]]:
        """Those of *words* that were counted: in how many articles, and if slips lead to them."""
        ...

    def count_words(
        self,
        db: Connection,
        counts: Sequence[tuple[str, int, bool]],
        slips: Sequence[tuple[str, str]],
    ) -> None:
        """Add *counts* (word, articles, if slips lead there) and *slips* (key, word)."""
        ...

    def beginnings(self, db: Connection, some: Iterable[str]) -> dict[str, int]:
        """Those of *some* with which a word begins: in how many articles the commonest is."""
        ...

    def titles_with(self, db: Connection, groups: Sequence[Group], most: int) -> list[int]:
        """The numbers of the newest articles whose titles have a term of each of *groups*."""
        ...
