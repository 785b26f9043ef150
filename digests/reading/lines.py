"""The lines of a file, none of which can fill the memory."""

from collections.abc import Iterator
from typing import BinaryIO

LARGEST_ROW = 20_000_000
"""Bytes."""


def lines_in(file: BinaryIO, *, largest: int = LARGEST_ROW) -> Iterator[bytes]:
    """The lines of *file*; of one longer than *largest* bytes only the beginning, a bit too long.

    So a file without line ends fills no memory, and `read_rows` still counts its lines right.
    """
    while line := file.readline(largest + 1):
        yield line
        while line and len(line) > largest and not line.endswith(b"\n"):
            line = file.readline(largest + 1)
