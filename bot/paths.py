"""Paths that somebody wrote, and that may be anything: what can't be one isn't there."""

import os
from pathlib import Path

from digests.quoting import cut

LONGEST_SHOWN = 400
"""Characters of a path in an error; hardly one that exists is longer."""


def is_file(path: Path) -> bool:
    """As Path's own, but False for a name that's too long or holds what no name may."""
    return os.path.isfile(path)  # noqa: PTH113 - Path's own raises over such names


def is_dir(path: Path) -> bool:
    """As `is_file`, of a folder."""
    return os.path.isdir(path)  # noqa: PTH112 - Path's own raises over such names


def exists(path: Path) -> bool:
    """As `is_file`, of anything."""
    return os.path.exists(path)  # noqa: PTH110 - Path's own raises over such names


def shown(path: Path) -> str:
    """*path* for an error."""
    text = str(path)
    return text if len(text) <= LONGEST_SHOWN else cut(text)
