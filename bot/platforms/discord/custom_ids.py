"""What buttons and menus remember: the query as text, so that no table needs to keep it."""

import re
from collections.abc import Sequence

from bot.commands.grammar import parse
from bot.commands.queries import AskStory, NotUnderstood, Query
from bot.commands.spelling import spelled

LONGEST = 100
"""Characters of a custom_id, and of an option's value (FACTS 2.1)."""

TEMPLATE = re.compile(r"news:1:(?P<act>ask|share|choose)(?::(?P<asked>.+))?", re.DOTALL)
"""All of ours: the command, the version of this spelling, what a click does, and the query.

`ask` answers whoever clicked, `share` everybody in the channel. `choose` is a menu: the query is
the value that was chosen.
"""

CHOOSE = "news:1:choose"


def asking(query: Query) -> str | None:
    """The custom_id of a button that asks *query*; None where it can't be remembered."""
    return _remembering("ask", query)


def sharing(query: Query) -> str | None:
    """The custom_id of a button that has *query* answered to everybody; None as in `asking`."""
    return _remembering("share", query)


def choosing(query: Query) -> str | None:
    """The value of a menu's option that asks *query*; None as in `asking`."""
    value = spelled(query)
    by_id = isinstance(query, AskStory) and query.words.isalnum()  # read as it's spelled, surely
    kept = by_id or query_of(CHOOSE, (value,)) == query
    return value if kept and len(value) <= LONGEST else None


def query_of(custom_id: str, values: Sequence[str] = ()) -> Query | None:
    """What a click on *custom_id* asks, *values* being what was chosen from a menu.

    None for what isn't ours, or can't be read any more: whoever clicked is told so.
    """
    found = TEMPLATE.fullmatch(custom_id)
    if found is None:
        return None
    chosen = values[0] if len(values) == 1 else ""
    asked = chosen if found["act"] == "choose" else found["asked"]
    query = parse(asked or "")
    return query if asked and not isinstance(query, NotUnderstood) else None


def is_shared(custom_id: str) -> bool:
    """Whether the answer to a click on *custom_id* is for everybody in the channel."""
    found = TEMPLATE.fullmatch(custom_id)
    return found is not None and found["act"] == "share"


def _remembering(act: str, query: Query) -> str | None:
    custom_id = f"news:1:{act}:{spelled(query)}"
    return custom_id if len(custom_id) <= LONGEST and query_of(custom_id) == query else None
