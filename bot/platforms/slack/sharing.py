"""What was asked in private and shown to the channel: who did that stands above it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.chat import Message
from bot.platforms.slack.blocks import context

_USER = re.compile(r"[UW][A-Z0-9]+")


def shared(messages: Sequence[Message], user: str) -> list[Message]:
    """*messages*, the first of them below a line that names *user*, a member's id."""
    if not _USER.fullmatch(user):
        return list(messages)
    first, *others = messages
    blocks = [context(f"<@{user}> shared this"), *first.payload["blocks"]]
    return [replace(first, payload={**first.payload, "blocks": blocks}), *others]
