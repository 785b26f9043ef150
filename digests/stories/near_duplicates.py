"""Near-duplicates: articles whose words are those of another, give or take an edit.

Three-word shingles; the 16 smallest hashes of an article find candidates, the whole sets decide.
"""

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from digests.stories.postings import Postings
from digests.stories.terms import Keys

SHINGLE = 3
SKETCH = 16
CONTAINED = 0.5
"""The share of the smaller text's shingles that a near-duplicate shares.

NEWSROOM has .6; but if 15 % of the words are changed, .85³ = .61 of the shingles are left, and
every other such edit would be missed. Unrelated texts share less than .05.
"""
ALIKE = 0.15
"""The share of both texts' shingles; below it, the smaller is an excerpt of the larger."""
_NEWEST = 64
"""Places looked at under one hash: a sentence that more articles share identifies none of them."""
_CHECKED = 8
"""Candidates that are compared in full, those with the most hashes in common first."""

Shingles = NDArray[np.uint32]


class Likeness(Enum):
    """How one text repeats another."""

    REPRINT = "reprint"
    EXCERPT = "excerpt"


def shingles(keys: Keys) -> Shingles:
    """The hashes of each three words in a row, ascending, each once; none for shorter texts.

    The hash depends on nothing but the words: neither on the process nor on the machine.
    """
    count = len(keys) - SHINGLE + 1
    if count < 1:
        return np.empty(0, dtype=np.uint32)
    wide = keys.astype(np.uint64)
    mixed = wide[:count] * np.uint64(0x9E3779B97F4A7C15)
    for step, odd in ((1, 0xC2B2AE3D27D4EB4F), (2, 0x165667B19E3779F9)):
        mixed = _mix(mixed) + wide[step : step + count] * np.uint64(odd)
    return np.unique((_mix(mixed) >> np.uint64(32)).astype(np.uint32))


def _mix(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64: every bit of the input moves half of the output's bits."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def likeness(one: Shingles, other: Shingles) -> Likeness | None:
    """How the smaller of the two repeats the larger; None if it doesn't."""
    smaller, larger = sorted((len(one), len(other)))
    if not smaller:
        return None
    shared = len(np.intersect1d(one, other, assume_unique=True))
    if shared / smaller < CONTAINED:
        return None
    return Likeness.REPRINT if shared / (smaller + larger - shared) >= ALIKE else Likeness.EXCERPT


class Sketches:
    """Finds the places whose text may repeat a given one."""

    def __init__(self) -> None:
        self._postings = Postings()

    def add(self, place: int, text: Shingles) -> None:
        """Remember *place*; places have to come in ascending order."""
        sketch = text[:SKETCH]
        self._postings.add(place, sketch, np.ones(len(sketch), dtype=np.float32))

    def candidates(self, text: Shingles) -> list[int]:
        """Places that share a hash, those that share most first, then the newest."""
        found = [places for places, _ in self._postings.find(text[:SKETCH], newest=_NEWEST)]
        if not found:
            return []
        places, hits = np.unique(np.concatenate(found), return_counts=True)
        best = np.lexsort((-places, -hits))[:_CHECKED]
        return [int(place) for place in places[best]]

    def renumber(self, places: NDArray[np.int32]) -> None:
        """Give each place the number that *places* holds for it; drop those where it's negative."""
        self._postings.renumber(places)
