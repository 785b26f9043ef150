"""Articles laid aside in a file: what a story is composed of can be taken out again."""

import pickle
from collections.abc import Sequence
from io import BytesIO
from itertools import count
from os import SEEK_END
from typing import IO

import numpy as np
from numpy.typing import NDArray

from digests.article import Article
from digests.stories.columns import Columns

KEPT = 6_000
"""Characters of a text that are kept: more than a summary is chosen from."""


class Shelf:
    """Articles by place: a number in order of arrival. They're in *file*, which is ours alone.

    Of an article's text the beginning is kept; else it comes out as it was put in. What *file* has
    no room for is held in memory, and all is where there's no *file*.
    """

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self._file = file or BytesIO()
        self._records = Columns(start=(np.int64, 0), size=(np.int32, 0))
        self._beside: dict[int, bytes] = {}
        self._numbers = count(-1, -1)

    def add(self, article: Article) -> None:
        """Keep *article* at the next place."""
        kept = {name: getattr(article, name) for name in Article.__slots__}
        kept |= {"text": article.text[:KEPT], "as_read": None}
        packed = pickle.dumps(tuple(kept.values()), 5)
        self._records.add({"start": self._put(packed), "size": len(packed)})

    def copy(self, place: int) -> None:
        """Keep the article at *place* at the next place as well."""
        self._records.add({name: self._records[name][place] for name in ("start", "size")})

    def drop(self, place: int) -> None:
        """Let go of the article at *place*."""
        self._records["size"][place] = 0

    def __getitem__(self, place: int) -> Article:
        """The article at *place*."""
        values = pickle.loads(self._packed(*self._record(place)))  # noqa: S301 - packed by us
        article = object.__new__(Article)  # born valid once: its id needn't be made again
        for name, value in zip(Article.__slots__, values, strict=True):
            object.__setattr__(article, name, value)
        return article

    def keep(self, places: Sequence[int] | NDArray[np.intp]) -> None:
        """Keep the articles at *places*, in that order."""
        self._records.keep(np.asarray(places, dtype=np.intp))
        starts = set(self._records["start"].tolist())
        self._beside = {at: packed for at, packed in self._beside.items() if at in starts}
        if self._file.seek(0, SEEK_END) > 2 * int(self._records["size"].sum()):
            self._close_gaps()

    def _put(self, packed: bytes) -> int:
        """Where *packed* is from now on: in the file, or below zero beside it."""
        try:
            start = self._file.seek(0, SEEK_END)
            if self._file.write(packed) == len(packed):
                return start
        except OSError:  # the disk is full: what is said of it is said where the archive is written
            pass
        beside = next(self._numbers)
        self._beside[beside] = packed
        return beside

    def _packed(self, start: int, size: int) -> bytes:
        if start < 0:
            return self._beside[start]
        self._file.seek(start)
        return self._file.read(size)

    def _record(self, place: int) -> tuple[int, int]:
        return int(self._records["start"][place]), int(self._records["size"][place])

    def _close_gaps(self) -> None:
        """Move what is kept to the beginning of the file, and let go of the rest."""
        moved: dict[int, int] = {}
        end = 0
        for place in self._records["start"].argsort(kind="stable").tolist():
            start, size = self._record(place)
            if start >= 0 and size and start not in moved:
                packed = self._packed(start, size)
                self._file.seek(end)
                self._file.write(packed)
                moved[start] = end
                end += size
            self._records["start"][place] = moved.get(start, start)
        self._file.truncate(end)
