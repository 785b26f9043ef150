"""App Home: what somebody sees who opens the bot."""

from collections.abc import Sequence
from typing import Any

from bot.commands.replies import FrontPage
from bot.commands.verbs import COMMAND
from bot.platforms.slack.actions import Action
from bot.platforms.slack.blocks import (
    Block,
    actions,
    context,
    cost,
    divider,
    finder,
    header,
    search_field,
    section,
)
from bot.platforms.slack.front_page import how, issues, questions
from digests.wording import counted

MOST_BLOCKS = 100

LONGEST = 20_000
"""Characters of all of it; whoever wants more asks for it."""

ROOM_FOR_MORE = 200


def home(front_page: FrontPage, *, command: str = COMMAND) -> dict[str, Any]:
    """The view of who may see *front_page*: to search, what came last, and how to ask.

    Each sees times in their own zone, by Slack's dates.
    """
    top = [
        header("Broadsheet"),
        search_field(Action.SEARCH, "Search the archive", "Words, topic:AI, since:7d"),
        section("Or find a story while you type:", finder(Action.FIND, "Find a story")),
        *actions(*questions()),
    ]
    bottom = [divider(), context(how(command))]
    all_issues = [piece.blocks for piece in issues(front_page)]
    return {"type": "home", "blocks": [*top, *_fitting(all_issues, [*top, *bottom]), *bottom]}


def _fitting(issues: Sequence[Sequence[Block]], others: Sequence[Block]) -> list[Block]:
    """The first of *issues*, as many as one view holds; the others are counted."""
    room = LONGEST - cost(list(others)) - ROOM_FOR_MORE
    places = MOST_BLOCKS - len(others) - 1
    kept: list[Block] = []
    for n, blocks in enumerate(issues):
        if cost([*kept, *blocks]) > room or len(kept) + len(blocks) > places:
            return [*kept, context(f"and {counted(len(issues) - n, 'more schedule')}")]
        kept += blocks
    return kept
