"""How much the terms of prints weigh, by how rare they are in what is live and in any newspaper."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digests.stories.background import DOCUMENTS, document_frequency
from digests.stories.terms import Keys

POWER = 0.75
"""To which power rarity counts: 1 lets a headline's rarest word drown the rest of it, while .5
brings all that is about one subject as near as what tells one event."""
PECULIAR_POWER = 3.0
"""To which power rarity counts where only names and numbers should speak."""
_MASK = (1 << 21) - 1

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """Prints as vectors, a row each: what every term weighs, and the vectors' lengths.

    Weights are *emphasis* times *rarity*, not of unit length; *peculiarity* is rarity in the power
    that lets names and numbers speak almost alone.
    """

    rarity: Weights
    peculiarity: Weights
    lengths: Weights
    peculiar_lengths: Weights


class Frequencies:
    """In how many articles each term stands; one of a full window's terms in seven shares a count.

    One table of small whole numbers, 4 MB: a dict of 300,000 terms would take ten times as much.
    """

    def __init__(self) -> None:
        self._counts = np.zeros(_MASK + 1, dtype=np.uint16)
        self.articles = 0

    def add(self, keys: Keys) -> None:
        """Count an article with these terms, each given once."""
        self._counts[keys & _MASK] += 1
        self.articles += 1

    def remove(self, keys: Keys) -> None:
        """Count an article with these terms no more."""
        self._counts[keys & _MASK] -= 1
        self.articles -= 1

    def rarity(self, keys: Keys) -> Weights:
        """The rarity of each of *keys*, from 0 on."""
        held = self._counts[keys & _MASK] + document_frequency(keys) + np.float32(0.5)
        rare = np.log(np.float32(self.articles + DOCUMENTS) / held)
        return np.asarray(np.maximum(rare, 0), dtype=np.float32)


def weigh(keys: Keys, emphasis: NDArray[np.uint8], frequencies: Frequencies) -> Vectors:
    """The vectors of prints that are rows of *keys* and *emphasis*, padded with zeros."""
    rare = frequencies.rarity(keys)
    rarity, peculiarity = rare ** np.float32(POWER), rare ** np.float32(PECULIAR_POWER)
    return Vectors(
        rarity=rarity,
        peculiarity=peculiarity,
        lengths=np.sqrt(np.sum((emphasis * rarity) ** 2, axis=-1)),
        peculiar_lengths=np.sqrt(np.sum((emphasis * peculiarity) ** 2, axis=-1)),
    )
