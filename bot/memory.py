"""What the C library keeps of memory that was given back to it."""

import ctypes
import sys

M_ARENA_MAX = -8
"""`malloc.h` of glibc: how many stocks of memory there may be; by default eight for each core."""


def share_one_stock() -> None:
    """Have all threads take memory from one stock, where the C library can (glibc).

    Else each keeps one of its own, full of what its largest piece of work took: 8 MB together after
    an import. Does nothing for threads that have begun.
    """
    _ask("mallopt", M_ARENA_MAX, 1)


def give_back() -> None:
    """Give back to the system what's in no use now: 5 MB after an import's reading (glibc)."""
    _ask("malloc_trim", 0)


def _ask(function: str, *arguments: int) -> None:
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if library is not None and hasattr(library, function):
        getattr(library, function)(*arguments)
