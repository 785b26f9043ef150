"""Choices that Discord shows while somebody types an option of `/news`."""

from collections.abc import Iterable
from typing import Any

from bot.desk.suggestions import Suggestion
from bot.platforms.discord.markup import plain

MOST = 25
LONGEST = 100
"""Choices, and characters of a name or a value (FACTS 2.2)."""


def choices(suggestions: Iterable[Suggestion]) -> list[dict[str, Any]]:
    """*suggestions* as autocompletion answers; a value that's too long can't be chosen."""
    fitting = (s for s in suggestions if 0 < len(s.value) <= LONGEST)
    named = (
        {"name": name, "value": s.value}
        for s in fitting
        if (name := plain(" · ".join(filter(None, (s.label, s.note))), LONGEST))
    )
    return [choice for _, choice in zip(range(MOST), named, strict=False)]
