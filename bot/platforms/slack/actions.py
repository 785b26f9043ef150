"""What can be pressed, chosen or typed in a message of ours, and which query that means.

A button remembers the query itself, as text that asks it: so it works after a restart and a month
later. The ids stay as they are for as long as messages with them may be read.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, assert_never

from bot.commands.grammar import parse
from bot.commands.queries import SHAREABLE, AskStory, NotUnderstood, Query
from bot.commands.spelling import spelled
from bot.platforms.slack.blocks import OPTION, REMEMBERED
from digests.stories.story import StoryId


class Action(StrEnum):
    """The beginning of an action's id; behind a colon, what makes it unique within its message."""

    MENU = "story.menu.v1"
    DETAILS = "story.details.v1"
    SIMILAR = "story.similar.v1"
    CHOOSE = "story.choose.v1"
    """One of several stories, from a menu."""
    FIND = "story.find.v1"
    """A story that is looked up while one types: its options are asked for."""
    SHARE = "answer.share.v1"
    PAGE = "answer.page.v1"
    """Another page of the same answer, which may take its place."""
    ASK = "answer.ask.v1"
    TOPIC = "topic.choose.v1"
    SCHEDULE = "schedule.menu.v1"
    SEARCH = "home.search.v1"


OURS = re.compile(rf"^(?:{'|'.join(map(re.escape, Action))})(?::|$)")
"""The ids of everything here."""

_NAMES = frozenset(Action)

SHARED = "share "
"""Before a menu's value: the answer is for the whole channel."""


def named(action: Action, which: str | int) -> str:
    """The id of one *action* of several in a message."""
    return f"{action}:{which}"


def remembered(query: Query, *, limit: int = REMEMBERED) -> str | None:
    """What a button remembers of *query*; None where that would be read otherwise, or too long."""
    said = spelled(query)
    return said if said and len(said) <= limit and parse(said) == query else None


def choice(query: Query) -> str | None:
    """What an option of a menu remembers."""
    return remembered(query, limit=OPTION)


def about(story: StoryId) -> tuple[str, str, str]:
    """What a story's menu remembers: for its details, for stories like it, to show it to all.

    No need to try how that's read: an id is letters and digits.
    """
    return f"story {story}", f"similar {story}", f"{SHARED}story {story}"


def query_of(action: Mapping[str, Any]) -> Query | None:
    """The query that *action*, one of a payload's `actions`, means; None where it's none of ours.

    Words that were typed may be NotUnderstood; what a button remembers never is. A value may have
    been changed by whoever sends it: what not everybody may see is never shared.
    """
    name, said = _name(action), _said(action)
    if name is None or said is None:
        return None
    match name:
        case Action.SEARCH:
            return parse(f"search {said}")
        case Action.FIND:
            return AskStory(said)
        case (
            Action.MENU
            | Action.DETAILS
            | Action.SIMILAR
            | Action.CHOOSE
            | Action.SHARE
            | Action.PAGE
            | Action.ASK
            | Action.TOPIC
            | Action.SCHEDULE
        ):
            query = parse(said.removeprefix(SHARED))
            hidden = shares(action) and not isinstance(query, SHAREABLE)
            return None if hidden or isinstance(query, NotUnderstood) else query
        case _:
            assert_never(name)


def shares(action: Mapping[str, Any]) -> bool:
    """Whether the answer to *action* is for the whole channel."""
    chosen = _name(action) is Action.MENU and (_said(action) or "").startswith(SHARED)
    return chosen or _name(action) is Action.SHARE


def _name(action: Mapping[str, Any]) -> Action | None:
    id_ = action.get("action_id")
    name = id_.partition(":")[0] if isinstance(id_, str) else ""
    return Action(name) if name in _NAMES else None


def _said(action: Mapping[str, Any]) -> str | None:
    chosen = action.get("selected_option")
    said = chosen.get("value") if isinstance(chosen, Mapping) else action.get("value")
    return said if isinstance(said, str) and said.strip() else None
