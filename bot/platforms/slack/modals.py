"""Answers where there's no channel to write to: in a window over App Home."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from bot.chat import Message
from bot.platforms.slack.blocks import label

MOST_BLOCKS = 100

TITLE = 24
"""Characters of a window's title."""


def window(messages: Sequence[Message], title: str = "Broadsheet") -> dict[str, Any]:
    """The blocks of *messages*, as many as a window holds, below *title* (≤ 24 characters)."""
    blocks = list(chain.from_iterable(message.payload["blocks"] for message in messages))
    return {
        "type": "modal",
        "title": label(title, TITLE),
        "close": label("Close", TITLE),
        "blocks": blocks[:MOST_BLOCKS],
    }
