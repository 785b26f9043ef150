"""Who reads, in a process of its own, and learns what each publisher repeats.

Imports nothing that a process which only reads doesn't need: each import is memory there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.collecting.batches import Batch, Rows
from bot.collecting.documents import Found, why
from digests.article import Article
from digests.reading.documents import read_document
from digests.reading.furniture import Furniture, Learnt
from digests.reading.json_lines import read_rows
from digests.reading.outcome import Problem, Reading, Remark


class Lector:
    """Reads whatever it's given; with each answer comes what was learnt since the last."""

    def __init__(self) -> None:
        self._furniture = Furniture()

    def recall(self, learnt: Sequence[Learnt]) -> None:
        """Know what was learnt before a restart."""
        self._furniture.recall(learnt)

    def documents(
        self,
        documents: Sequence[Found],
        source: str,
        first_seen: datetime,
        only_published: bool,  # noqa: FBT001 - arguments go to another process by position
    ) -> tuple[list[Reading], list[Learnt]]:
        """A reading for each of *documents*."""
        readings = [
            self._document(one, source, first_seen, only_published=only_published)
            for one in documents
        ]
        return readings, self._furniture.news()

    def rows(
        self, batches: Sequence[Batch], source: str, first_seen: datetime
    ) -> tuple[Rows, list[Learnt]]:
        """What the rows of *batches* say; problems name their line in the file."""
        articles: list[Article] = []
        places: list[tuple[str, int]] = []
        problems: list[Problem] = []
        remarks: list[Remark] = []
        for name, number, line in _numbered(batches):
            for row in read_rows(
                [line], name=name, source=source, first_seen=first_seen, furniture=self._furniture
            ):
                if isinstance(row, Problem):
                    problems.append(replace(row, line=number))
                elif isinstance(row, Remark):
                    remarks.append(replace(row, line=number))
                else:
                    articles.append(row)
                    places.append((name, number))
        rows = Rows(
            articles=tuple(articles),
            places=tuple(places),
            problems=tuple(problems),
            remarks=tuple(remarks),
        )
        return rows, self._furniture.news()

    def _document(
        self, document: Found, source: str, first_seen: datetime, *, only_published: bool
    ) -> Reading:
        reading = read_found(
            document,
            source=source,
            first_seen=first_seen,
            only_published=only_published,
            furniture=self._furniture,
        )
        for seen in reading.sightings:
            self._furniture.learn(seen)
        return replace(reading, sightings=())


def _numbered(batches: Sequence[Batch]) -> Iterator[tuple[str, int, bytes]]:
    """Each line of *batches* with its file and its number there."""
    for batch in batches:
        for number, line in enumerate(batch.lines, batch.first):
            yield batch.name, number, line


def read_found(
    document: Found,
    *,
    source: str,
    first_seen: datetime,
    only_published: bool = False,
    furniture: Furniture | None = None,
) -> Reading:
    """What *document* says; what keeps it from being read is a problem, never an exception."""
    if document.problem is not None:
        return _unread(document, document.problem)
    try:
        bytes_ = document.path.read_bytes()
    except OSError as error:
        return _unread(document, why(error))
    return read_document(
        bytes_,
        name=document.ref,
        source=source,
        source_ref=document.ref,
        first_seen=first_seen,
        only_published=only_published,
        furniture=furniture,
    )


def _unread(document: Found, reason: str) -> Reading:
    return Reading(articles=(), problems=(Problem(place=document.ref, line=None, reason=reason),))
