"""Near-duplicates: articles whose words are those of another, give or take an edit.

Three-word shingles; the 16 smallest hashes of an article find candidates, the 64 smallest decide.
"""

from collections.abc import Mapping
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from digests.stories.postings import Postings
from digests.stories.terms import Keys

SHINGLE = 3
SKETCH = 16
SAMPLE = 64
"""The smallest hashes of a text that are kept: a fair sample of all, and of any other text's. It
tells a share of .61 from one of .5 in 96 cases of 100, and that of unrelated texts always."""
CONTAINED = 0.5
"""The share of the smaller text's shingles that a near-duplicate shares.

NEWSROOM has .6; but if 15 % of the words are changed, .85³ = .61 of the shingles are left, and
every other such edit would be missed. Unrelated texts share less than .05.
"""
ALIKE = 0.15
"""The share of both texts' shingles; below it, the smaller is an excerpt of the larger."""
_NEWEST = 64
"""Places looked at under one hash: a sentence that more articles share identifies none of them."""
_HITS = 2
"""Hashes in common from which a full sketch is worth a look: reprints share five and more, one may
be a line that a publisher puts under all it prints."""
_CHECKED = 8
"""Candidates that are compared in full, those with the most hashes in common first."""

Shingles = NDArray[np.uint32]


class Likeness(Enum):
    """How one text repeats another."""

    REPRINT = "reprint"
    EXCERPT = "excerpt"


def shingles(keys: Keys) -> Shingles:
    """The SAMPLE smallest hashes of each three words in a row, ascending; none for shorter texts.

    The hash depends on nothing but the words: neither on the process nor on the machine.
    """
    count = len(keys) - SHINGLE + 1
    if count < 1:
        return np.empty(0, dtype=np.uint32)
    wide = keys.astype(np.uint64)
    mixed = wide[:count] * np.uint64(0x9E3779B97F4A7C15)
    for step, odd in ((1, 0xC2B2AE3D27D4EB4F), (2, 0x165667B19E3779F9)):
        mixed = _mix(mixed) + wide[step : step + count] * np.uint64(odd)
    hashes = np.sort((_mix(mixed) >> np.uint64(32)).astype(np.uint32))
    again = np.concatenate(([False], hashes[1:] == hashes[:-1]))
    return np.asarray(hashes[~again][:SAMPLE])


def _mix(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64: every bit of the input moves half of the output's bits."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def likeness(one: Shingles, other: Shingles) -> Likeness | None:
    """How the smaller of the two repeats the larger; None if it doesn't.

    Where a text has more shingles than the sample holds, hashes count up to the last that's kept.
    """
    limits = [text[-1] for text in (one, other) if len(text) == SAMPLE]
    if limits:
        last = min(limits)
        one, other = (
            one[: one.searchsorted(last, "right")],
            other[: other.searchsorted(last, "right")],
        )
    smaller, larger = (one, other) if len(one) < len(other) else (other, one)
    if not len(smaller):
        return None
    spots = larger.searchsorted(smaller)
    spots[spots == len(larger)] = 0
    shared = int(np.count_nonzero(larger[spots] == smaller))
    if shared / len(smaller) < CONTAINED:
        return None
    both = len(smaller) + len(larger) - shared
    return Likeness.REPRINT if shared / both >= ALIKE else Likeness.EXCERPT


class Sketches:
    """Finds the places whose text may repeat a given one."""

    def __init__(self) -> None:
        self._postings = Postings()

    def add(self, texts: Mapping[int, Shingles]) -> None:
        """Remember the texts at some places, which have to come in ascending order."""
        sketches = [text[:SKETCH] for text in texts.values()]
        places = np.repeat(np.array([*texts], dtype=np.int32), [len(s) for s in sketches])
        hashes = np.concatenate(sketches) if sketches else np.empty(0, dtype=np.uint32)
        self._postings.add(places, hashes, np.ones(len(places), dtype=np.uint8))

    def candidates(self, texts: Mapping[int, Shingles]) -> dict[int, list[int]]:
        """For the text at each place the places before it that may hold a copy of it.

        Those first that share most hashes, then the newest.
        """
        sketches = [text[:SKETCH] for text in texts.values()]
        owners = np.repeat(np.arange(len(sketches)), [len(sketch) for sketch in sketches])
        hashes = np.concatenate((np.empty(0, np.uint32), *sketches))
        which, found, _ = self._postings.find(hashes, newest=_NEWEST)
        own = np.array([*texts], dtype=np.int64)[owners[which]]
        earlier = found < own
        pairs, hits = np.unique((own << 32 | found)[earlier], return_counts=True)
        candidates: dict[int, list[tuple[int, int]]] = {place: [] for place in texts}
        for pair, count in zip(pairs.tolist(), hits.tolist(), strict=True):
            place, other = pair >> 32, pair & 0xFFFFFFFF
            if count >= _HITS or len(texts[place]) < SKETCH:
                candidates[place].append((-count, -other))
        return {
            place: [-other for _, other in sorted(some)[:_CHECKED]]
            for place, some in candidates.items()
        }

    def renumber(self, places: NDArray[np.int32]) -> None:
        """Give each place the number that *places* holds for it; drop those where it's negative."""
        self._postings.renumber(places)
