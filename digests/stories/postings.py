"""An inverted index in arrays: which articles hold a key, newest last."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint32]
Places = NDArray[np.int32]
Emphases = NDArray[np.uint8]
Column = NDArray[Any]
Run = tuple[Keys, Places, Emphases]
"""Postings by ascending key, under one key by ascending place."""

_GROWTH = 8
"""A run is merged into the one before once that isn't so many times larger: a posting is copied a
few dozen times in its life, and a key is looked for in four or five runs."""


class Postings:
    """Key → (place, emphasis) of what was added under it; a place is a small whole number."""

    def __init__(self) -> None:
        self._runs: list[Run] = []

    def add(self, places: Places, keys: Keys, emphases: Emphases) -> None:
        """Put each of *places* under its key; places have to come in ascending order."""
        if not len(places):
            return
        order = np.argsort(keys, kind="stable")
        self._runs.append((keys[order], places[order], emphases[order]))
        while len(self._runs) > 1 and len(self._runs[-2][0]) < _GROWTH * len(self._runs[-1][0]):
            newer, older = self._runs.pop(), self._runs.pop()
            self._runs.append(_merged(older, newer))

    def find(self, keys: Keys, *, newest: int) -> tuple[NDArray[np.intp], Places, Emphases]:
        """What is under *keys*: which of them (ascending) it's under, the place and the emphasis.

        Under one key the *newest* of each run at most.
        """
        found = [_found(run, keys, newest) for run in self._runs]
        if len(found) == 1:
            return found[0]
        columns = list(zip(*found, strict=True)) if found else [(), (), ()]
        which = np.concatenate((np.empty(0, np.intp), *columns[0]))
        order = which.argsort(kind="stable")
        return (
            which[order],
            np.concatenate((np.empty(0, np.int32), *columns[1]))[order],
            np.concatenate((np.empty(0, np.uint8), *columns[2]))[order],
        )

    def renumber(self, places: Places) -> None:
        """Give each place the number that *places* holds for it; drop those where it's negative.

        Numbers have to keep the order of the places.
        """
        runs, self._runs = self._runs, []
        for keys, old, emphases in runs:
            new = places[old]
            kept = new >= 0
            if kept.any():
                self._runs.append((keys[kept], new[kept], emphases[kept]))


def _merged(older: Run, newer: Run) -> Run:
    at = older[0].searchsorted(newer[0], "right") + np.arange(len(newer[0]))
    old = np.ones(len(older[0]) + len(newer[0]), dtype=bool)
    old[at] = False
    return (
        _spread(older[0], newer[0], old),
        _spread(older[1], newer[1], old),
        _spread(older[2], newer[2], old),
    )


def _spread(older: Column, newer: Column, old: NDArray[np.bool_]) -> Column:
    """One column of both: *old* says which of its rows are the older one's."""
    column = np.empty(len(old), dtype=older.dtype)
    column[old], column[~old] = older, newer
    return column


def _found(run: Run, keys: Keys, newest: int) -> tuple[NDArray[np.intp], Places, Emphases]:
    held, places, emphases = run
    ends = held.searchsorted(keys, "right")
    starts = np.maximum(held.searchsorted(keys), ends - newest)
    counts = ends - starts
    which = np.repeat(np.arange(len(keys)), counts)
    at = np.arange(len(which)) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return which, places[at], emphases[at]
