"""How near one article is to some others, over all their terms."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from digests.stories.columns import Columns
from digests.stories.terms import Keys
from digests.stories.vectors import Vectors, Weights

QUERY_TERMS = 30
TEMPLATE_WORDS = 12
"""Shared words from which a common template can be told at all; headlines share fewer."""
PECULIAR = 0.4
"""Two articles that follow one template and tell different events are at most this share of their
cosine near where rarity counts in its third power; of those that tell one event, one pair in twenty
is (by the streams of `tests/benchmarks`: .17–.34, and .49 and more)."""
SUBJECT = 2.5
"""Words, as if all weighed alike: a subject is named by one or two, an event by more (who, what,
where). At 2.5 ecbplus and uci score as without it, at 3 ecbplus loses .001."""
HEADLINE = 15
"""Terms; a shorter text is a headline, which may name its event in two words."""
_LEAST = np.float32(1e-9)
_MASK = (1 << 17) - 1
"""Slots of the table in which a query's terms are found: one query in seventy loses a term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """An article's terms by ascending key; *weights* are of unit length.

    *products* say by what another's emphasis of a term counts in the product of its vector with
    this one; *peculiar_products* the same of the vectors in which only rare terms speak.
    """

    keys: Keys
    weights: Weights
    products: Weights
    peculiar_products: Weights

    @classmethod
    def of(cls, keys: Keys, emphasis: NDArray[np.uint8], vectors: Vectors, row: int) -> Self:
        """The query of a print, the vector of which is a row of *vectors*."""
        width = len(keys)
        rarity, peculiarity = vectors.rarity[row, :width], vectors.peculiarity[row, :width]
        weights = emphasis * (rarity / np.maximum(vectors.lengths[row], _LEAST))
        peculiar = emphasis * (peculiarity / np.maximum(vectors.peculiar_lengths[row], _LEAST))
        return cls(
            keys=keys,
            weights=weights,
            products=weights * rarity,
            peculiar_products=peculiar * peculiarity,
        )

    def heaviest(self) -> tuple[Keys, Weights]:
        """The QUERY_TERMS weightiest terms, and by what another's emphasis counts for each."""
        best = (-self.weights).argsort(kind="stable")[:QUERY_TERMS]
        return self.keys[best], self.products[best]


class QueryTerms:
    """A table in which the terms of one query at a time are found by their keys."""

    def __init__(self) -> None:
        self._spots = np.full(_MASK + 1, -1, dtype=np.int8)  # a print has fewer terms than 128

    def find(
        self, query: Query, keys: NDArray[np.uint32]
    ) -> tuple[NDArray[np.intp], NDArray[np.int8]]:
        """Where in *keys*, a flat run of them, terms of *query* are, and which of its terms."""
        slots = query.keys & _MASK
        self._spots[slots] = np.arange(len(slots), dtype=np.int8)
        spots = self._spots.take(keys & _MASK)
        self._spots[slots] = -1
        at = (spots >= 0).nonzero()[0]
        found = spots[at]
        same = query.keys[found] == keys[at]
        return at[same], found[same]


def cosines(
    table: QueryTerms, query: Query, articles: Columns, places: NDArray[np.intp]
) -> Weights:
    """The cosine of *query* with the vector at each of *places*; 0 for what only seems near.

    Mates by template share many words but few of the rare ones: their cosine over rarity is much
    smaller. Others share a subject.
    """
    count = len(places)
    if not count or not len(query.keys):
        return np.zeros(count, dtype=np.float32)
    keys = articles["keys"][places]
    at, terms = table.find(query, keys.ravel())
    rows = at // keys.shape[1]
    emphasis = articles["emphasis"][places].ravel()[at].astype(np.float32)
    lengths = np.maximum(articles["length"][places], _LEAST)
    products = query.products[terms] * emphasis / lengths[rows]
    near = np.bincount(rows, products, minlength=count)
    peculiar = np.bincount(
        rows, query.peculiar_products[terms] * emphasis, minlength=count
    ) / np.maximum(articles["peculiar"][places], _LEAST)
    alike = np.bincount(rows, minlength=count) >= TEMPLATE_WORDS
    mates = alike & (peculiar < PECULIAR * near)
    few = near**2 < SUBJECT * np.bincount(rows, products**2, minlength=count)
    long = (articles["width"][places] >= HEADLINE) & (len(query.keys) >= HEADLINE)
    return np.where(mates | (few & long), 0, near).astype(np.float32)
