"""Front matter: fields in YAML between two lines of `---`, then the body, if any.

The seed documents' fields, and those that Jekyll, Hugo and WordPress exports write.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from digests.reading import values
from digests.reading.outcome import Unreadable
from digests.reading.page import Page
from digests.reading.yaml_text import mapping

MOST_RELATED = 500

_OPENING = re.compile(r"\A\s*---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)

# The first that is there counts. Keys are compared without case, "-" and "_".
_TITLE = ("title", "posttitle", "headline", "originaltitle")
_URL = (
    *("originalurl", "canonicalurl", "canonical", "originallink", "sourceurl", "url", "link"),
    *("weburl", "permalink"),
)
_DATE = (
    *("publisheddatetime", "publishedat", "datepublished", "publishdate", "pubdate", "postdate"),
    *("published", "date", "created", "createdat"),
)
_EXCERPT = ("excerpt", "postexcerpt", "summary", "description", "abstract")
_PUBLISHER = ("provider", "publisher", "site", "sitename", "source", "outlet")
_TAGS = ("topics", "tags", "categories", "originalcats", "keywords")
_IMAGES = ("images", "image", "featuredimage", "thumbnail", "cover", "ogimage")
_LANGUAGE = ("language", "lang", "locale")
_READ = frozenset(
    [*_TITLE, *_URL, *_DATE, *_EXCERPT, *_PUBLISHER, *_TAGS, *_IMAGES, *_LANGUAGE]
) | {"quality", "heat", "draft", "related", "secured"}


def split(text: str) -> tuple[Mapping[str, object], str] | None:
    """The fields and the body; None where there's no front matter.

    Raises Unreadable for front matter that isn't YAML or doesn't end.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return None
    closing = _CLOSING.search(text, opening.end())
    before = text.count("\n", 0, opening.end())
    if closing is None:
        first = text[opening.end() :].split("\n", 1)[0]
        if re.match(r"[\w-]{1,40}:(\s|$)", first):
            raise Unreadable("its front matter has no closing line of ---", before)
        return None  # a rule across the page, not front matter
    try:
        fields = mapping(text[opening.end() : closing.start()])
    except Unreadable as problem:
        line = (problem.line or 1) + before
        raise Unreadable(str(problem), line) from problem
    if fields is None:
        return None
    return fields, text[closing.end() :]


def pages(fields: Mapping[str, object], *, first_seen: datetime) -> Iterator[Page]:
    """The article itself (its title may be empty), then a stub for each article it names.

    `secured` is never looked at. A related article that is the article itself, or another's double,
    is left out; the rest keep their numbers.
    """
    own = _page(fields, first_seen=first_seen)
    yield own
    related = fields.get("related")
    named = {own.url} if own.url else set()
    for nth, each in enumerate(related[:MOST_RELATED] if isinstance(related, list) else (), 2):
        if not isinstance(each, Mapping):
            continue
        page = _page(each, first_seen=first_seen)
        identity = page.url or page.title
        if page.title and identity not in named:
            named.add(identity)
            yield replace(page, nth=nth, stub=True)


def _page(fields: Mapping[str, object], *, first_seen: datetime) -> Page:
    known = {_bare(key): value for key, value in fields.items()}
    url = next(filter(None, map(values.address, _all(known, _URL))), None)
    dated = [each for each in _all(known, _DATE) if values.is_written(each)]
    dates = (values.moment(each, first_seen=first_seen) for each in dated)
    published = next(filter(None, dates), None)
    return Page(
        title=next(filter(None, map(values.plain, _all(known, _TITLE))), ""),
        url=url,
        publisher=values.publisher(next(_all(known, _PUBLISHER), None), url=url),
        published=published,
        excerpt=next(filter(None, map(values.plain, _all(known, _EXCERPT))), ""),
        tags=next(filter(None, map(values.tags, _listed(known, _TAGS))), ()),
        images=next(filter(None, map(values.images, _listed(known, _IMAGES))), ()),
        quality=values.whole(known.get("quality")),
        heat=values.whole(known.get("heat")),
        language=values.language(next(_all(known, _LANGUAGE), None)),
        published_by_site=_flag(known),
        no_date=str(dated[0]) if dated and published is None else "",
    )


def unread(fields: Mapping[str, object], *, besides: Container[str] = ()) -> tuple[str, ...]:
    """The keys that nobody reads, but for those that bare are *besides*."""
    return tuple(key for key in fields if not ((bare := _bare(key)) in _READ or bare in besides))


def _bare(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


def _all(known: Mapping[str, object], names: tuple[str, ...]) -> Iterator[object]:
    """The values under *names*, a list of several taken apart."""
    for value in _listed(known, names):
        if isinstance(value, list):
            yield from value
        else:
            yield value


def _listed(known: Mapping[str, object], names: tuple[str, ...]) -> Iterator[object]:
    return (known[name] for name in names if name in known)


def _flag(known: Mapping[str, object]) -> bool | None:
    """Whether the site shows it; None where nothing (or a date) stands there."""
    published = str(known.get("published", "")).lower()
    if str(known.get("draft", "")).lower() in ("true", "yes", "on"):
        return False
    return {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(
        published
    )
