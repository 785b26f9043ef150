"""Short articles whose titles follow one pattern, and name others: two mayors, two earthquakes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digests.stories.columns import Columns
from digests.stories.prints import TERMS, Print
from digests.stories.terms import key
from digests.text import words

NAMES = 6
"""Names of a title that are kept; what names more is a list."""
FEWEST = 2
"""Words besides names and numbers from which a title follows a pattern; one that has a capital in
each of its words never does."""

_Rows = Mapping[str, NDArray[np.uint32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A number for what a title says besides names and numbers, 0 for none; the names' keys.

    The first word, which has a capital anyway, stands first: it counts as a name, or is 0.
    """

    number: int
    names: NDArray[np.uint32]


_NONE = Pattern(number=0, names=np.zeros(0, dtype=np.uint32))


def pattern_of(title: str, said: Print) -> Pattern:
    """The pattern of an article's title, if *said* tells more and has all of the article's terms.

    A headline alone may name its event in either of two ways ("GM", "General Motors").
    """
    tokens = title.split()
    every = set(words(title))
    if not len(every) < len(said.keys) < TERMS:
        return _NONE
    told = {w for w in every if not w[0].isdigit()}
    first = [w for token in tokens[:1] if token[0].isupper() for w in words(token) if w in told][:1]
    others = {w for token in tokens[1:] if token != token.lower() for w in words(token)} & told
    common = sorted(told - others - set(first))
    if len(common) < FEWEST or len(others) >= NAMES:
        return _NONE
    names = [*(key(word) for word in first or [""]), *map(key, sorted(others))]
    return Pattern(number=key(" ".join(common)), names=np.array(names, dtype=np.uint32))


def names_others(rows: Columns, place: int, places: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of *places* follow the pattern of *place* and tell of others.

    Each of the two names somebody of whom the other says nothing, and they name nobody together
    but in the first word, which may be no name.
    """
    others = np.zeros(len(places), dtype=bool)
    if number := rows["pattern"][place]:
        mates = (rows["pattern"][places] == number).nonzero()[0]
        if len(mates):  # few have one
            others[mates] = _differ(_rows(rows, [place]), _rows(rows, places[mates]))
    return others


def _rows(columns: Columns, places: list[int] | NDArray[np.intp]) -> _Rows:
    return {name: columns[name][places] for name in ("names", "keys")}


def _differ(one: _Rows, others: _Rows) -> NDArray[np.bool_]:
    """Whether the article *one* and each of *others* name nobody together, and each its own."""
    together = _among(one["names"], others["names"])
    together[:, 0] &= _among(one["names"][:, :1], others["names"][:, 1:])[:, 0]
    unsaid = (one["names"] > 0) & ~_among(one["names"], others["keys"])
    unsaid_too = (others["names"] > 0) & ~_among(others["names"], one["keys"])
    return np.asarray(unsaid.any(axis=1) & unsaid_too.any(axis=1) & ~together.any(axis=1))


def _among(some: NDArray[np.uint32], others: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which of each row of *some* stand in that row of *others*; one row stands for all."""
    found = (some[:, :, np.newaxis] == others[:, np.newaxis, :]) & (some[:, :, np.newaxis] > 0)
    return np.asarray(found.any(axis=2))
