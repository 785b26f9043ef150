"""HTML: whole pages by trafilatura, fragments (a body in front matter, a row) by their blocks."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from lxml import etree, html

from digests.reading import values
from digests.reading.outcome import Unreadable
from digests.reading.page import Blocks, Page
from digests.reading.tags import has_tags, tag
from digests.text import tidy

LARGEST_PAGE = 3_000_000
"""Characters; trafilatura takes half a second for each million, and more for each link."""
MOST_ELEMENTS = 30_000
DEEPEST = 250
"""Elements in one another; a few more, and libxml2 drops what is in them without a word."""
LEAST_SHARE_OF_TEXT = 0.3
"""An element with more of the text is no furniture, whatever its class says."""

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(
    f"<{tag('p|div|br|h[1-6]|ul|ol|li|span|a|figure|img|blockquote|em|strong|b|i|table')}",
    re.IGNORECASE,
)

_BLOCKS = frozenset(
    "address article blockquote body center dd details dialog div dl fieldset h1 h2 h3 h4 h5 h6 "
    "header hr html main ol p pre section summary table ul".split()
)
_LINES = frozenset(("br", "dt", "li", "tr"))
_BETWEEN_BLOCKS = re.compile(r"\x1e|\n[ \t]*\n")
_NEVER = frozenset(
    "aside audio button canvas dialog embed figcaption figure footer head iframe input label "
    "math menu nav noscript object script select style svg template textarea video".split()
)
_FURNITURE_CLASS = frozenset(
    """
    ad ads advert advertisement advertising author-bio breadcrumb breadcrumbs byline caption
    comment comments cookie credit credits disclaimer hidden newsletter off-screen paywall
    popular promo recirc recommended related screen-reader-text share sharing sidebar
    skip-to-text-link social sponsor sponsored sr-only subscribe tags toolbar trending
    visually-hidden wp-caption-text
    """.split()
)


def is_page(text: str) -> bool:
    return _PAGE.match(text[:4000]) is not None


def has_markup(text: str) -> bool:
    """Whether *text* is HTML: a formatting tag or two in its beginning, not a stray `<`."""
    begun = text[:20_000]
    return len(_MARKUP.findall(begun)) > 1 and has_tags(begun)


def _tree(text: str) -> html.HtmlElement:
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return html.document_fromstring(text.encode(errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("it holds no readable HTML") from error


def blocks_of(text: str) -> Blocks:
    """The paragraphs of an HTML fragment; a list is one block, each entry a line of it.

    Without what is furniture by its element or class, unless it holds much of the text.
    """
    return _blocks(_tree(text))


def _blocks(root: html.HtmlElement) -> Blocks:
    pieces = _BETWEEN_BLOCKS.split("".join(_pieces(root)))
    tidied = (tuple(filter(None, map(tidy, piece.split("\n")))) for piece in pieces)
    blocks = tuple(block for block in tidied if block)
    if not blocks and _depth(root) >= DEEPEST:
        raise Unreadable(f"its HTML nests deeper than {DEEPEST} elements; save it as text")
    return blocks


def _depth(root: html.HtmlElement) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _pieces(root: html.HtmlElement) -> Iterator[str]:
    """The text of *root* in order, with marks where a line and where a block ends."""
    much = len(root.text_content()) * LEAST_SHARE_OF_TEXT
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if element.tag in _BLOCKS:
            yield "\x1e"
        if event == "start":
            yield "\n" if element.tag in _LINES else " " if element.tag in ("td", "th") else ""
            if element.tag in _NEVER or _is_furniture(element, much):
                walk.skip_subtree()
            else:
                yield _spaced(element.text)
        else:
            yield _spaced(element.tail)


def _spaced(text: str | None) -> str:
    return text.replace("\n", " ") if text else ""


def _is_furniture(element: html.HtmlElement, much: float) -> bool:
    named = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    if element.tag != "form" and not _FURNITURE_CLASS.intersection(named.split()):
        return False
    return len(element.text_content()) < much


def page_of(text: str, *, first_seen: datetime) -> Page:
    """The article on a saved page: its text, and what the page's metadata say of it.

    What is too big for trafilatura, or of which it takes nothing, is read by its blocks.
    """
    root = _tree(text)
    big = len(text) > LARGEST_PAGE or sum(1 for _ in root.iter()) > MOST_ELEMENTS
    found = {} if big else _extracted(text, first_seen)
    title = values.plain(found.get("title")) or values.plain(root.findtext(".//title"))
    site = values.plain(found.get("sitename"))
    url = values.address(found.get("url"))
    date = _stated_date(root, first_seen)
    lines = tuple(filter(None, map(tidy, str(found.get("text") or "").splitlines())))
    return Page(
        title=title,
        url=url,
        publisher=values.publisher(site, url=url),
        published=date or values.moment(found.get("date"), first_seen=first_seen),
        blocks=tuple((line,) for line in lines) or _blocks(root),
        images=values.images(found.get("image")),
        tags=values.tags(found.get("tags")),
        language=values.language(root.get("lang")),
    )


def _extracted(text: str, first_seen: datetime) -> dict[str, Any]:
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second that few readings need

    document = bare_extraction(
        text,
        fast=True,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            "max_date": first_seen.date().isoformat(),  # else it asks the clock
        },
    )
    return (
        {} if document is None else document if isinstance(document, dict) else document.as_dict()
    )


def _stated_date(root: html.HtmlElement, first_seen: datetime) -> datetime | None:
    """The page's own statement, which has a time of day; trafilatura gives dates only."""
    stated = chain(
        root.xpath("//meta[@property='article:published_time']/@content"),
        root.xpath(
            "//*[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime"
        ),
        root.xpath("//meta[@name='date' or @name='pubdate' or @name='publish-date']/@content"),
        root.xpath("//article//time/@datetime"),
    )
    moments = (values.moment(str(each), first_seen=first_seen) for each in stated)
    return next(filter(None, moments), None)
