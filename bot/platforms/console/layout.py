"""How lines look on a screen of any width, with colour or without."""

from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.platforms.console.lines import Line, Style

MEASURE = 88
"""The longest line that is easy to read; a wider terminal stays empty at its right."""

INDENT = 2

_LOOKS = {
    Style.TITLE: "bold",
    Style.NOTE: "dim",
    Style.HEADING: "bold cyan",
    Style.STORY: "bold",
    Style.SUMMARY: "",
    Style.BYLINE: "dim",
    Style.LINK: "blue",
    Style.TEXT: "",
    Style.GAP: "",
}

_INDENTED = {Style.STORY, Style.SUMMARY, Style.BYLINE, Style.LINK}


def show(lines: Iterable[Line], screen: Console) -> None:
    """Print *lines* on *screen*, wrapped to its width, never wider than MEASURE."""
    width = min(screen.width, MEASURE)
    for line in lines:
        for row in _rows(line, linked=screen.is_terminal and not screen.legacy_windows):
            screen.print(row, width=width, soft_wrap=_unbroken(line))


def _rows(line: Line, *, linked: bool) -> Iterable[RenderableType]:
    """The line itself, and its address below it where the title itself can't be clicked."""
    style = Style(line["style"])
    address = line.get("link")
    text = Text(_worded(style, line["text"]), style=_LOOKS[style])
    if address and linked:
        text.stylize(f"link {address}")
    yield _placed(text, style)
    if address and not linked and style is not Style.LINK:
        yield _placed(Text(address, style=_LOOKS[Style.LINK], overflow="fold"), Style.LINK)


def _worded(style: Style, text: str) -> str:
    return text.upper() if style is Style.HEADING else text


def _placed(text: Text, style: Style) -> RenderableType:
    return Padding(text, (0, 0, 0, INDENT)) if style in _INDENTED else text


def _unbroken(line: Line) -> bool:
    """An address is left whole, so that a terminal finds it and a person can copy it."""
    return line["style"] == Style.LINK
