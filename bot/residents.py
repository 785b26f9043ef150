"""What lives in processes of its own, made there: in the bot's own, importing it costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from digests.stories.granularity import Granularity
from digests.topics import Topic

if TYPE_CHECKING:
    from bot.collecting.lector import Lector
    from digests.live import LiveWindow


def lector() -> Lector:
    """Who reads."""
    from bot.collecting.lector import Lector

    return Lector()


def live_window(topics: Sequence[Topic], granularity: Granularity) -> LiveWindow:
    """The articles of the last days, and the stories they tell."""
    from digests.live import LiveWindow

    return LiveWindow(topics, granularity=granularity)
