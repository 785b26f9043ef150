"""Vectors: an article as its weightiest terms, of unit length, in two small arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digests.stories.background import DOCUMENTS, document_frequency
from digests.stories.terms import Keys

TERMS = 80
"""Terms that a vector keeps: more add nothing measurable, fewer lose long articles (NEWSROOM)."""
POWER = 0.75
"""To which power rarity counts: 1 lets a headline's rarest word drown the rest of it, while .5
brings all that is about one subject as near as what tells one event."""
PECULIAR_POWER = 3.0
"""To which power rarity counts where only names and numbers should speak."""
_SLOTS = 1 << 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """Terms by ascending key, at most TERMS, and their weights; all zero weights if no terms.

    Times *peculiarity*, the weights let names and numbers speak almost alone; *peculiar_length* is
    the length that the vector has then.
    """

    keys: Keys
    weights: NDArray[np.float32]
    peculiarity: NDArray[np.float32]
    peculiar_length: float

    def heaviest(self, count: int) -> tuple[Keys, NDArray[np.float32]]:
        """The *count* weightiest terms, weightiest first, and their weights."""
        order = np.argsort(-self.weights, kind="stable")[:count]
        return self.keys[order], self.weights[order]


class Frequencies:
    """In how many articles each term stands; one of a full window's terms in seven shares a count.

    One table of whole numbers, 8 MB: a dict of 300,000 terms would take four times as much.
    """

    def __init__(self) -> None:
        self._counts = np.zeros(_SLOTS, dtype=np.int32)
        self.articles = 0

    def add(self, keys: Keys) -> None:
        """Count an article with these terms, each given once."""
        self._counts[keys % _SLOTS] += 1
        self.articles += 1

    def remove(self, keys: Keys) -> None:
        """Count an article with these terms no more."""
        self._counts[keys % _SLOTS] -= 1
        self.articles -= 1

    def of(self, keys: Keys) -> NDArray[np.int32]:
        """In how many articles each of *keys* stands."""
        return np.asarray(self._counts[keys % _SLOTS])


def vector(keys: Keys, counts: NDArray[np.float32], frequencies: Frequencies) -> Vector:
    """The vector of terms that occur *counts* times, weighted, in an article counted already."""
    held = frequencies.of(keys) + document_frequency(keys) + 0.5
    rarity = np.maximum(np.log((frequencies.articles + DOCUMENTS) / held), 0)
    weights = (1 + np.log(counts)) * rarity**POWER
    if len(keys) > TERMS:
        best = np.sort(np.argsort(-weights, kind="stable")[:TERMS])
        keys, weights, rarity = keys[best], weights[best], rarity[best]
    length = float(np.sqrt(np.sum(weights**2)))
    unit = (weights / length if length else weights).astype(np.float32)
    peculiarity = (rarity ** (PECULIAR_POWER - POWER)).astype(np.float32)
    return Vector(
        keys=keys,
        weights=unit,
        peculiarity=peculiarity,
        peculiar_length=float(np.sqrt(np.sum((unit * peculiarity) ** 2))),
    )
