"""A story on Slack: in a list, with its menu, and in full."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.commands.replies import StoryFound
from bot.platforms.slack.actions import Action, about, named
from bot.platforms.slack.blocks import (
    SECTION,
    Element,
    actions,
    context,
    overflow,
    own_option,
    picture,
    section,
)
from bot.platforms.slack.markup import date, escaped, linked
from bot.platforms.slack.messages import Piece
from bot.wording import stories
from digests.stories.capping import cap
from digests.stories.story import Story, Telling
from digests.wording import counted, houses, in_one_run

TITLE = 300
"""Characters of a title as it's sent."""

HOUSES = 200
"""Characters of the publishers' names in a byline, as they're sent."""

REASON = 300
"""Characters of why a story stands under a topic."""

TELLERS = 12_000
"""Characters of the list of who tells a story: two messages; the others are counted."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How stories are shown: *zone* words dates for who has no clock of their own.

    *shareable*: their menus offer to show them to the channel.
    """

    zone: ZoneInfo
    pictures: bool = True
    shareable: bool = False


def told(story: Story, manner: Manner) -> Piece:
    """*story* in a list: title, summary, who tells it since when, a picture, and its menu.

    The menu stands beside it; where a picture does, on a line of its own.
    """
    beside = _picture(story) if manner.pictures else None
    menu, title, who = _menu(story, manner), name(story, TITLE), _who(story)
    head = section(_title_and_summary(story, title), beside or menu)
    blocks = [head, context(_byline(story, who, manner.zone)), *(actions(menu) if beside else ())]
    return Piece(blocks=blocks, line=_line(title, who), story=story.id)


def listed(story: Story, zone: ZoneInfo) -> Piece:
    """*story* to choose from: title, and who tells it since when."""
    title, who = name(story, TITLE), _who(story)
    head = f"*{linked(story.url, title)}*\n{_byline(story, who, zone)}"
    return Piece(blocks=[section(head)], line=_line(title, who))


def name(story: Story, limit: int) -> str:
    """Its title, as markup of at most *limit* characters."""
    return escaped(stories.titled(story), limit)


def line(story: Story) -> str:
    """ "Lantern Labs raises $40 million (Nikkei Asia and CNBC)", for where there's text alone."""
    return _line(name(story, TITLE), _who(story))


def in_full(reply: StoryFound) -> Iterator[Piece]:
    """The whole summary by publisher, where it stands and why, and everyone who tells it."""
    story, zone = reply.story, reply.seen.zone
    title = f"*{linked(story.url, name(story, TITLE))}*"
    head = [section(title, _picture(story)), context(_byline(story, _who(story), zone))]
    yield Piece(blocks=head, story=story.id)
    yield from (Piece(blocks=[section(said)]) for said in _said(story))
    if reply.filings:
        why = " · ".join(escaped(f"{f.topic}: {f.reason}", REASON) for f in reply.filings)
        yield Piece(blocks=[context(why)])
    if len(story.tellings) > 1:
        yield from _tellers(story, zone)


def _line(title: str, who: str) -> str:
    return f"{title} ({who})" if who else title


def _who(story: Story) -> str:
    return escaped(houses(story.publishers), HOUSES)


def _byline(story: Story, who: str, zone: ZoneInfo) -> str:
    """ "Nikkei Asia, CNBC and 2 more · Today, 08:30 · 5 articles", the time as the reader's."""
    return stories.byline(story, who, date(story.published, zone) if story.published else None)


def _picture(story: Story) -> Element | None:
    return picture(story.image.url, story.image.alt or story.title) if story.image else None


def _menu(story: Story, manner: Manner) -> Element | None:
    """What can be done with it; each as the query that asks it."""
    details, similar, shared = about(story.id)
    offered = [own_option("Details", details), own_option("More like this", similar)]
    if manner.shareable:
        offered.append(own_option("Share in channel", shared))
    return overflow(named(Action.MENU, story.id), offered)


def _title_and_summary(story: Story, title: str) -> str:
    """In one section: a story too big for it loses the end of its summary."""
    head = f"*{linked(story.url, title)}*"
    summary = escaped(in_one_run(cap(story.summary)), SECTION - len(head) - 1)
    return f"{head}\n{summary}" if summary else head


def _said(story: Story) -> Iterator[str]:
    """The summary, a section for each publisher in turn; of one alone, the byline has named it."""
    for house, sentences in stories.voices(story):
        if said := escaped(in_one_run(sentences), SECTION - HOUSES - 10):
            yield f"{said}\n_{escaped(house, HOUSES)}_" if house else said


def _tellers(story: Story, zone: ZoneInfo) -> Iterator[Piece]:
    """Everyone who tells it, in order of time, as many to a section as it holds."""
    lines = [_teller(telling, story, zone) for telling in story.tellings]
    said, length = ["*Told by*"], 0
    for n, one in enumerate(lines):
        length += len(one)
        if length > TELLERS:
            said.append(f"and {counted(len(lines) - n, 'more article')}")
            break
        if sum(map(len, said)) + len(said) + len(one) > SECTION:
            yield Piece(blocks=[section("\n".join(said))])
            said = []
        said.append(one)
    yield Piece(blocks=[section("\n".join(said))])


def _teller(telling: Telling, story: Story, zone: ZoneInfo) -> str:
    """The house with its link, when, and its title where it's another one than the story's."""
    house = linked(telling.url, escaped(stories.house(telling), HOUSES))
    when = date(telling.published, zone) if telling.published else stories.UNDATED
    own = escaped(stories.own_title(telling, story), TITLE)
    return f"• {' · '.join(filter(None, (house, when, stories.role(telling, story), own)))}"
