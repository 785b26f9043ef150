"""What is offered while somebody types into a menu."""

from collections.abc import Iterable
from typing import Any

from bot.desk import Suggestion
from bot.platforms.slack.blocks import OPTIONS, option


def options(suggestions: Iterable[Suggestion]) -> dict[str, Any]:
    """The answer to a `block_suggestion`: what can be shown and remembered, each value once."""
    shown = {s.value: option(s.label, s.value, s.note) for s in suggestions}
    return {"options": [line for line in shown.values() if line is not None][:OPTIONS]}
