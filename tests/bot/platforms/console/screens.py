"""A screen of any width whose text can be looked at."""

from io import StringIO

from rich.console import Console

from bot.platforms.console.layout import show
from bot.platforms.console.render import render


def seen(reply, *, width=80, colour=False, clickable=None):
    """What a terminal of *width* columns shows of *reply*."""
    [message] = render(reply)
    return shown(message.payload["lines"], width=width, colour=colour, clickable=clickable)


def shown(lines, *, width=80, colour=False, clickable=None):
    screen = Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
    )
    show(lines, screen, clickable=colour if clickable is None else clickable)
    return screen.file.getvalue()
