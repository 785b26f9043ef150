"""The search index, kept in step: the words of each filed article, and how often they're written.

Functions on a connection; `archive` gives them their transactions.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, column, delete, select, table

from bot.database.dialect import SEARCH_INDEX, TITLE_INDEX, count_words, index_words, known_words
from bot.database.rows import chunks
from bot.database.tables.archive import typos, vocabulary
from digests.article import Article
from digests.search import deletions, reach, search_words, unspaced_terms
from digests.typeahead import title_terms

LONGEST_BODY = 20_000
"""Characters of a text that are searched: seven times an ordinary article's."""

OFTEN = 3
"""Articles whose bodies hold a word before a slip is corrected to it; a title's or excerpt's at
once. Half of all words stand in one body only, and most of those are slips themselves."""

_INDEX = table(SEARCH_INDEX, *map(column, ("rowid", "title", "excerpt", "body", "cjk")))
_TITLES = table(TITLE_INDEX, *map(column, ("rowid", "title")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What the index holds of the article *seq*: our own words, with spaces between them.

    *heading* is what it's suggested by; it isn't read back.
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
        """All its words, but for those of unspaced scripts."""
        return self.prominent | set(self.body.split())


def indexed(seq: int, article: Article) -> Indexed:
    """The index's form of *article*, whose number is *seq*; a millisecond for a long one."""
    title, excerpt, body = article.title, article.excerpt, article.text[:LONGEST_BODY]
    return Indexed(
        seq=seq,
        heading=" ".join(title_terms(title)),
        title=" ".join(search_words(title)),
        excerpt=" ".join(search_words(excerpt)),
        body=" ".join(search_words(body)),
        cjk=" ".join(term for part in (title, excerpt, body) for term in unspaced_terms(part)),
    )


def index(db: Connection, some: Sequence[Indexed]) -> None:
    """Let *some* articles, which weren't so far, be found by their words."""
    index_words(
        db,
        [(one.seq, one.title, one.excerpt, one.body, one.cjk) for one in some],
        [(one.seq, one.heading) for one in some],
    )
    _learn(db, some)


def unindex(db: Connection, seqs: Collection[int]) -> None:
    """Let the articles of these numbers be found no more."""
    for some in chunks(sorted(seqs)):
        rows = db.execute(select(_INDEX).where(_INDEX.c.rowid.in_(some)))
        there = [
            Indexed(
                seq=r.rowid, heading="", title=r.title, excerpt=r.excerpt, body=r.body, cjk=r.cjk
            )
            for r in rows
        ]
        if there:
            gone = delete(_INDEX).where(_INDEX.c.rowid.in_([one.seq for one in there]))
            db.execute(gone)
            db.execute(delete(_TITLES).where(_TITLES.c.rowid.in_([one.seq for one in there])))
            _unlearn(db, there)


def _learn(db: Connection, some: Iterable[Indexed]) -> None:
    """Count the words, and let slips lead to those that are worth it."""
    counts: Counter[str] = Counter()
    prominent: set[str] = set()
    for one in some:
        counts.update(one.words)
        prominent |= one.prominent
    known = known_words(db, counts)
    rows: list[tuple[str, int, bool]] = []
    slips: list[tuple[str, str]] = []
    nothing = (0, False)
    for word in sorted(counts):
        count = counts[word]
        before, guessed = known.get(word, nothing)
        lead = not guessed and (before + count >= OFTEN or word in prominent) and reach(word) > 0
        if lead:
            slips += [(key, word) for key in deletions(word)]
        rows.append((word, count, guessed or lead))
    count_words(db, rows, slips)


def _unlearn(db: Connection, some: Iterable[Indexed]) -> None:
    """Take the words back; one that no article holds any more corrects nothing."""
    counts = Counter(word for one in some for word in one.words)
    if not counts:
        return
    left = known_words(db, counts)
    less = [(word, -n, left[word][1]) for word, n in sorted(counts.items()) if word in left]
    count_words(db, less, ())
    unused = [word for word, n, _ in less if left[word][0] + n <= 0]
    for part in chunks(unused):
        db.execute(delete(vocabulary).where(vocabulary.c.word.in_(part)))
        keys = {key for word in part for key in deletions(word)}
        for deleted in chunks(sorted(keys)):
            led = typos.c.deletion.in_(deleted) & typos.c.word.in_(part)
            db.execute(delete(typos).where(led))
