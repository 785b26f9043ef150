"""The front page: what each schedule told last, and when it comes next."""

from collections.abc import Iterator, Sequence

from bot.chat import Message
from bot.commands.queries import AskHelp, AskLatest, AskTopics, Query
from bot.commands.replies import FrontPage, LastIssue
from bot.platforms.slack.actions import Action, named, remembered
from bot.platforms.slack.blocks import (
    SECTION,
    Element,
    actions,
    button,
    context,
    divider,
    header,
    section,
)
from bot.platforms.slack.markup import LONG_DAY_AND_TIME, channel, code, date, escaped, linked
from bot.platforms.slack.messages import Piece, answer
from bot.platforms.slack.occasion import Occasion
from bot.platforms.slack.stories import name
from bot.wording import schedules
from digests.stories.story import Story
from digests.wording import counted, houses

TITLE = 200

HOUSES = 80

EXAMPLES = ("latest", "story zhipu", "search chips since:7d", "help")


def in_chat(reply: FrontPage, occasion: Occasion) -> list[Message]:
    """As a message; App Home is `home`."""
    below = Piece(blocks=[divider(), context(how(occasion.command))])
    return answer("Broadsheet", [*issues(reply), below], actions(*questions()))


def issues(front_page: FrontPage) -> Iterator[Piece]:
    """Each schedule with what it told last; where there's none, that there's none."""
    if not front_page.issues:
        yield Piece(blocks=[divider(), section(schedules.NOWHERE)], line=schedules.NOWHERE)
    for issue in front_page.issues:
        schedule = issue.state.schedule
        blocks = [divider(), header(schedule.heading), context(_when(issue))]
        if issue.stories:
            blocks.append(section(_titles(issue.stories)))
        yield Piece(blocks=blocks, line=f"{escaped(schedule.heading, TITLE)}: {_when(issue)}")


def _when(issue: LastIssue) -> str:
    """Where it comes, when it came last, and when it comes next, on the reader's own clock."""
    state, zone = issue.state, issue.state.schedule.zone
    last = schedules.NO_DIGEST_YET
    if issue.posted_at:
        told = counted(len(issue.stories), "story")
        last = (
            f"{told}, {date(issue.posted_at, zone)}"
            if issue.stories
            else date(issue.posted_at, zone)
        )
    coming = "paused" if state.paused else "never comes again"
    if state.next_due and not state.paused:
        coming = f"next: {date(state.next_due, zone, LONG_DAY_AND_TIME)}"
    return " · ".join((channel(state.schedule.channel), last, coming))


def _titles(stories: Sequence[Story]) -> str:
    """As many as a section holds; the others are counted."""
    said: list[str] = []
    for n, story in enumerate(stories):
        who = escaped(houses(story.publishers), HOUSES)
        entry = f"• {linked(story.url, name(story, TITLE))}{f' · {who}' if who else ''}"
        if sum(map(len, said)) + len(said) + len(entry) > SECTION - 30:
            said.append(f"and {len(stories) - n} more")
            break
        said.append(entry)
    return "\n".join(said)


def questions() -> Iterator[Element | None]:
    """What is asked most, to press."""
    asked: tuple[tuple[str, Query], ...] = (
        ("Latest", AskLatest()),
        ("Topics", AskTopics()),
        ("Help", AskHelp()),
    )
    for label, query in asked:
        yield button(label, named(Action.ASK, label.lower()), remembered(query))


def how(command: str) -> str:
    """How to ask, wherever one is."""
    examples = " · ".join(code(f"{command} {example}") for example in EXAMPLES)
    return f"In any channel: {examples}. Here, in Messages, without {code(command)}."
