"""The rights of an ordinary user, whoever runs the tests: root would read and write everywhere."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

VERSION_3 = 0x20080522
"""Of the kernel's capability sets: 64 bits, in two halves (linux/capability.h)."""
BEYOND_MODES = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets root pass over a file's mode."""


@contextmanager
def ordinary_rights() -> Iterator[None]:
    """Have modes hold for this thread and those that it starts, even if it's root's."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; then their upper halves
    _done(libc.capget(header, sets))
    before = sets[0]
    sets[0] &= ~BEYOND_MODES
    _done(libc.capset(header, sets))
    try:
        yield
    finally:
        sets[0] = before
        _done(libc.capset(header, sets))


def _done(status: int) -> None:
    if status != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
