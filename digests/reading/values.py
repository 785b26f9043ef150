"""From what documents write in their fields to our values; what can't be one becomes None."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import etree, html

from digests.article import Image, Publisher
from digests.reading import tags as tags_
from digests.text import canonical_url, tidy

FIRST_YEAR = 1990
"""No web page is older; an earlier date is an empty field's (1970-01-01) or a slip."""
FAR_AHEAD = timedelta(days=366)
"""A date less far ahead is an embargo, or a clock or zone gone wrong: drawn back to first seen."""
MOST_TAGS = 20
MOST_IMAGES = 5

_MISSING = frozenset({"", "null", "~", "none", "undefined", "n/a"})
_NO_DATE = _MISSING | {"true", "false", "yes", "no", "on", "off", "0", "{}", "[]"}
_EMPTY_DATES = ("0000-", "0001-01-01", "1970-01-01")
_EPOCH = re.compile(r"\d{9,10}(\d{3})?")
_LOGO = re.compile(r"(?<![A-Za-z])[Ll]ogos?(?![a-z])|(?<=[a-z])Logos?(?![a-z])|LOGO")
_NO_PICTURE = ("favicon", "placeholder", "sprite", "avatar", "default-image", "blank.gif")
_REDIRECTORS = frozenset({"news.google.com", "www.google.com", "google.com", "l.facebook.com"})
_PREFIXES_OF_HOSTS = ("www.", "feeds.", "rss.", "m.", "amp.", "mobile.", "edition.")


def plain(value: object) -> str:
    """*value* as one tidy line: entities decoded, HTML tags gone; "" for what holds no text."""
    text = str(value) if isinstance(value, str | int | float) else ""
    if text.strip().lower() in _MISSING:
        return ""
    text = tags_.without_cdata(text)
    if tags_.has_tags(text):
        text = _without_tags(tags_.strays_escaped(text))
    elif "&" in text:
        text = unescape(text)
    return tidy(text)


def _without_tags(text: str) -> str:
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        root = html.fragment_fromstring(text.replace("\x00", ""), create_parent=True, parser=parser)
    except (etree.LxmlError, ValueError):  # nothing but a comment, or too deep to be meant
        return ""
    etree.strip_elements(root, "script", "style", with_tail=False)
    return " ".join(str(part) for part in root.itertext())


def whole(value: object) -> int | None:
    """*value* as a whole number within 32 bits, as far as it is one."""
    text = str(value).strip()
    if not re.fullmatch(r"[+-]?\d{1,9}(\.0*)?", text):
        return None
    return int(text.partition(".")[0])


def moment(value: object, *, first_seen: datetime) -> datetime | None:
    """*value* (ISO 8601, RFC 2822 or a Unix time) in UTC, without an offset taken as UTC.

    Nothing is dated in the future (DESIGN D10), or it would rank as the newest until then: up to a
    year ahead of *first_seen* a date is taken as *first_seen*, since the article is surely recent;
    further ahead, or before 1990, it can't be meant and the article is undated.
    """
    parsed = _parsed(str(value).strip()) if value is not None else None
    if parsed is None or parsed.year < FIRST_YEAR or parsed > first_seen + FAR_AHEAD:
        return None
    return min(parsed, first_seen.astimezone(UTC))


def is_written(value: object) -> bool:
    """Whether *value* is meant as a date: neither missing, nor yes or no, nor an empty field's."""
    text = str(value).strip().lower()
    return text not in _NO_DATE and not text.startswith(_EMPTY_DATES)


def _parsed(text: str) -> datetime | None:
    for parse in (_unix, datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = parse(text)
            aware = found if found.tzinfo else found.replace(tzinfo=UTC)
            return aware.astimezone(UTC)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return None


def _unix(text: str) -> datetime:
    if not _EPOCH.fullmatch(text):
        raise ValueError(text)
    return datetime.fromtimestamp(int(text[:10]), tz=UTC)


def address(value: object) -> str | None:
    """The canonical address of *value*, taken out of a redirector that carries it."""
    text = unescape(unescape(value)).strip() if isinstance(value, str) else ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.hostname in _REDIRECTORS and parts.path.rstrip("/").endswith(("url", "l.php")):
        carried = parse_qs(parts.query)
        for name in ("url", "q", "u"):
            if name in carried and (found := canonical_url(carried[name][0])):
                return found
    return canonical_url(text)


def publisher(value: object, *, url: str | None = None) -> Publisher | None:
    """The house that *value* names, else the one that *url* betrays, under its domain."""
    fields = value if isinstance(value, Mapping) else {"name": value}
    name = unquote(plain(fields.get("name") or fields.get("title")))  # as in "Morningstar%2c Inc."
    domain = _domain(plain(fields.get("domain") or fields.get("url")) or None)
    domain = domain or _domain(url)
    if any(map(str.isalpha, name)):  # a number is a slip, and says nothing to whoever reads it
        return Publisher(name=name, domain=domain)
    return Publisher(name=domain, domain=domain) if domain else None


def _domain(value: str | None) -> str | None:
    if not value:
        return None
    found = canonical_url(value if "://" in value else f"https://{value}")
    host = urlsplit(found).hostname if found else None
    for prefix in _PREFIXES_OF_HOSTS:
        host = host.removeprefix(prefix) if host else None
    return host


def tags(value: object) -> tuple[str, ...]:
    """The tags in *value*, a list or a text with commas, each once, in order."""
    several = value if isinstance(value, list) else [value]
    names = (plain(part) for each in several for part in _parts(each))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_TAGS]


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return [value.get("name")]
    return value.split(",") if isinstance(value, str) else [value]


def images(value: object) -> tuple[Image, ...]:
    """The pictures in *value* with an http(s) address.

    Not logos and stand-ins, where the address says so: a site's logo illustrates no story. A
    photograph of a company's sign goes with them; a story without a picture is the smaller loss.
    """
    several = value if isinstance(value, list) else [value]
    found = (_image(each) for each in several[: MOST_IMAGES * 4])
    by_url: dict[str, Image] = {}
    for image in filter(None, found):
        by_url.setdefault(image.url, image)
    return tuple(by_url.values())[:MOST_IMAGES]


def _image(value: object) -> Image | None:
    fields = value if isinstance(value, Mapping) else {"url": value}
    url = address(fields.get("url") or fields.get("src"))
    if url is None or not _is_picture(url):
        return None
    return Image(
        url=url,
        width=_pixels(fields.get("width")),
        height=_pixels(fields.get("height")),
        alt=plain(fields.get("alt") or fields.get("title") or fields.get("caption")),
    )


def _is_picture(url: str) -> bool:
    path = urlsplit(url).path
    return not _LOGO.search(path) and not any(word in path.lower() for word in _NO_PICTURE)


def _pixels(value: object) -> int | None:
    size = whole(value)
    return size if size and size > 0 else None


def language(value: object) -> str | None:
    """The ISO 639 code in *value* ("en-GB", "pt_BR")."""
    code = re.fullmatch(r"([a-z]{2,3})([-_].*)?", str(value).strip().lower())
    return code[1] if code else None
