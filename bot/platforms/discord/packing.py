"""How much goes into a message: panels of pieces, split between pieces and never inside one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from bot.commands.queries import AskStory
from bot.platforms.discord.components import (
    MOST,
    MOST_OPTIONS,
    MOST_TEXT,
    Component,
    container,
    length,
    menu,
    opens,
    option,
    row,
    size,
    text,
)
from bot.platforms.discord.custom_ids import CHOOSE, choosing
from bot.platforms.discord.flags import COMPONENTS_V2
from digests.stories.story import Story
from digests.wording import houses

BLUE = 0x0072B2
"""The bar of what stands under no topic."""

CONTINUED = " (continued)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What is never parted: a story, say, which then can be chosen from the message's menu."""

    component: Component
    story: Story | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Pieces in one container, under *heading* (markup); it's repeated where they're parted."""

    pieces: tuple[Piece, ...]
    heading: str = ""
    accent: int = BLUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What is said, before it's cut into messages: *opening* and *closing* (markup) stand alone.

    The menu invites with *invitation* to choose one of the stories, or of *options*, where there
    are some. *buttons*, at most five, stand below all.
    """

    opening: str = ""
    panels: tuple[Panel, ...] = ()
    closing: str = ""
    invitation: str = ""
    options: tuple[Component, ...] = ()
    buttons: tuple[Component, ...] = ()

    def without_questions(self) -> "Spread":
        """The same where nobody could answer a click: in a webhook's messages."""
        links = tuple(button for button in self.buttons if opens(button))
        return replace(self, invitation="", options=(), buttons=links)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One message as Discord takes it, all but what every message has; *stories* are told in it."""

    payload: Mapping[str, Any]
    stories: Sequence[Story] = ()


def packed(spread: Spread) -> list[Sheet]:
    """*spread* in as few messages as it takes, in order; nothing is left out.

    A piece must fit into a message of its own, with heading, opening and closing.
    """
    sheets = [_Filling(spread, opening=spread.opening)]
    for panel in spread.panels:
        heading = panel.heading
        sheets[-1].close()
        for piece in panel.pieces:
            if not sheets[-1].takes(piece, heading):
                sheets[-1].close()
                sheets.append(_Filling(spread))
            sheets[-1].add(piece, heading, panel.accent)
            heading = f"{panel.heading}{CONTINUED}" if panel.heading else ""
    return [s.sheet(spread, last=s is sheets[-1]) for s in sheets]


class _Filling:
    """A message that is being filled; it always keeps room for what ends a spread."""

    def __init__(self, spread: Spread, *, opening: str = "") -> None:
        self._components = [text(opening)] if opening else []
        self._open: list[Component] = []
        self._accent = BLUE
        self._stories: list[Story] = []
        ending = _ending(spread, last=True)
        menu_above = 2 if spread.invitation and not spread.options else 0
        self._room = MOST - menu_above - sum(map(size, (*self._components, *ending)))
        self._text = MOST_TEXT - sum(map(length, (*self._components, *ending)))

    def takes(self, piece: Piece, heading: str) -> bool:
        """Whether *piece* finds room, with a container and *heading* where none is open."""
        room, characters = self._price(piece, heading)
        enough = room <= self._room and characters <= self._text
        return enough and len(self._stories) + bool(piece.story) <= MOST_OPTIONS

    def add(self, piece: Piece, heading: str, accent: int) -> None:
        room, characters = self._price(piece, heading)
        self._room -= room
        self._text -= characters
        if not self._open:
            self._accent = accent
            self._open += [text(heading)] if heading else []
        self._open.append(piece.component)
        self._stories += [piece.story] if piece.story else []

    def close(self) -> None:
        """What comes next has a container of its own."""
        if self._open:
            self._components.append(container(self._open, self._accent))
        self._open = []

    def sheet(self, spread: Spread, *, last: bool) -> Sheet:
        self.close()
        ending = _ending(spread, last=last)
        closing = 1 if last and spread.closing else 0
        chosen = () if spread.options else menu_of(self._stories, spread.invitation)
        components = [*self._components, *ending[:closing], *chosen, *ending[closing:]]
        return Sheet({"flags": COMPONENTS_V2, "components": components}, self._stories)

    def _price(self, piece: Piece, heading: str) -> tuple[int, int]:
        room, characters = size(piece.component), length(piece.component)
        if self._open:
            return room, characters
        return room + 1 + bool(heading), characters + len(heading)


def _ending(spread: Spread, *, last: bool) -> list[Component]:
    if not last:
        return []
    closing = [text(spread.closing)] if spread.closing else []
    options = menu(CHOOSE, spread.invitation, spread.options)
    return [*closing, *options, *([row(spread.buttons)] if spread.buttons else [])]


def menu_of(stories: Iterable[Story], invitation: str) -> Iterable[Component]:
    """The row with a menu of *stories*; none without an invitation to choose."""
    return menu(CHOOSE, invitation, chain(*map(_option, stories))) if invitation else ()


def _option(story: Story) -> Iterable[Component]:
    """*story* as a line of a menu: its title, and who tells it."""
    return option(story.title, choosing(AskStory(story.id)), houses(story.publishers))
