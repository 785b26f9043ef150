"""How common words are in any newspaper, so that a small archive doesn't make them look rare.

The table is derived from the word lists of the wordfreq package (NOTICE; made by
`tests/makers/background.py`): a word that makes up the share f of running text stands in
1 − (1 − f)^300 of the texts of 300 words, and 20,000 such texts are as many as a middling live
window holds. 22,000 English stems and the 300 commonest of each of 28 other languages.
"""

import gzip
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from digests.stories.terms import key

DOCUMENTS = 20_000
"""The number of texts that the table's document frequencies speak of."""


def stems() -> list[tuple[str, int]]:
    """The stems with their document frequencies, the commonest first."""
    packed = files("digests.stories").joinpath("background.txt.gz").read_bytes()
    rows = (line.split() for line in gzip.decompress(packed).decode().splitlines())
    return [(stem, int(count)) for stem, count in rows]


@cache
def _table() -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """The stems' keys, sorted, and their document frequencies; read when first asked for."""
    listed = stems()
    keys = np.array([key(stem) for stem, _ in listed], dtype=np.uint32)
    counts = np.array([count for _, count in listed], dtype=np.float32)
    order = np.argsort(keys, kind="stable")
    return keys[order], counts[order]


def document_frequency(keys: NDArray[np.uint32]) -> NDArray[np.float32]:
    """In how many of DOCUMENTS texts each of *keys* stands; 0 for what the table lacks."""
    known, counts = _table()
    places = np.minimum(known.searchsorted(keys), len(known) - 1)
    return np.where(known[places] == keys, counts[places], np.float32(0))


def rarity(keys: NDArray[np.uint32]) -> NDArray[np.float32]:
    """The logarithm of how few of DOCUMENTS texts each of *keys* stands in; never below 0."""
    rarities = np.log((DOCUMENTS + 1) / (document_frequency(keys) + 0.5))
    return np.maximum(rarities, 0).astype(np.float32)
