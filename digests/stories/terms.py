"""The words of an article as numbers: what vectors and shingles are made of."""

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from digests.article import Article
from digests.text import words

TITLE, LEAD, BODY = 3.0, 1.5, 1.0
"""What a word weighs in the title, the first 60 words of the body and the next 340 (NEWSROOM)."""
LEAD_WORDS = 60
BODY_WORDS = 400
_LONGEST = 30_000
"""Characters of a body that are looked at: about as many as the longest of newspaper texts has."""

Keys = NDArray[np.uint32]


def key(term: str) -> int:
    """A 32-bit number for *term*: among the 300,000 terms of a full window, ten pairs share one."""
    return crc32(term.encode())


def word_keys(text: str) -> Keys:
    """The keys of the words of *text*, in order and with repeats."""
    return np.array([crc32(word.encode()) for word in words(text[:_LONGEST])], dtype=np.uint32)


def title_and_body(article: Article) -> tuple[Keys, Keys]:
    """The keys of the words of a title and of its body, or of the excerpt in its stead."""
    return word_keys(article.title), word_keys(article.text or article.excerpt)


def weighted_counts(title: Keys, body: Keys) -> tuple[Keys, NDArray[np.float32]]:
    """The keys that occur, ascending, and how often each does, weighted by where it stands."""
    counted = body[:BODY_WORDS]
    keys = np.concatenate((title, counted))
    weights = np.full(len(keys), BODY, dtype=np.float32)
    weights[: len(title)] = TITLE
    weights[len(title) : len(title) + LEAD_WORDS] = LEAD
    found, places = np.unique(keys, return_inverse=True)
    return found, np.bincount(places, weights, minlength=len(found)).astype(np.float32)
