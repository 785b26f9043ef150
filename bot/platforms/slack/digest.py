"""A digest on Slack: in one piece, or its titles with a reply below them for each topic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat import Message
from bot.platforms.slack.blocks import Block, context, divider, header
from bot.platforms.slack.markup import escaped, plain
from bot.platforms.slack.messages import Piece, Room, payload, sheets, text
from bot.platforms.slack.stories import Manner, line, told
from bot.platforms.slack.titles import title_list
from digests.digest import Digest, Section
from digests.schedule.presentation import Layout, Presentation
from digests.wording import dateline, last_line, tally

HEADING = 120
"""Characters of a heading, so that "(continued)" fits behind it."""

LAST_LINE = 300

BELOW = "summaries in the thread"


def messages(
    digest: Digest, closing: Sequence[Block] = (), *, shareable: bool = False
) -> list[Message]:
    """*digest* as its schedule wants it to look; *closing* are blocks below all of it.

    *shareable*: whoever reads it may show its stories to the channel.
    """
    edition = digest.edition
    wanted = edition.schedule.presentation if edition else Presentation()
    frame = _frame(digest, closing)
    if not digest.sections:
        return [Message(payload=payload(frame.words, [*frame.top, *frame.bottom]))]
    manner = Manner(digest.zone, pictures=wanted.pictures, shareable=shareable)
    if wanted.layout is Layout.THREAD:
        return [_titles(digest, frame), *_replies(digest, manner)]
    return list(_flat(digest, frame, manner))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What stands above and below the stories; *words* are the top where there's text alone."""

    top: Sequence[Block]
    bottom: Sequence[Block]
    words: str

    @property
    def room(self) -> Room:
        """What is left of a message for what stands between."""
        return Room().beside([*self.top, *self.bottom])


def _frame(digest: Digest, closing: Sequence[Block]) -> _Frame:
    """Title, period and counts; how many more there are, and when the next comes."""
    counts = f"{dateline(digest)} · {tally(digest)}"
    last = escaped(last_line(digest), LAST_LINE)
    return _Frame(
        top=[header(digest.heading), context(counts)],
        bottom=[*([divider(), context(last)] if last else ()), *closing],
        words=f"{escaped(digest.heading, HEADING)}\n{counts}",
    )


def _flat(digest: Digest, frame: _Frame, manner: Manner) -> Iterator[Message]:
    """As few messages as hold it, one after the other."""
    pieces = [piece for part in digest.sections for piece in _section(part, manner, [divider()])]
    laid = list(sheets(pieces, frame.room))
    for n, sheet in enumerate(laid, start=1):
        last = n == len(laid)
        above = frame.top if n == 1 else [context(_part(digest, n, len(laid)))]
        blocks = [*above, *sheet.blocks, *(frame.bottom if last else ())]
        words = text(frame.words, sheet.lines, digest.left_out if last else 0)
        yield Message(payload=payload(words, blocks), tells=tuple(sheet.tells))


def _titles(digest: Digest, frame: _Frame) -> Message:
    """What stands in the channel above a thread: it names the stories, the replies tell them."""
    below = context(BELOW)
    titles = title_list(digest.sections, frame.room.beside([below]))
    words = text(frame.words, [line(story) for story in digest.stories], digest.left_out)
    return Message(payload=payload(words, [*frame.top, *titles, below, *frame.bottom]))


def _replies(digest: Digest, manner: Manner) -> Iterator[Message]:
    """What stands in the thread: a reply for each topic, more where one doesn't hold it."""
    for part in digest.sections:
        for sheet in sheets(_section(part, manner, ()), Room()):
            words = text(escaped(part.topic, HEADING), sheet.lines)
            yield Message(payload=payload(words, sheet.blocks), under=0, tells=tuple(sheet.tells))


def _section(part: Section, manner: Manner, above: Sequence[Block]) -> Iterator[Piece]:
    """Its stories: the first below its heading, and each with what continues it, if need be."""
    topic = plain(part.topic, HEADING)
    again = [header(f"{topic} (continued)")]
    for n, story in enumerate(part.stories):
        piece = told(story, manner)
        blocks = piece.blocks if n else [*above, header(topic), *piece.blocks]
        yield Piece(blocks=blocks, line=piece.line, story=story.id, again=again if n else ())


def _part(digest: Digest, number: int, count: int) -> str:
    return f"{escaped(digest.heading, HEADING)} · {number} of {count}"
