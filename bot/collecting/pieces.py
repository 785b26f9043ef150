"""What lies at paths that were named, in pieces of work: neither too small nor too large."""

import gzip
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from bot.collecting.batches import Batch
from bot.collecting.documents import (
    Found,
    documents_in,
    found,
    holds_rows,
    reference,
    unread_kind,
    why,
)
from digests.reading.lines import lines_in
from digests.reading.outcome import Problem

DOCUMENTS = 40
"""Documents read in one piece of work and stored in one transaction: saved pages take 18 ms each,
and the whole has to be read within the deadline on a busy machine too."""

ROWS = 300
"""Rows of JSON Lines in a piece (some 150 ms): the more at once, the fewer words come twice."""

BYTES = 500_000
"""A piece ends with what makes it so long: as many words as 300 ordinary articles have."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Documents, or rows of files, or what can't be read."""

    documents: Sequence[Found] = ()
    batches: Sequence[Batch] = ()
    problems: tuple[Problem, ...] = ()


def pieces_of(paths: Iterable[Path]) -> Iterator[Piece]:
    """What lies at *paths*, in order; small files of one kind that follow each other together.

    What can't be opened, or isn't read at all, is a problem.
    """
    for kind, parts in groupby(_parts(paths), key=type):
        some: Iterable[Any] = parts
        if kind is Found:
            yield from (Piece(documents=few) for few in documents_together(some))
        elif kind is Batch:
            yield from (Piece(batches=few) for few in _batches_together(some))
        else:
            yield Piece(problems=tuple(some))


def opened(path: Path) -> BinaryIO:
    """The bytes of *path*, maybe compressed; raises OSError, and EOFError where they break off."""
    return cast("BinaryIO", gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")


def documents_together(documents: Iterable[Found]) -> Iterator[Sequence[Found]]:
    """*documents* in order, so many at a time as make a piece of work."""
    return _together(documents, DOCUMENTS, lambda _: 1, lambda document: document.size)


def _batches_together(batches: Iterable[Batch]) -> Iterator[Sequence[Batch]]:
    return _together(batches, ROWS, lambda batch: len(batch.lines), lambda batch: batch.size)


def _together(
    parts: Iterable[_T], most: int, count: Callable[[_T], int], size: Callable[[_T], int]
) -> Iterator[list[_T]]:
    some: list[_T] = []
    counted = large = 0
    for part in parts:
        some.append(part)
        counted += count(part)
        large += size(part)
        if counted >= most or large >= BYTES:
            yield some
            some, counted, large = [], 0, 0
    if some:
        yield some


def _parts(paths: Iterable[Path]) -> Iterator[Found | Batch | Problem]:
    for path in paths:
        if path.is_dir():
            yield from _documents(path)
        elif holds_rows(path):
            yield from _rows(path)
        elif reason := unread_kind(path):
            yield Problem(place=str(path), reason=reason)
        else:
            yield found(path, reference(path))


def _documents(folder: Path) -> Iterator[Found | Problem]:
    """The documents below *folder*, each named by the path as it was typed."""
    try:
        for document in documents_in(folder):
            yield replace(document, ref=reference(folder / document.ref))
    except OSError as error:
        yield Problem(place=str(folder), reason=why(error))


def _rows(path: Path) -> Iterator[Batch | Problem]:
    """The lines of the file, ROWS or BYTES of them at a time; a longer line is alone."""
    try:
        with opened(path) as file:
            number = 1
            for lines in _together(lines_in(file), ROWS, lambda _: 1, len):
                yield Batch(name=str(path), first=number, lines=lines)
                number += len(lines)
    except (OSError, EOFError) as error:
        yield Problem(
            place=str(path), reason=f"can't be read: {getattr(error, 'strerror', None) or error}"
        )
