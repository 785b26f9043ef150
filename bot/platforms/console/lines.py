"""What the console is sent: lines with a style each, so that width and colour are the screen's."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from string import punctuation
from typing import Any
from urllib.parse import quote

from bot.wording import Markup
from digests.text import tidy


class LineStyle(StrEnum):
    """What a line is; how it looks is `layout`'s to say.

    An ADDRESS is what the title above it links to: only where titles can't be clicked, it's shown.
    A LINK and a COMMAND are there to be copied: they're never broken, or only between words.
    """

    TITLE = "title"
    NOTE = "note"
    HEADING = "heading"
    STORY = "story"
    SUMMARY = "summary"
    BYLINE = "byline"
    ADDRESS = "address"
    LINK = "link"
    COMMAND = "command"
    TEXT = "text"
    GAP = "gap"


MARKUP = Markup(text=lambda words, _: words, typed=str, channel=str)
"""None: nothing on a terminal is markup, and its lines have no end."""

Line = Mapping[str, str]
"""`style`, `text`, and where it leads somewhere `link`."""

GAP: Line = {"style": LineStyle.GAP.value, "text": ""}


def line(style: LineStyle, text: str = "", *, link: str | None = None) -> Line:
    """One line of *style*; control and bidi characters of *text* are gone (DESIGN D17)."""
    plain = {"style": style.value, "text": tidy(text)}
    leads = address(link)
    return {**plain, "link": leads} if leads else plain


def linked(style: LineStyle, url: str | None) -> Iterable[Line]:
    """The line that shows *url* itself; none where there's none."""
    if leads := address(url):
        yield line(style, leads)


def address(url: str | None) -> str | None:
    """*url* in plain ASCII, so that it can end no escape sequence; None where it isn't http(s)."""
    plain = tidy(url or "")
    if not plain.lower().startswith(("http://", "https://")):
        return None
    return quote(plain, safe=punctuation)


def payload(lines: Iterable[Line]) -> Mapping[str, Any]:
    """The message that the adapter prints."""
    return {"lines": list(lines)}
