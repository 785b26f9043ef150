"""From a page to an article: the body read, cleaned, titled, and given its identity."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from markdown_it import MarkdownIt

from digests.article import Article
from digests.reading import html, plain_text
from digests.reading.cleaning import cleaned, lines_of, without_furniture
from digests.reading.furniture import Furniture, Sighting, sighting
from digests.reading.page import Blocks, Page
from digests.reading.titles import made_title, without_house
from digests.text import language_of, shorten

LONGEST_TITLE = 300
LONGEST_EXCERPT = 2000
ENOUGH_FOR_LANGUAGE = 400
"""Characters."""
LONGEST_MARKDOWN = 500_000
LONGEST_MARKDOWN_PARAGRAPH = 10_000
"""Characters; a longer text is read as plain, since a hostile one renders in quadratic time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a document was found, and when (UTC)."""

    source: str
    source_ref: str
    first_seen: datetime


def with_body(page: Page, body: str, *, markdown: bool = False) -> Page:
    """*page* with the paragraphs of *body*, and with its title where the page has none yet."""
    blocks = _blocks(body, markdown=markdown)
    if page.title:
        return replace(page, blocks=blocks)
    title, publisher, blocks = plain_text.headed(blocks)
    return replace(page, title=title, publisher=page.publisher or publisher, blocks=blocks)


def _blocks(body: str, *, markdown: bool) -> Blocks:
    if html.has_markup(body):
        return html.blocks_of(body)
    if markdown and _is_quick_to_render(body):
        rendered = _markdown().render(body)
        return html.blocks_of(rendered) if rendered.strip() else ()
    return plain_text.blocks_of(body)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _is_quick_to_render(body: str) -> bool:
    paragraphs = body.split("\n\n")
    return len(body) <= LONGEST_MARKDOWN and max(map(len, paragraphs)) <= LONGEST_MARKDOWN_PARAGRAPH


def article_of(
    page: Page, origin: Origin, furniture: Furniture | None = None
) -> tuple[Article, Sighting | None]:
    """The article, and what its publisher's furniture can be learnt from.

    Raises InvalidArticle where there's neither a title nor words to make one from.
    """
    house = page.publisher and (page.publisher.domain or page.publisher.name)
    title = without_house(page.title, page.publisher.name) if page.publisher else page.title
    read = cleaned(page.blocks, title=title)
    blocks = without_furniture(read, title, house or "", furniture)
    text = _text(blocks)
    title = title or made_title(lines_of(blocks), page.language)
    sample = f"{title}\n{page.excerpt}\n{text[:ENOUGH_FOR_LANGUAGE]}"[:ENOUGH_FOR_LANGUAGE]
    article = Article(
        source=origin.source,
        source_ref=origin.source_ref if page.nth == 1 else f"{origin.source_ref}#{page.nth}",
        title=shorten(title, LONGEST_TITLE),
        first_seen=origin.first_seen,
        url=page.url,
        publisher=page.publisher,
        published=page.published,
        excerpt=shorten(page.excerpt, LONGEST_EXCERPT),
        text=text,
        tags=page.tags,
        images=page.images,
        related_to=origin.source_ref if page.nth > 1 else None,
        stub=page.stub,
        quality=page.quality,
        heat=page.heat,
        language=page.language or language_of(sample),
        as_read=None if blocks is read else _text(read),
    )
    seen = sighting(house, lines_of(page.blocks)) if house and page.blocks else None
    return article, seen


def _text(blocks: Blocks) -> str:
    return "\n\n".join("\n".join(block) for block in blocks)
