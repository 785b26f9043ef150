"""What lives in processes of its own, made there: in the bot's own, importing it costs nothing."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from digests.stories.granularity import Granularity
from digests.topics import Topic

if TYPE_CHECKING:
    from bot.collecting.lector import Lector
    from digests.live import LiveWindow


def lector() -> Lector:
    """Who reads."""
    from bot.collecting.lector import Lector

    return Lector()


def live_window(topics: Sequence[Topic], granularity: Granularity, folder: Path) -> LiveWindow:
    """The articles of the last days, and the stories they tell.

    Their texts lie in a file in *folder* that nobody else sees and that ends with the window.
    """
    from digests.live import LiveWindow

    file = _nameless(folder)
    window = LiveWindow(topics, granularity=granularity, file=file)
    if file is not None:
        weakref.finalize(window, file.close)
    return window


def _nameless(folder: Path) -> IO[bytes] | None:
    """A file without a name in *folder*; None where none can be made there."""
    try:
        return tempfile.TemporaryFile(dir=folder, buffering=0)
    except OSError:
        return None
