"""Vectors: an article as its weightiest terms, of unit length, in two small arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digests.stories.background import DOCUMENTS, document_frequency
from digests.stories.terms import Keys

TERMS = 80
"""Terms that a vector keeps: more add nothing measurable, fewer lose long articles (NEWSROOM)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """Terms by ascending key, at most TERMS, and their weights; all zero weights if no terms."""

    keys: Keys
    weights: NDArray[np.float32]

    def heaviest(self, count: int) -> "Vector":
        """The *count* weightiest terms, weightiest first."""
        order = np.argsort(-self.weights, kind="stable")[:count]
        return Vector(keys=self.keys[order], weights=self.weights[order])


def vector(
    keys: Keys, counts: NDArray[np.float32], *, live: NDArray[np.intp], articles: int
) -> Vector:
    """The vector of terms that occur *counts* times, weighted.

    *live* says how many of the *articles* of the window hold each term.
    """
    held = live + document_frequency(keys) + 0.5
    rarity = np.log((articles + DOCUMENTS) / held)
    weights = (1 + np.log(counts)) * np.maximum(rarity, 0)
    if len(keys) > TERMS:
        best = np.sort(np.argsort(-weights, kind="stable")[:TERMS])
        keys, weights = keys[best], weights[best]
    length = float(np.sqrt(np.sum(weights**2)))
    unit = weights / length if length else weights
    return Vector(keys=keys, weights=unit.astype(np.float32))
