"""The search index, kept in step: the words of each stored article, and how often they're written.

Functions on a connection; `archive` gives them their transactions.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, delete

from bot.database.dialects import dialect_of
from bot.database.dialects.dialect import Indexed
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

LONGEST_WORD = 100
"""Characters: what is longer isn't a word, and nobody looks for it."""


def indexed(seq: int, article: Article) -> Indexed:
    """The index's form of *article*, whose number is *seq*; a millisecond for a long one."""
    title, excerpt, body = article.title, article.excerpt, article.text[:LONGEST_BODY]
    return Indexed(
        seq=seq,
        heading=" ".join(title_terms(title)),
        title=_spaced(title),
        excerpt=_spaced(excerpt),
        body=_spaced(body),
        cjk=" ".join(term for part in (title, excerpt, body) for term in unspaced_terms(part)),
    )


def index(db: Connection, some: Sequence[Indexed]) -> None:
    """Let *some* articles, which weren't so far, be found by their words."""
    dialect_of(db).index(db, some)
    _learn(db, some)


def unindex(db: Connection, seqs: Collection[int]) -> None:
    """Let the articles of these numbers be found no more."""
    for some in chunks(sorted(seqs)):
        _unlearn(db, dialect_of(db).unindex(db, some))


def tidy(db: Connection) -> bool:
    """Do a little of what keeps searches quick; gives whether there was anything to do."""
    return dialect_of(db).tidy(db)


def _spaced(text: str) -> str:
    return " ".join(word for word in search_words(text) if len(word) <= LONGEST_WORD)


def _learn(db: Connection, some: Iterable[Indexed]) -> None:
    """Count the words, and let slips lead to those that are worth it."""
    dialect = dialect_of(db)
    counts: Counter[str] = Counter()
    prominent: set[str] = set()
    for one in some:
        counts.update(one.words)
        prominent |= one.prominent
    known = dialect.known_words(db, counts)
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
    dialect.count_words(db, rows, slips)


def _unlearn(db: Connection, some: Iterable[set[str]]) -> None:
    """Take the words of *some* articles back; one that none holds any more corrects nothing."""
    counts = Counter(word for words in some for word in words)
    if not counts:
        return
    dialect = dialect_of(db)
    left = dialect.known_words(db, counts)
    less = [(word, -n, left[word][1]) for word, n in sorted(counts.items()) if word in left]
    dialect.count_words(db, less, ())
    unused = [word for word, n, _ in less if left[word][0] + n <= 0]
    for part in chunks(unused):
        db.execute(delete(vocabulary).where(vocabulary.c.word.in_(part)))
        keys = {key for word in part for key in deletions(word)}
        for deleted in chunks(sorted(keys)):
            led = typos.c.deletion.in_(deleted) & typos.c.word.in_(part)
            db.execute(delete(typos).where(led))
