"""JSON Lines: an article a row, of which one bad row is one problem and the others go on."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from digests.article import Article
from digests.reading import values
from digests.reading.furniture import Furniture
from digests.reading.lines import LARGEST_ROW
from digests.reading.making import Origin, article_of, with_body
from digests.reading.outcome import Problem
from digests.reading.page import Page


def read_rows(
    lines: Iterable[bytes],
    *,
    name: str,
    source: str,
    first_seen: datetime,
    furniture: Furniture | None = None,
) -> Iterator[Article | Problem]:
    """The articles of *lines*, one by one, with a Problem in place of each bad one.

    A row has `id` (it becomes the source_ref) and `title` or `text`; it may have `url`,
    `publisher`, `published`, `topics`, `excerpt`, `language` and `first_seen`, which counts where
    it's earlier than *first_seen*. Empty lines are passed over. Holds one row at a time. Row by
    row, *furniture* is made use of and learns.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        try:
            yield _article(_fields(line), source, first_seen, furniture)
        except ValueError as problem:
            yield Problem(place=name, line=number, reason=str(problem))


def _fields(line: bytes) -> Mapping[str, object]:
    if len(line) > LARGEST_ROW:
        raise ValueError(f"a row of more than {LARGEST_ROW:,} bytes")
    try:
        found = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except UnicodeDecodeError as error:
        raise ValueError("not UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        reason = getattr(error, "msg", "it nests too deeply")
        raise ValueError(f"not JSON: {reason}") from error
    if isinstance(found, dict):
        return found
    raise ValueError("a row is an object, in braces")


def _article(
    fields: Mapping[str, object], source: str, first_seen: datetime, furniture: Furniture | None
) -> Article:
    ref = values.plain(fields.get("id"))
    if not ref:
        raise ValueError("a row needs an id")
    seen = values.moment(fields.get("first_seen"), first_seen=first_seen) or first_seen
    page = _page(fields, seen)
    if not page.title and not page.blocks:
        raise ValueError("a row needs a title or a text")
    origin = Origin(source=source, source_ref=ref, first_seen=seen.astimezone(UTC))
    article, sighting = article_of(page, origin, furniture)
    if furniture is not None and sighting is not None:
        furniture.learn(sighting)
    return article


def _page(fields: Mapping[str, object], first_seen: datetime) -> Page:
    url = values.address(fields.get("url"))
    text = fields.get("text")
    page = Page(
        title=values.plain(fields.get("title")),
        url=url,
        publisher=values.publisher(fields.get("publisher"), url=url),
        published=values.moment(fields.get("published"), first_seen=first_seen),
        excerpt=values.plain(fields.get("excerpt")),
        tags=values.tags(fields.get("topics")),
        images=values.images(fields.get("images")),
        quality=values.whole(fields.get("quality")),
        heat=values.whole(fields.get("heat")),
        language=values.language(fields.get("language")),
    )
    return with_body(page, text) if isinstance(text, str) else page
