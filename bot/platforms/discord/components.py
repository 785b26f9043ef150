"""Discord's components as plain dicts, and what they cost of a message's allowance."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.platforms.discord.markup import address, plain

Component = Mapping[str, Any]

MOST = 40
"""Components of a message, nested ones counted (FACTS 2.1)."""

MOST_TEXT = 4_000
"""Characters of all text displays of a message together."""

MOST_OPTIONS = 25
LONGEST_OPTION = 100
LONGEST_BUTTON = 80
LONGEST_BUTTON_LINK = 512
LONGEST_ALTERNATIVE = 1_024

_ROW, _BUTTON, _MENU, _SECTION, _TEXT, _THUMBNAIL, _CONTAINER = 1, 2, 3, 9, 10, 11, 17
_SECONDARY, _LINK = 2, 5


def text(content: str) -> Component:
    """*content* is markup, 1 to 4,000 characters."""
    return {"type": _TEXT, "content": content}


def section(content: str, thumbnail: Component) -> Component:
    """Text with a picture at its side."""
    return {"type": _SECTION, "components": [text(content)], "accessory": thumbnail}


def thumbnail(url: str, shows: str) -> Component:
    """The picture at *url*; *shows* says for those who don't see it what it shows."""
    described = {"description": words} if (words := plain(shows, LONGEST_ALTERNATIVE)) else {}
    return {"type": _THUMBNAIL, "media": {"url": url}, **described}


def container(components: Iterable[Component], accent: int) -> Component:
    """A box with a bar in the colour *accent*."""
    return {"type": _CONTAINER, "accent_color": accent, "components": list(components)}


def row(components: Iterable[Component]) -> Component:
    """Up to five buttons, or one menu."""
    return {"type": _ROW, "components": list(components)}


def button(label: str, custom_id: str | None) -> Iterable[Component]:
    """A button; none where nothing can be remembered for it."""
    if custom_id and (words := plain(label, LONGEST_BUTTON)):
        yield {"type": _BUTTON, "style": _SECONDARY, "label": words, "custom_id": custom_id}


def link(label: str, url: str | None) -> Iterable[Component]:
    """A button that opens *url*; none where that's no address, or too long for a button."""
    target = address(url)
    if target and len(target) <= LONGEST_BUTTON_LINK and (words := plain(label, LONGEST_BUTTON)):
        yield {"type": _BUTTON, "style": _LINK, "label": words, "url": target}


def option(label: str, value: str | None, note: str = "") -> Iterable[Component]:
    """A line of a menu; none where its value can't be remembered."""
    words, small = plain(label, LONGEST_OPTION), plain(note, LONGEST_OPTION)
    if value and words:
        yield {"label": words, "value": value, **({"description": small} if small else {})}


def menu(custom_id: str, invitation: str, options: Iterable[Component]) -> Iterable[Component]:
    """A row with the menu of *options*, each value once; none without options."""
    by_value = {option["value"]: option for option in options}
    if offered := list(by_value.values())[:MOST_OPTIONS]:
        yield row(
            [{"type": _MENU, "custom_id": custom_id, "placeholder": invitation, "options": offered}]
        )


def opens(component: Component) -> bool:
    """Whether *component* is a button that only opens an address: nobody need answer it."""
    return component.get("style") == _LINK


def size(component: Component) -> int:
    """How many components it is, nested ones and a picture at its side counted."""
    return 1 + sum(map(size, component.get("components", ()))) + ("accessory" in component)


def length(component: Component) -> int:
    """How many characters of text displays it holds."""
    if component["type"] == _TEXT:
        return len(component["content"])
    return sum(map(length, component.get("components", ())))
