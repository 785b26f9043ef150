"""An article: one piece by one publisher, frozen and valid from birth."""

import hashlib
import json
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime

from digests.text import canonical_url

ArticleId = str
"""Sixteen characters of lower-case base32 over an article's identity (DESIGN D10)."""


class InvalidArticle(ValueError):
    """What was read can't be an article; the message says why, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The house that published an article; *domain* tells two houses of one name apart."""

    name: str
    domain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture: an http(s) address, its size in pixels where known, words for who can't see it."""

    url: str
    width: int | None = None
    height: int | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One piece by one publisher.

    *source* and *source_ref* say where it was found (a folder and a document's path in it, say);
    *tags* are what the article says of itself; *related_to* is the `source_ref` of the article
    that named it. A *stub* is known only by what another article says of it. *as_read* is the
    text as it was before lines that its publisher is known to repeat were taken out, where some
    were; it's not kept. Datetimes are UTC;
    `url`, `publisher` and `published` may be missing, `first_seen` never.
    """

    source: str
    source_ref: str
    title: str
    first_seen: datetime
    url: str | None = None
    publisher: Publisher | None = None
    published: datetime | None = None
    excerpt: str = ""
    text: str = ""
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    related_to: str | None = None
    stub: bool = False
    quality: int | None = None
    heat: int | None = None
    language: str | None = None
    as_read: str | None = field(default=None, compare=False, repr=False)
    id: ArticleId = field(init=False)

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise InvalidArticle("it has no title and no words to make one from")
        for name in ("published", "first_seen"):
            moment = getattr(self, name)
            if moment is not None and moment.utcoffset() is None:
                raise InvalidArticle(f"{name} needs a UTC offset")
        object.__setattr__(self, "id", article_id(self.url, self.source, self.source_ref))

    @property
    def content_hash(self) -> str:
        """Hex SHA-256 of all that a reader could see: another value is another version.

        What was learnt of the publisher between two readings makes none.
        """
        seen = [
            self.title,
            self.url,
            self.publisher and [self.publisher.name, self.publisher.domain],
            self.published and self.published.isoformat(),
            self.excerpt,
            self.text if self.as_read is None else self.as_read,
            sorted(self.tags),
            [i.url for i in self.images],
            self.stub,
            self.quality,
            self.heat,
        ]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def article_id(url: str | None, source: str, source_ref: str) -> ArticleId:
    """The identity of DESIGN D10: the canonical URL if there's one, else source and reference."""
    canonical = canonical_url(url) if url else None
    identity = canonical or f"{source}\n{source_ref}"
    return b32encode(hashlib.sha256(identity.encode()).digest())[:16].decode().lower()
