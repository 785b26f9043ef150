"""Prints: an article as numbers that depend on nothing but its words, in two small arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digests.stories.background import DOCUMENTS, document_frequency
from digests.stories.near_duplicates import Shingles, shingles
from digests.stories.terms import Keys, Words, keys, weighted_counts

TERMS = 80
"""Terms that a print keeps: more add nothing measurable, fewer lose long articles (NEWSROOM)."""
STEP = 16
"""Emphasis is kept in sixteenths, in a byte: a term that stands 3 million times has 15.9."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """At most TERMS terms by ascending key with the emphasis of each, and the text's shingles.

    A term's *emphasis* is 1 + the logarithm of how often it occurs, weighted, times STEP.
    """

    keys: Keys
    emphasis: NDArray[np.uint8]
    shingles: Shingles


def print_of(words: Words) -> Print:
    """The print of an article with these *words*.

    The terms kept are those that weigh most by how rare they are in any newspaper: what is live
    has no say, so that an article's print is the same whenever it comes.
    """
    title, body = keys(words.title), keys(words.body)
    terms, counts = weighted_counts(title, body)
    emphasis = 1 + np.log(counts)
    if len(terms) > TERMS:
        rarity = np.log((DOCUMENTS + 1) / (document_frequency(terms) + 0.5))
        best = np.sort(np.argsort(-emphasis * rarity, kind="stable")[:TERMS])
        terms, emphasis = terms[best], emphasis[best]
    return Print(
        keys=terms,
        emphasis=np.rint(np.minimum(emphasis * STEP, 255)).astype(np.uint8),
        shingles=shingles(np.concatenate((title, body))),
    )
