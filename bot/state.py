"""The state folder: where the database lies, and the lock that only one `run` holds (DESIGN D2)."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from filelock import FileLock, Timeout
from platformdirs import user_state_path

from bot.errors import StateFolderError
from bot.paths import shown

VARIABLE = "BROADSHEET_STATE"

LOOK_AGAIN = 0.2
"""Seconds between two tries for the lock."""

PATIENCE = 2.0
"""Seconds for which a holder may be unknown: it writes its name down right after locking."""

Verb = Literal["run", "import", "migrate"]


VERBS: tuple[Verb, ...] = get_args(Verb)


def default_folder() -> Path:
    """Where this user's programs keep their state: `~/.local/state/broadsheet` on Linux."""
    return user_state_path("broadsheet", appauthor=False)


def database_url(folder: Path) -> str:
    """The address of the SQLite file in *folder*."""
    return f"sqlite:///{(folder / 'broadsheet.sqlite3').as_posix()}"


def prepare(folder: Path) -> None:
    """Make *folder*, for this user alone, where it isn't there; raises StateFolderError.

    What is there already keeps its permissions. A file is written and removed again, since only
    that tells whether files can be written: a disk may be full or read-only.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as failure:
        raise StateFolderError(
            f"the state folder {shown(folder)} can't be written ({failure.strerror}); "
            f"make it writable, or name another in {VARIABLE}"
        ) from failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The process that holds the lock, and for what."""

    verb: Verb
    pid: int

    def __str__(self) -> str:
        return f"`broadsheet {self.verb}` (process {self.pid})"


class RunLock:
    """An OS file lock on the state folder: the OS opens it again when its holder dies.

    The folder must be there (`prepare`). *patience* is in seconds.
    """

    def __init__(self, folder: Path, *, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._patience = patience
        # One lock for the process: it may be released by another thread than the one that took it.
        self._lock = FileLock(folder / "broadsheet.lock", thread_local=False)
        self._note = folder / "broadsheet.pid"

    @contextmanager
    def for_run(self, say: Callable[[str], None]) -> Iterator[None]:
        """Hold the lock as the one `run`; raises StateFolderError where another `run` does.

        An `import` that is filing is waited for; *say* is given a sentence that says so.
        """
        holder = self._acquire("run", say, wait_for="import")
        if holder is not None:
            raise StateFolderError(self._in_use_by(holder))
        with self._held("run"):
            yield

    @contextmanager
    def for_migrate(self) -> Iterator[None]:
        """Hold the lock to change the database; raises StateFolderError where anybody does."""
        holder = self._acquire("migrate", lambda _sentence: None, wait_for=None)
        if holder is not None:
            raise StateFolderError(self._in_use_by(holder))
        with self._held("migrate"):
            yield

    @contextmanager
    def for_import(self, say: Callable[[str], None]) -> Iterator[bool]:
        """Hold the lock to file what was imported; False where a `run` holds it and files itself.

        Another `import` is waited for; *say* is given a sentence that says so. Raises
        StateFolderError where a `migrate` holds it.
        """
        holder = self._acquire("import", say, wait_for="import")
        if holder is not None:
            if holder.verb == "migrate":
                raise StateFolderError(self._in_use_by(holder))
            yield False
            return
        with self._held("import"):
            yield True

    def holder(self) -> Holder | None:
        """Who holds the lock now, as far as it can be told; None for nobody. Leaves no trace."""
        noted = self._noted()
        if noted is None:
            return None
        if self._taken(within=0):
            self._lock.release()
            return None
        return noted

    def check_not_moving(self) -> None:
        """Raise StateFolderError while a `migrate` holds the lock."""
        holder = self.holder()
        if holder is not None and holder.verb == "migrate":
            raise StateFolderError(self._in_use_by(holder))

    def _in_use_by(self, holder: Holder) -> str:
        return (
            f"{holder} uses the state folder {self._folder} already; "
            f"end it first, or name another folder in {VARIABLE}"
        )

    def _acquire(
        self, verb: Verb, say: Callable[[str], None], *, wait_for: Verb | None
    ) -> Holder | None:
        """Take the lock and give None, or give the holder that isn't waited for."""
        said, unknown_since = False, time.monotonic()
        while not self._taken(within=LOOK_AGAIN):
            holder = self._noted()
            if holder is None:
                if time.monotonic() - unknown_since > self._patience:
                    raise StateFolderError(_in_use(self._folder))
                continue
            if holder.verb != wait_for:
                return holder
            if not said:
                say(f"{verb} waits until {holder} is done with {self._folder}")
            said, unknown_since = True, time.monotonic()
        return None

    @contextmanager
    def _held(self, verb: Verb) -> Iterator[None]:
        try:
            self._write_down(verb)
            yield
        finally:
            self._note.unlink(missing_ok=True)
            self._lock.release()

    def _taken(self, *, within: float) -> bool:
        try:
            self._lock.acquire(timeout=within)
        except Timeout:
            return False
        return True

    def _write_down(self, verb: Verb) -> None:
        """In one step, so that nobody reads half a line."""
        draft = self._note.with_suffix(f".{os.getpid()}")
        draft.write_text(f"{verb} {os.getpid()}\n")
        draft.replace(self._note)

    def _noted(self) -> Holder | None:
        """The holder that wrote its name down; None if it hasn't yet, or a dead one's stands."""
        try:
            verb, pid = self._note.read_text().split()
        except (OSError, ValueError):
            return None
        number = int(pid) if pid.isdigit() else 0
        known = next((one for one in VERBS if one == verb), None)
        if known is None or number in (0, os.getpid()) or not lives(number):
            return None
        return Holder(verb=known, pid=number)


def _in_use(folder: Path) -> str:
    return (
        f"another process uses the state folder {folder} already; "
        f"end it first, or name another folder in {VARIABLE}"
    )


def lives(pid: int) -> bool:
    """Whether there's a process of that id."""
    if sys.platform == "win32":
        return True  # there, the question below would end the process
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it's there, and somebody else's
    return True
