"""Messages from pieces: as few as hold them, none of them too big, no piece torn apart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.chat import Message
from bot.platforms.slack.blocks import Block, cost
from digests.stories.story import StoryId

MOST_BLOCKS = 50
LONGEST = 9_000
"""Characters of all blocks together: Slack has refused 11,341 (FACTS 0.6)."""
LONGEST_TEXT = 3_800
"""Characters of what is shown where blocks aren't: beyond 4,040 Slack makes two messages of it."""

ROOM_FOR_MORE = 40
"""Characters that "and 14 more" takes."""

ROOM_TO_SHARE = 400
"""Characters, and a block, for who shows an answer to others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Blocks that stay together, and the *line* (markup) that says the same in text alone.

    *story* is what it tells in full. *again* are blocks to begin with where a message begins here.
    """

    blocks: Sequence[Block]
    line: str = ""
    story: StoryId | None = None
    again: Sequence[Block] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """What one message may hold."""

    characters: int = LONGEST
    places: int = MOST_BLOCKS

    def beside(self, blocks: Sequence[Block]) -> "Room":
        """What is left of it beside *blocks*."""
        return Room(self.characters - cost(list(blocks)), self.places - len(blocks))


@dataclass(slots=True)
class Sheet:
    """The pieces of one message to be, as far as they fit."""

    room: Room
    blocks: list[Block] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    tells: list[StoryId] = field(default_factory=list)

    def takes(self, piece: Piece) -> bool:
        """Whether *piece* was put on it; on an empty one, every piece is."""
        blocks = [*(() if self.blocks else piece.again), *piece.blocks]
        left = self.room.beside(blocks)
        if self.blocks and (left.characters < 0 or left.places < 0):
            return False
        self.room = left
        self.blocks += blocks
        if piece.line:
            self.lines.append(piece.line)
        if piece.story is not None:
            self.tells.append(piece.story)
        return True


def sheets(pieces: Iterable[Piece], room: Room) -> Iterator[Sheet]:
    """*pieces* in order, on as few sheets as hold them, each of which has that *room*."""
    sheet = Sheet(room)
    for piece in pieces:
        if not sheet.takes(piece):
            yield sheet
            sheet = Sheet(room)
            sheet.takes(piece)
    yield sheet


def answer(heading: str, pieces: Iterable[Piece], closing: Sequence[Block] = ()) -> list[Message]:
    """*pieces* as an answer to somebody, with the *closing* blocks at its end.

    *heading* (markup) is how its text begins; room is left for a line on who shared it.
    """
    alone = Room(LONGEST - ROOM_TO_SHARE, MOST_BLOCKS - 1)
    laid = list(sheets(pieces, alone.beside(closing)))
    laid[-1].blocks += closing
    return [
        Message(payload=payload(text(heading, s.lines), s.blocks), tells=tuple(s.tells))
        for s in laid
        if s.blocks
    ]


def payload(words: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """What is posted: everything but where to, and without previews of what is linked."""
    return {
        "text": words,
        "blocks": list(blocks),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def text(heading: str, lines: Sequence[str], left_out: int = 0) -> str:
    """*heading*, then a line each, as many as fit; the others, and the *left_out*, are counted."""
    said = heading
    for n, line in enumerate(lines):
        if len(said) + len(line) + 3 > LONGEST_TEXT - ROOM_FOR_MORE:
            left_out += len(lines) - n
            break
        said += f"\n• {line}"
    return f"{said}\nand {left_out:,} more" if left_out else said
