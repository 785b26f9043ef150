"""The words of an article, and words as numbers: what prints are made of."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The telling words of a title and of its body, or of the excerpt in its stead, in order."""

    title: list[str]
    body: list[str]


def read(article: Article) -> Words:
    """The words of *article*, of whose body the first pages are looked at."""
    body = (article.text or article.excerpt)[:_LONGEST]
    return Words(title=words(article.title[:_LONGEST]), body=words(body))


def key(term: str) -> int:
    """A 32-bit number for *term*: among the 300,000 terms of a full window, ten pairs share one."""
    return crc32(term.encode())


def keys(some: list[str]) -> Keys:
    """The keys of *some* words, in order and with repeats."""
    return np.array([crc32(word.encode()) for word in some], dtype=np.uint32)


def weighted_counts(title: Keys, body: Keys) -> tuple[Keys, NDArray[np.float32]]:
    """The keys that occur, ascending, and how often each does, weighted by where it stands."""
    counted = body[:BODY_WORDS]
    keys = np.concatenate((title, counted))
    weights = np.full(len(keys), BODY, dtype=np.float32)
    weights[: len(title)] = TITLE
    weights[len(title) : len(title) + LEAD_WORDS] = LEAD
    found, places = np.unique(keys, return_inverse=True)
    return found, np.bincount(places, weights, minlength=len(found)).astype(np.float32)
