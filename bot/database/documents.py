"""What was read from folders: which documents, as they were, and what they told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select

from bot.clock import Clock, SystemClock
from bot.database.archive import Stored, store, withdraw
from bot.database.dialects import insert
from bot.database.engine import Database
from bot.database.rows import chunks
from bot.database.tables.archive import documents
from digests.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """A document by its path in the folder, its *fingerprint*, and what was read from it."""

    path: str
    fingerprint: str
    articles: tuple[Article, ...]


class Documents:
    """Remembers the documents of each folder source, so that only what changed is read again."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self._database = database
        self._clock = clock or SystemClock()

    async def fingerprints(self, source: str) -> Mapping[str, str]:
        """Each known document's path in *source* and its fingerprint when it was last read."""
        return await self._database.consult(_fingerprints, source)

    async def take(
        self, source: str, path: str, fingerprint: str, articles: Sequence[Article]
    ) -> Stored:
        """Store what the document at *path* tells, withdraw what it no longer tells."""
        read = ReadDocument(path=path, fingerprint=fingerprint, articles=tuple(articles))
        return await self.take_all(source, [read])

    async def take_all(self, source: str, read: Sequence[ReadDocument]) -> Stored:
        """As `take`, for some documents in one transaction."""
        return await self._database.change(_take, source, read, self._clock.now())

    async def remove(self, source: str, paths: Iterable[str]) -> None:
        """Withdraw what the documents at *paths* told, and forget them."""
        for some in chunks(sorted(paths)):
            await self._database.change(_remove, source, some)


def _fingerprints(db: Connection, source: str) -> dict[str, str]:
    known = select(documents.c.path, documents.c.fingerprint).where(documents.c.source == source)
    return {row.path: row.fingerprint for row in db.execute(known)}


def _take(db: Connection, source: str, read: Sequence[ReadDocument], now: datetime) -> Stored:
    told = [article for document in read for article in document.articles]
    stored = store(db, told, now)
    refs = _refs(db, source, [document.path for document in read])
    refs.update(article.source_ref for article in told)
    withdraw(db, source, refs, {(article.source_ref, article.id) for article in told})
    _remember(db, source, read)
    return stored


def _remove(db: Connection, source: str, paths: Sequence[str]) -> None:
    withdraw(db, source, _refs(db, source, paths))
    db.execute(delete(documents).where(_at(source, paths)))


def _at(source: str, paths: Sequence[str]) -> ColumnElement[bool]:
    return (documents.c.source == source) & documents.c.path.in_(paths)


def _refs(db: Connection, source: str, paths: Sequence[str]) -> set[str]:
    """What the documents at *paths* were found to hold when they were last read."""
    refs: set[str] = set()
    for some in chunks(paths):
        for told in db.scalars(select(documents.c.source_refs).where(_at(source, some))):
            refs.update(told)
    return refs


def _remember(db: Connection, source: str, read: Iterable[ReadDocument]) -> None:
    rows = [
        {
            "source": source,
            "path": document.path,
            "fingerprint": document.fingerprint,
            "source_refs": sorted(article.source_ref for article in document.articles),
        }
        for document in read
    ]
    if rows:
        added = insert(db, documents)
        again = {name: added.excluded[name] for name in ("fingerprint", "source_refs")}
        key = [documents.c.source, documents.c.path]
        db.execute(added.on_conflict_do_update(index_elements=key, set_=again), rows)
