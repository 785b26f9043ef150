"""The folders that sources name: where they are, and what is wrong with them."""

import os
from collections.abc import Iterator
from pathlib import Path

from bot.paths import exists, is_dir, shown
from bot.settings.document import Document
from bot.settings.problems import Problem
from digests.quoting import quoted

IMPORTED = "import"
"""The source of all that `broadsheet import` reads from JSON Lines (DESIGN D10)."""


def folder_of(written: str, beside: Path) -> Path:
    """The absolute path of a folder; a relative one starts at *beside*, the settings file's own."""
    return Path(os.path.abspath(beside / Path(written).expanduser()))  # noqa: PTH100 - links stay


def name_of(folder: Path) -> str:
    """What a source is called that names itself nothing: the folder's own name."""
    return folder.name or "root"


def folder_problems(document: Document, beside: Path) -> Iterator[Problem]:
    """Folders that aren't there, and sources that would be mistaken for one another."""
    yield from _missing(document, beside)
    yield from _confused(document, beside)


def _missing(document: Document, beside: Path) -> Iterator[Problem]:
    for path, entry in document.entries("sources"):
        written = entry.get("folder")
        if not isinstance(written, str) or not written.strip():
            continue
        folder = folder_of(written.strip(), beside)
        if not is_dir(folder):
            where = (*path, "folder")
            sentence = f"{folder} is a file; name the folder that it's in"
            if not exists(folder):
                sentence = _not_there(written.strip(), folder, beside)
            yield Problem(line=document.line(where), path=where, sentence=sentence)


def _not_there(written: str, folder: Path, beside: Path) -> str:
    """Where it was looked for and why there, and what to write instead."""
    named = Path(written).expanduser()
    why = "" if named.is_absolute() else ": a relative one starts where this file lies"
    meant = next((m for m in _meant(folder.name) if is_dir(folder_of(m, beside))), None)
    remedy = (
        f"did you mean folder: {meant}?" if meant else "make it, or name your documents' folder"
    )
    return f"there's no folder {shown(folder)}{why}; {remedy}"


def _meant(name: str) -> Iterator[str]:
    """Where a folder of that *name* is, seen from the file, whose path was written for elsewhere.

    As where the example is copied: its `../seeds` is `seeds` from the folder above.
    """
    if name:
        yield from (name, f"../{name}")


def _confused(document: Document, beside: Path) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for path, entry in document.entries("sources"):
        written, named = entry.get("folder"), entry.get("name")
        if not isinstance(written, str) or not isinstance(named, str | None):
            continue
        name = named or name_of(folder_of(written.strip(), beside))
        line, plain = document.line(path), name.casefold()
        if plain == IMPORTED:
            sentence = (
                f'"{IMPORTED}" is the source of what `broadsheet import` reads; give another name:'
            )
            yield Problem(line=line, path=path, sentence=sentence)
        elif plain in first:
            sentence = (
                f"the source on line {first[plain]} is called {quoted(name)} too; give one a name:"
            )
            yield Problem(line=line, path=path, sentence=sentence)
        first.setdefault(plain, line)
