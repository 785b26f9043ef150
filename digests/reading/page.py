"""A page: what any reader found in a document, before it is cleaned and becomes an article."""

from dataclasses import dataclass
from datetime import datetime

from digests.article import Image, Publisher

Blocks = tuple[tuple[str, ...], ...]
"""Paragraphs, each of one or more tidy lines; none is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One article as it was found: fields are tidy and valid, *blocks* still hold furniture.

    *nth* counts the articles of a document from 1; *published_by_site* is None where the document
    doesn't say whether it was. *no_date* is what stands in place of a date and can't be one.
    """

    nth: int = 1
    title: str = ""
    url: str | None = None
    publisher: Publisher | None = None
    published: datetime | None = None
    excerpt: str = ""
    blocks: Blocks = ()
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    quality: int | None = None
    heat: int | None = None
    language: str | None = None
    stub: bool = False
    published_by_site: bool | None = None
    no_date: str = ""
