"""An inverted index in arrays: which articles hold a key, newest last."""

from array import array
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint32]
Places = NDArray[np.int32]
Weights = NDArray[np.float32]

_RECENT = 1 << 16
"""Postings kept loose before they're merged into the arrays: a merge costs what the arrays hold."""


class Postings:
    """Key → (place, weight) of what was added under it; a place is a small whole number.

    Most postings lie in three arrays sorted by key; recent ones are loose until they're many.
    """

    def __init__(self) -> None:
        self._keys = np.empty(0, dtype=np.uint32)
        self._places = np.empty(0, dtype=np.int32)
        self._weights = np.empty(0, dtype=np.float32)
        self._recent: dict[int, tuple[array[int], array[float]]] = {}
        self._loose = 0

    def add(self, place: int, keys: Keys, weights: Weights) -> None:
        """Put *place* under each of *keys*; places have to come in ascending order."""
        for key, weight in zip(keys.tolist(), weights.tolist(), strict=True):
            row = self._recent.get(key)
            if row is None:
                row = self._recent[key] = (array("i"), array("f"))
            row[0].append(place)
            row[1].append(weight)
        self._loose += len(keys)
        if self._loose > max(_RECENT, len(self._keys) // 16):
            self._settle()

    def find(self, keys: Keys, *, newest: int) -> Iterator[tuple[Places, Weights]]:
        """For each of *keys* in turn, the *newest* places under it, with their weights."""
        starts = np.searchsorted(self._keys, keys).tolist()
        ends = np.searchsorted(self._keys, keys, "right").tolist()
        for key, start, end in zip(keys.tolist(), starts, ends, strict=True):
            places, weights = self._places[start:end], self._weights[start:end]
            if key in self._recent:
                loose, loose_weights = self._recent[key]
                # The views are gone before the next append, which they would forbid.
                places = np.concatenate((places[-newest:], np.frombuffer(loose, np.int32)))
                weights = np.concatenate(
                    (weights[-newest:], np.frombuffer(loose_weights, np.float32))
                )
            yield places[-newest:], weights[-newest:]

    def renumber(self, places: Places) -> None:
        """Give each place the number that *places* holds for it; drop those where it's negative."""
        self._settle()
        new = places[self._places]
        kept = new >= 0
        self._keys, self._places = self._keys[kept], new[kept]
        self._weights = self._weights[kept]

    def _settle(self) -> None:
        """Merge the loose postings in; under one key the order of arrival stays."""
        keys = sorted(self._recent)
        rows = [self._recent[key] for key in keys]
        lengths = [len(places) for places, _ in rows]
        all_keys = np.concatenate((self._keys, np.repeat(np.array(keys, dtype=np.uint32), lengths)))
        order = np.argsort(all_keys, kind="stable")
        self._keys = all_keys[order]
        loose = [np.array(places, dtype=np.int32) for places, _ in rows]
        self._places = np.concatenate((self._places, *loose))[order]
        loose_weights = [np.array(weights, dtype=np.float32) for _, weights in rows]
        self._weights = np.concatenate((self._weights, *loose_weights))[order]
        self._recent, self._loose = {}, 0
