"""How lines look on a screen of any width, with colour or without."""

import os
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.style import Style
from rich.text import Text
from wcwidth import wrap

from bot.platforms.console.lines import Line, LineStyle

MEASURE = 88
"""The longest line that is easy to read; a wider terminal stays empty at its right."""

NARROWEST = 16
"""Columns, below which text is let run over instead of being chopped up."""

INDENT = "  "

_LOOKS = {
    LineStyle.TITLE: "bold",
    LineStyle.NOTE: "dim",
    LineStyle.HEADING: "bold cyan",
    LineStyle.STORY: "bold",
    LineStyle.BYLINE: "dim",
    LineStyle.ADDRESS: "dim",
    LineStyle.LINK: "dim",
    LineStyle.COMMAND: "cyan",
}

_INDENTED = {
    LineStyle.STORY,
    LineStyle.SUMMARY,
    LineStyle.BYLINE,
    LineStyle.ADDRESS,
    LineStyle.LINK,
    LineStyle.COMMAND,
}

_CLOSING = "、。，．：；？！）］｝〉》」』】〕ー…々"
"""What begins no line in Chinese and Japanese: it hangs on to the one before."""

_WITHOUT_LINKS = ("Apple_Terminal", "dumb", "linux", "screen", "tmux")
"""Terminals (TERM_PROGRAM or TERM) that show no link behind a title, or only if told to."""


def show(lines: Iterable[Line], screen: Console, *, clickable: bool) -> None:
    """Print *lines* on *screen*, wrapped to its width, never wider than MEASURE.

    Nothing in them is markup: what stands there is what is shown. What the screen's encoding lacks
    becomes a question mark.
    """
    for line in lines:
        style = LineStyle(line["style"])
        if style is LineStyle.ADDRESS and clickable:
            continue
        look = Style.parse(_LOOKS.get(style, ""))
        if clickable and "link" in line:
            look += Style(link=line["link"])
        indent = INDENT if style in _INDENTED and line["text"] else ""
        for row in _rows(style, line["text"], min(screen.width, MEASURE) - len(indent)):
            shown = row.encode(screen.encoding, "replace").decode(screen.encoding)
            screen.print(Text.assemble(indent, (shown, look)), soft_wrap=True)


def can_click(screen: Console, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether *screen* is a terminal that makes a link of a title, as nearly all do."""
    if not screen.is_terminal or screen.legacy_windows:
        return False
    names = {environment.get("TERM_PROGRAM", ""), environment.get("TERM", "").partition("-")[0]}
    return names.isdisjoint(_WITHOUT_LINKS)


def _rows(style: LineStyle, text: str, width: int) -> list[str]:
    if style in {LineStyle.ADDRESS, LineStyle.LINK}:  # whole, so that it can be found and copied
        return [text]
    words = text.upper() if style is LineStyle.HEADING else text
    return wrapped(words, max(NARROWEST, width))


def wrapped(text: str, width: int) -> list[str]:
    """*text* in rows of at most *width* columns; a wide character takes two."""
    rows = _wrapped(text, width)
    if any(row[0] in _CLOSING for row in rows[1:]):
        rows = _wrapped(text, width - 2)  # room for one that hangs on
    for n in range(1, len(rows)):
        if rows[n][0] in _CLOSING:
            rows[n - 1] += rows[n][0]
            rows[n] = rows[n][1:].lstrip()
    return [row for row in rows if row] or [""]


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, width, control_codes="ignore", break_on_hyphens=False)
