"""Documents: which reader fits, and what comes of it."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from digests.article import InvalidArticle
from digests.reading import front_matter, html
from digests.reading.encoding import decode
from digests.reading.furniture import Furniture
from digests.reading.making import Origin, article_of, with_body
from digests.reading.outcome import Problem, Reading, Remark, Unreadable
from digests.reading.page import Page

LARGEST = 20_000_000
"""Bytes."""

_HTML_NAME = re.compile(r".*\.x?html?", re.IGNORECASE)
_MARKDOWN_NAME = re.compile(r".*\.(?:md|markdown)", re.IGNORECASE)


def read_document(
    data: bytes,
    *,
    name: str,
    source: str,
    source_ref: str,
    first_seen: datetime,
    furniture: Furniture | None = None,
    only_published: bool = False,
    largest: int = LARGEST,
) -> Reading:
    """The articles of one document, never an exception: what can't be read is a Problem.

    *name* is what people call it; .html is read as a web page, .md as Markdown, anything else by
    what it looks like. *source_ref* becomes the first article's, with "#2" the second's.
    *furniture* adds what its publisher is known to repeat; *only_published* leaves out what says
    `published: false` (in documents like the seeds: it has no page of its own, not: it's a draft).
    A document of more than *largest* bytes is refused.
    """
    origin = Origin(source=source, source_ref=source_ref, first_seen=first_seen)
    try:
        pages = tuple(_pages(decode(data, largest=largest), name, first_seen))
        if only_published and pages[0].published_by_site is False:
            return Reading()
        read = [article_of(page, origin, furniture) for page in pages]
    except Unreadable as problem:
        return Reading(problems=(Problem(place=name, line=problem.line, reason=str(problem)),))
    except InvalidArticle as problem:
        return Reading(problems=(Problem(place=name, reason=str(problem)),))
    return Reading(
        articles=tuple(article for article, _ in read),
        remarks=remarks_on(pages, name),
        sightings=tuple(seen for _, seen in read if seen),
    )


def remarks_on(pages: Iterable[Page], place: str, line: int | None = None) -> tuple[Remark, ...]:
    """What *pages* say in place of a date, one remark for all."""
    words = tuple(page.no_date for page in pages if page.no_date)
    return (Remark(place=place, line=line, about="date", words=words),) if words else ()


def _pages(text: str, name: str, first_seen: datetime) -> Iterator[Page]:
    """The document's own page first."""
    if _HTML_NAME.fullmatch(name) or html.is_page(text):
        yield html.page_of(text, first_seen=first_seen)
        return
    markdown = _MARKDOWN_NAME.fullmatch(name) is not None
    parts = front_matter.split(text)
    if parts is None:
        yield with_body(Page(), text, markdown=markdown)
        return
    fields, body = parts
    own, *named = front_matter.pages(fields, first_seen=first_seen)
    yield with_body(own, body, markdown=markdown)
    yield from named
