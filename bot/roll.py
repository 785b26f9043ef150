"""The roll: which bots of this machine run on a state folder, where several may (`reload`)."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.state import lives

NAMED = "run-*.lock"


@contextmanager
def enrolled(folder: Path) -> Iterator[None]:
    """Be on the roll of *folder* while the context lasts; whoever dies no longer is."""
    for path in folder.glob(NAMED):
        if not lives(_pid(path)):
            path.unlink(missing_ok=True)
    path = folder / NAMED.replace("*", str(os.getpid()))
    with FileLock(path, thread_local=False):
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def on_the_roll(folder: Path) -> Sequence[int]:
    """The ids of the processes on the roll of *folder*."""
    return tuple(sorted(_pid(path) for path in folder.glob(NAMED) if _is_held(path)))


def _is_held(path: Path) -> bool:
    """Whether the process that made *path* is still there, and not another of the same id."""
    try:
        with FileLock(path, thread_local=False).acquire(timeout=0):
            return False
    except Timeout:
        return True


def _pid(path: Path) -> int:
    digits = path.stem.removeprefix("run-")
    return int(digits) if digits.isdigit() else 0
