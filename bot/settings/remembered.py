"""How the bot of a state folder finds its settings file: noted there, for whoever comes later."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from bot.settings.finding import Found, is_example

NOTE = "settings.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The file that the last bot was on, and where it looks for it.

    *own* is None for the built-in example, *named* None where the file merely lay in *folder*.
    """

    own: Path | None
    named: Path | None
    folder: Path


def remember(found: Found, state: Path) -> None:
    """Note in the *state* folder that its bot is on the file *found*; in one step."""
    own = None if is_example(found.path) else str(found.path)
    named = str(found.path) if found.named else None
    draft = state / f"{NOTE}.{os.getpid()}"
    draft.write_text(json.dumps({"own": own, "named": named, "folder": str(found.folder)}) + "\n")
    draft.replace(state / NOTE)


def remembered(state: Path) -> Remembered | None:
    """What is noted in the *state* folder; None where no bot has run on it yet."""
    try:
        noted = json.loads((state / NOTE).read_text())
        own, named = noted["own"], noted["named"]
        return Remembered(
            own=Path(own) if own else None,
            named=Path(named) if named else None,
            folder=Path(noted["folder"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None  # cut off or never written: then the next run writes it
