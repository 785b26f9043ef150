"""Articles kept small: what a story is composed of can be taken out again."""

import pickle
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime

from digests.article import Article, Image, Publisher

KEPT = 6_000
"""Characters of a text that are kept: more than a summary is chosen from."""


_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_ALIKE = pickle.dumps(
    (Publisher(name="", domain=""), Image(url="https://www."), _NOW, (), None, "en", False), 5
)
"""What all packed articles have in common, so that none has to hold it."""


class Shelf:
    """Articles by place, a kilobyte each: a number in order of arrival.

    Of an article's text the beginning is kept; else it comes out as it was put in.
    """

    def __init__(self) -> None:
        self._packed: list[bytes] = []

    def add(self, article: Article) -> None:
        """Keep *article* at the next place."""
        kept = {name: getattr(article, name) for name in Article.__slots__}
        kept |= {"text": article.text[:KEPT], "as_read": None}
        packer = zlib.compressobj(1, zdict=_ALIKE)
        packed = packer.compress(pickle.dumps(tuple(kept.values()), 5))
        self._packed.append(packed + packer.flush())

    def copy(self, place: int) -> None:
        """Keep the article at *place* at the next place as well."""
        self._packed.append(self._packed[place])

    def drop(self, place: int) -> None:
        """Let go of the article at *place*."""
        self._packed[place] = b""

    def __getitem__(self, place: int) -> Article:
        """The article at *place*."""
        unpacked = zlib.decompressobj(zdict=_ALIKE).decompress(self._packed[place])
        values = pickle.loads(unpacked)  # noqa: S301 - packed by us
        article = object.__new__(Article)  # born valid once: its id needn't be made again
        for name, value in zip(Article.__slots__, values, strict=True):
            object.__setattr__(article, name, value)
        return article

    def keep(self, places: Iterable[int]) -> None:
        """Keep the articles at *places*, in that order."""
        self._packed = [self._packed[place] for place in places]
