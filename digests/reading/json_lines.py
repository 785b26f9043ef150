"""JSON Lines: an article a row, of which one bad row is one problem and the others go on."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from digests.article import Article
from digests.reading import front_matter, values
from digests.reading.documents import remarks_on
from digests.reading.furniture import Furniture
from digests.reading.lines import LARGEST_ROW
from digests.reading.making import Origin, article_of, with_body
from digests.reading.outcome import Problem, Remark
from digests.reading.page import Page

TEXT = ("text", "body", "content")
"""The names of a row's text; the first with any counts."""

_ROW_KEYS = frozenset({"id", "firstseen", *TEXT})


def read_rows(
    lines: Iterable[bytes],
    *,
    name: str,
    source: str,
    first_seen: datetime,
    furniture: Furniture | None = None,
) -> Iterator[Article | Problem | Remark]:
    """The articles of *lines*, one by one, with a Problem in place of each bad one.

    A row has `id` (it becomes the source_ref) and `title` or `text`; it may have `first_seen`,
    which counts where it's earlier than *first_seen*, and whatever a document's fields may: a row
    that names related articles is several. A Remark follows what was not understood. Empty lines
    are passed over. Holds one row at a time. Row by row, *furniture* is made use of and learns.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        try:
            yield from _row(_fields(line), (name, number), source, first_seen, furniture)
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


def _row(
    fields: Mapping[str, object],
    place: tuple[str, int],
    source: str,
    first_seen: datetime,
    furniture: Furniture | None,
) -> Iterator[Article | Remark]:
    ref = values.plain(fields.get("id"))
    if not ref:
        raise ValueError("a row needs an id: a number or a word that no other row of the file has")
    seen = values.moment(fields.get("first_seen"), first_seen=first_seen) or first_seen
    pages = list(_pages(fields, seen))
    if not pages[0].title and not pages[0].blocks:
        raise ValueError("a row needs a title or a text")
    origin = Origin(source=source, source_ref=ref, first_seen=seen.astimezone(UTC))
    for page in pages:
        article, sighting = article_of(page, origin, furniture)
        if furniture is not None and sighting is not None:
            furniture.learn(sighting)
        yield article
    name, line = place
    yield from remarks_on(pages, name, line)
    if unread := front_matter.unread(fields, besides=_ROW_KEYS):
        yield Remark(place=name, line=line, about="keys", words=unread)


def _pages(fields: Mapping[str, object], first_seen: datetime) -> Iterator[Page]:
    own, *named = front_matter.pages(fields, first_seen=first_seen)
    texts = (fields.get(key) for key in TEXT)
    text = next((text for text in texts if isinstance(text, str) and text.strip()), None)
    yield own if text is None else with_body(own, text)
    yield from named
