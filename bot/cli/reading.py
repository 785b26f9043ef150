"""What `read` makes of paths: documents, folders of them, and JSON Lines."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.collecting.documents import documents_in, found, holds_rows, reference, unread_kind
from bot.collecting.lector import read_found
from bot.collecting.pieces import opened
from digests.reading.json_lines import read_rows
from digests.reading.lines import lines_in
from digests.reading.outcome import Problem, Reading, Remark

SOURCE = "read"
"""What articles name as their source while nothing is stored."""


def readings(paths: Iterable[Path], now: datetime) -> Iterator[Reading]:
    """A reading of each document and row, in order, each named by the path as it was typed."""
    for path in paths:
        if path.is_dir():
            for document in documents_in(path):
                named = replace(document, ref=reference(path / document.ref))
                yield read_found(named, source=SOURCE, first_seen=now)
        elif holds_rows(path):
            yield from _rows(path, now)
        elif reason := unread_kind(path):
            yield Reading(problems=(Problem(place=str(path), reason=reason),))
        else:
            yield read_found(found(path, reference(path)), source=SOURCE, first_seen=now)


def _rows(path: Path, now: datetime) -> Iterator[Reading]:
    try:
        with opened(path) as file:
            rows = read_rows(lines_in(file), name=str(path), source=SOURCE, first_seen=now)
            for row in rows:
                if isinstance(row, Problem):
                    yield Reading(problems=(row,))
                elif isinstance(row, Remark):
                    yield Reading(remarks=(row,))
                else:
                    yield Reading(articles=(row,))
    except (OSError, EOFError) as error:
        reason = f"can't be read: {getattr(error, 'strerror', None) or error}"
        yield Reading(problems=(Problem(place=str(path), reason=reason),))
