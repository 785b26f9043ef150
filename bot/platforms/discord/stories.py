"""A story on Discord: in a digest, in a list, and in full."""

from collections.abc import Iterable, Iterator

from bot.commands.queries import AskLatest, AskSearch, AskSimilar
from bot.commands.replies import SeveralFound, SimilarFound, StoriesFound, StoryFound
from bot.platforms.discord.components import (
    MOST_TEXT,
    Component,
    button,
    link,
    section,
    text,
    thumbnail,
)
from bot.platforms.discord.custom_ids import asking
from bot.platforms.discord.markup import MARKUP, address, fitted, masked, moment
from bot.platforms.discord.packing import Panel, Piece, Spread
from bot.wording import stories
from digests.search import parse_terms
from digests.stories.capping import cap
from digests.stories.story import Story, Telling
from digests.text import tidy
from digests.wording import NAMED, counted, houses, in_one_run

TITLE = 256
SUMMARY = 600
HOUSE = 60
"""Characters of markup: a summary in a digest has at most 400 of its own."""

WHOLE_SUMMARY = 1_200
REASON = 120
OTHER_TITLE = 160

DETAILS = "Details of …"


def told(story: Story, *, room: int = MOST_TEXT) -> str:
    """Linked title, summary and byline, in at most *room* characters of markup, 700 or more.

    What's too big loses its summary first, then its link.
    """
    title, says, by = f"**{_title(story)}**", summary(story), f"-# {byline(story)}"
    for lines in ((title, says, by), (title, by)):
        if len(said := "\n".join(filter(None, lines))) <= room:
            return said
    return f"**{_title(story, linked=False)}**\n{by}"


def brief(story: Story, *, pictures: bool = True) -> Piece:
    """*story* as a digest and a list show it, with its picture where there's one."""
    return Piece(component=illustrated(told(story), story, pictures=pictures), story=story)


def illustrated(words: str, story: Story, *, pictures: bool = True) -> Component:
    """*words* with the story's picture at their side, if it has one."""
    url = address(story.image.url) if story.image and pictures else None
    if story.image is None or url is None:
        return text(words)
    return section(words, thumbnail(url, tidy(story.image.alt) or stories.titled(story)))


def summary(story: Story) -> str:
    """What a digest says of it."""
    return fitted(in_one_run(cap(story.summary)), SUMMARY)


def byline(story: Story) -> str:
    """ "Nikkei Asia, CNBC and 2 more · 3 hours ago · 5 articles", the age in the reader's words."""
    age = moment(story.published, "R") if story.published else None
    return stories.byline(story, _houses(story.publishers), age)


def latest_stories() -> Iterable[Component]:
    """The button for who wants something else."""
    return button("The latest stories", asking(AskLatest()))


def in_full(reply: StoryFound) -> Spread:
    """Who says what, under which topics and why, and everyone who tells it, in order of time."""
    story = reply.story
    head = f"## {_title(story)}\n-# {byline(story)}"
    texts = [*_voices(story), *_filed(reply)]
    room = MOST_TEXT - len(head) - sum(map(len, texts))
    if len(story.tellings) > 1:
        texts.append(_tellers(story, room))
    pieces = [illustrated(head, story), *map(text, texts)]
    return Spread(
        panels=(Panel(pieces=tuple(Piece(component=c) for c in pieces)),),
        buttons=(
            *link(_read_at(story), story.url),
            *button("More like this", asking(AskSimilar(story.id))),
        ),
    )


def several(reply: SeveralFound) -> Spread:
    """The stories that fit, to choose from."""
    more = reply.total > len(reply.stories)
    others = asking(AskSearch(parse_terms(reply.words))) if more else None
    return Spread(
        opening=_heading(stories.found(reply.total, reply.words, MARKUP), stories.which(reply)),
        panels=_listed(reply.stories),
        invitation="Choose a story …",
        buttons=tuple(button(f"All {counted(reply.total, 'story')}", others)),
    )


def similar(reply: SimilarFound) -> Spread:
    """The stories that are most like one."""
    said = stories.like(reply, MARKUP)
    if not reply.stories:
        return Spread(opening=said, buttons=tuple(latest_stories()))
    return Spread(opening=f"### {said}", panels=_listed(reply.stories), invitation=DETAILS)


def page(reply: StoriesFound) -> Spread:
    """One page of what was found, what was read otherwise than typed, and the way on."""
    at, last = reply.page, reply.pages
    found = stories.found(reply.total, reply.words, MARKUP)
    return Spread(
        opening=_heading(found, stories.notes(reply, MARKUP)),
        panels=_listed(reply.stories),
        closing=f"-# {stories.page_of(reply)}" if last > 1 else "",
        invitation=DETAILS,
        buttons=(
            *(_turn("Previous page", reply.words, at - 1) if at > 1 else ()),
            *(_turn("Next page", reply.words, at + 1) if at < last else ()),
        ),
    )


def _turn(label: str, words: str, to: int) -> Iterable[Component]:
    return button(label, asking(AskSearch(parse_terms(words), to)))


def _listed(some: Iterable[Story]) -> tuple[Panel, ...]:
    return (Panel(pieces=tuple(map(brief, some))),)


def _heading(found: str, note: str) -> str:
    return f"### {found}\n-# {note}" if note else f"### {found}"


def _voices(story: Story) -> Iterator[str]:
    """The summary; where several houses speak, each with its name below what it says."""
    spoken = stories.voices(story)
    for house, said in spoken:
        if words := fitted(in_one_run(said), WHOLE_SUMMARY // len(spoken)):
            yield f"{words}\n-# {fitted(house, HOUSE)}" if house else words


def _filed(reply: StoryFound) -> Iterator[str]:
    if reply.filings:
        reasons = [f"- {fitted(f.topic, HOUSE)}: {fitted(f.reason, REASON)}" for f in reply.filings]
        yield "\n".join(["**Topics**", *reasons])


def _tellers(story: Story, room: int) -> str:
    """Everyone who tells it and where, as many as *room* has; the others are counted."""
    lines = ["**Told by**"]
    left = room - len(lines[0]) - len("\n-# and 1,000,000 more")
    for number, telling in enumerate(story.tellings):
        line = _teller(telling, story)
        left -= len(line) + 1
        if left < 0:
            lines.append(f"-# and {len(story.tellings) - number:,} more")
            break
        lines.append(line)
    return "\n".join(lines)


def _teller(telling: Telling, story: Story) -> str:
    """The house with its link, when, and its title where it's another one than the story's."""
    when = moment(telling.published, "f") if telling.published else stories.UNDATED
    other = fitted(stories.own_title(telling, story), OTHER_TITLE)
    named = masked(stories.house(telling), telling.url, HOUSE)
    return " · ".join(filter(None, (f"- {named}", when, stories.role(telling, story), other)))


def _read_at(story: Story) -> str:
    """Whom a reader who follows the story's link will read."""
    house = next((t.publisher for t in story.tellings if t.url == story.url and t.publisher), None)
    return f"Read it at {house.name}" if house else "Read it"


def _title(story: Story, *, linked: bool = True) -> str:
    return masked(stories.titled(story), story.url if linked else None, TITLE)


def _houses(names: tuple[str, ...]) -> str:
    """The first few are named, so that the others needn't be escaped."""
    return houses([*(fitted(name, HOUSE) for name in names[:NAMED]), *names[NAMED:]])
