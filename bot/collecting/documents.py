"""Documents on a disk: which there are, and what their bytes say, each piece with its limits."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

ENDINGS = frozenset({".txt", ".md", ".html"})
"""What a folder source reads (DESIGN D10)."""

LARGEST = 20_000_000
"""Bytes of a document that are still read: a long book has two million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A document in a folder: *ref* is its path in it, with forward slashes; *size* in bytes.

    *fingerprint* changes when the file does; *problem* says why it can't be opened.
    """

    ref: str
    path: Path
    fingerprint: str
    size: int = 0
    problem: str | None = None


def documents_in(folder: Path) -> Iterator[Found]:
    """The folder's documents, by path; names beginning with `.`, `_` or `README` aren't (D10).

    Links that lead out of the folder, or to another in it, are there with a problem: whoever may
    write into it could have anything on this machine read out. Raises OSError where the folder
    itself can't be listed.
    """
    inside = os.path.realpath(folder)
    for root, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "_")))
        for name in sorted([*names, *(f for f in folders if Path(root, f).is_symlink())]):
            path = Path(root, name)
            if name.startswith((".", "_", "README")):
                continue
            if name in folders:
                yield _refused(path, folder, "a link to a folder; make that one a source instead")
            elif holds_rows(path):
                yield _refused(
                    path, folder, "rows aren't read here; take them in: `broadsheet import FILE`"
                )
            elif path.suffix.lower() in ENDINGS:
                if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(inside):
                    yield _refused(path, folder, "a link that leads out of the folder; copy it in")
                else:
                    yield found(path, reference(path.relative_to(folder)))


def holds_rows(path: Path) -> bool:
    """Whether *path* is named as JSON Lines are, compressed or not."""
    return bool({".jsonl", ".ndjson"} & {suffix.lower() for suffix in path.suffixes[-2:]})


def unread_kind(path: Path) -> str | None:
    """Why the file at *path* is of no kind that's read; None if it's one, or isn't there."""
    if path.suffix.lower() in ENDINGS or holds_rows(path) or not path.exists():
        return None
    kinds = ", ".join(sorted(ENDINGS))
    return f"not read; name a folder, a document ({kinds}) or JSON Lines (.jsonl)"


def reference(path: PurePath) -> str:
    r"""*path* with forward slashes; bytes in it that aren't UTF-8 are written as `\xff`."""
    return os.fsencode(path.as_posix()).decode(errors="backslashreplace")


def _refused(path: Path, folder: Path, problem: str) -> Found:
    ref = reference(path.relative_to(folder))
    return Found(ref=ref, path=path, fingerprint="refused", problem=problem)


def _raise(error: OSError) -> None:
    raise error


def found(path: Path, ref: str) -> Found:
    """The document at *path*, with what keeps it from being read, if anything does."""
    if reference(path) != path.as_posix():
        unnamed = "its name, or its folder's, isn't UTF-8; rename it"
        return Found(ref=ref, path=path, fingerprint="unnamed", problem=unnamed)
    try:
        state = path.stat()
    except FileNotFoundError:
        return Found(ref=ref, path=path, fingerprint="gone", problem=_why_missing(path))
    except OSError as error:
        return Found(ref=ref, path=path, fingerprint="unreadable", problem=why(error))
    fingerprint = f"{state.st_size}-{state.st_mtime_ns}"
    problem = None
    if not path.is_file():
        problem = "not a regular file; remove it"
    elif state.st_size > LARGEST:
        problem = (
            f"{state.st_size / 1e6:.0f} MB is too large for an article "
            f"(limit {LARGEST / 1e6:.0f} MB); split it"
        )
    return Found(ref=ref, path=path, fingerprint=fingerprint, size=state.st_size, problem=problem)


def _why_missing(path: Path) -> str:
    if path.is_symlink():
        return f"a broken link to {path.readlink()}; remove it"
    return "there's no such file"


def why(error: OSError) -> str:
    """Why a document can't be opened, for people."""
    return f"can't be opened: {(error.strerror or str(error)).lower()}"
