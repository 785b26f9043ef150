"""What the console is sent: lines with a style each, so that width and colour are the screen's."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from digests.text import tidy


class Style(StrEnum):
    """What a line is; how it looks is `layout`'s to say."""

    TITLE = "title"
    NOTE = "note"
    HEADING = "heading"
    STORY = "story"
    SUMMARY = "summary"
    BYLINE = "byline"
    LINK = "link"
    TEXT = "text"
    GAP = "gap"


Line = Mapping[str, str]
"""`style`, `text`, and where it leads somewhere `link`."""


def line(style: Style, text: str = "", *, link: str | None = None) -> Line:
    """One line of *style*; control and bidi characters of *text* are gone (DESIGN D17)."""
    plain = {"style": style.value, "text": tidy(text)}
    return {**plain, "link": link} if link else plain


GAP: Line = {"style": Style.GAP.value, "text": ""}


def payload(lines: Iterable[Line]) -> Mapping[str, Any]:
    """The message that the adapter prints."""
    return {"lines": list(lines)}
