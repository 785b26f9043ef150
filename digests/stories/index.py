"""The live articles as vectors, and which of them are near a new one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from digests.stories.postings import Places, Postings
from digests.stories.terms import Keys
from digests.stories.vectors import TERMS, Vector, vector

NEIGHBOURS = 10
"""Neighbours kept for each article."""
QUERY_TERMS = 30
NEWEST = 600
"""Articles looked at under one term: commoner terms find nothing that rarer ones don't."""
_ROUGH = 48
"""Candidates whose distance in time is looked at."""
_EXACT = 12
"""Candidates whose cosine is computed over all their terms."""
REACH = timedelta(days=14)
"""How far apart in time two articles of one story may be."""
SIGMA = timedelta(days=3)
"""Two articles that lie so far apart in time are .61 as near as their words say."""
UNDATED = 0.30
"""The cosine that an undated article needs, where time can't speak for it (DESIGN D10)."""
_DAY = timedelta(days=1)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Edge:
    """An article at *place*, *closeness* near."""

    place: int
    closeness: float


class Index:
    """Vectors by place: whole numbers in order of arrival, given by `add`.

    *threshold* is the closeness at which two dated articles tell one story: an undated one's is
    scaled so that it says the same.
    """

    def __init__(self, *, threshold: float) -> None:
        self._undated = threshold / UNDATED
        self._terms = Postings()
        self._size = 0
        self._keys = np.zeros((0, TERMS), dtype=np.uint32)
        self._weights = np.zeros((0, TERMS), dtype=np.float32)
        self._days = np.zeros(0, dtype=np.float64)
        self._live = np.zeros(0, dtype=bool)
        self._near = np.zeros((0, NEIGHBOURS), dtype=np.int32)
        self._closeness = np.zeros((0, NEIGHBOURS), dtype=np.float32)

    def __len__(self) -> int:
        """How many articles are live."""
        return int(np.count_nonzero(self._live[: self._size]))

    @property
    def places(self) -> int:
        """How many places there are, those of removed articles among them."""
        return self._size

    def add(self, keys: Keys, counts: NDArray[np.float32], published: datetime | None) -> int:
        """Take an article in and link it with its neighbours; gives its place."""
        live = self._terms.counts(keys)
        article = vector(keys, counts, live=live, articles=self._size)
        day = np.nan if published is None else (published - _EPOCH) / _DAY
        edges = self._nearest(article, day)
        place = self._append(article, day)
        for column, edge in enumerate(edges):
            self._near[place, column] = edge.place
            self._closeness[place, column] = edge.closeness
        self._terms.add(place, article.keys, article.weights)
        return place

    def neighbours(self, place: int) -> list[Edge]:
        """The live articles that were nearest when *place* came, nearest first."""
        row = zip(self._near[place].tolist(), self._closeness[place].tolist(), strict=True)
        return [Edge(near, close) for near, close in row if close > 0 and self._live[near]]

    def edges(self) -> tuple[Places, Places, NDArray[np.float32]]:
        """All links between live articles: from the later place, to the earlier, how close."""
        near, closeness = self._near[: self._size], self._closeness[: self._size]
        later, columns = np.nonzero(closeness)
        earlier = near[later, columns]
        kept = self._live[later] & self._live[earlier]
        later, columns, earlier = later[kept], columns[kept], earlier[kept]
        return later.astype(np.int32), earlier, closeness[later, columns]

    def remove(self, place: int) -> None:
        """Take an article out: nothing is near it from now on."""
        self._live[place] = False

    def compact(self) -> Places:
        """Close the gaps that removed articles left; gives each place's new number, or -1."""
        live = self._live[: self._size]
        renumbered = np.where(live, np.cumsum(live) - 1, -1).astype(np.int32)
        self._terms.renumber(renumbered)
        for name in ("_keys", "_weights", "_days", "_closeness"):
            setattr(self, name, getattr(self, name)[: self._size][live])
        near = self._near[: self._size][live]
        gone = renumbered[near] < 0
        self._near = np.where(gone, 0, renumbered[near])
        self._closeness[gone] = 0
        self._size = int(np.count_nonzero(live))
        self._live = np.ones(self._size, dtype=bool)
        return renumbered

    def _nearest(self, article: Vector, day: float) -> list[Edge]:
        """The NEIGHBOURS nearest live articles, nearest first; ties by place."""
        rough = np.zeros(self._size, dtype=np.float32)
        query = article.heaviest(QUERY_TERMS)
        found = self._terms.find(query.keys, newest=NEWEST)
        for weight, (places, weights) in zip(query.weights, found, strict=True):
            rough[places] += weight * weights
        rough[~self._live[: self._size]] = 0
        chosen = _largest(rough, _ROUGH)
        chosen = chosen[_largest(rough[chosen] * self._fading(chosen, day), _EXACT)]
        exact = self._cosines(article, chosen) * self._fading(chosen, day)
        best = _largest(exact, NEIGHBOURS)
        return [Edge(int(chosen[i]), float(exact[i])) for i in best]

    def _cosines(self, article: Vector, places: NDArray[np.intp]) -> NDArray[np.float32]:
        """The cosine of *article* with the vector at each of *places*."""
        if not len(article.keys):
            return np.zeros(len(places), dtype=np.float32)
        keys = self._keys[places]
        spots = np.minimum(np.searchsorted(article.keys, keys), len(article.keys) - 1)
        shared = np.where(article.keys[spots] == keys, article.weights[spots], np.float32(0))
        return np.asarray(np.sum(shared * self._weights[places], axis=1))

    def _fading(self, places: NDArray[np.intp], day: float) -> NDArray[np.float64]:
        """What distance in time leaves of a cosine; 0 beyond REACH."""
        apart = np.abs(self._days[places] - day)
        fading = np.where(
            apart > REACH / _DAY, 0.0, np.exp(-(apart**2) / (2 * (SIGMA / _DAY) ** 2))
        )
        return np.where(np.isnan(apart), self._undated, fading)

    def _append(self, article: Vector, day: float) -> int:
        if self._size == len(self._days):
            self._grow()
        place = self._size
        width = len(article.keys)
        self._keys[place, :width] = article.keys
        self._weights[place, :width] = article.weights
        self._days[place] = day
        self._live[place] = True
        self._size += 1
        return place

    def _grow(self) -> None:
        """Make room for a quarter more: less waste than doubling, and still rarely done."""
        more = max(256, self._size // 4)
        for name in ("_keys", "_weights", "_days", "_live", "_near", "_closeness"):
            rows = getattr(self, name)
            room = np.zeros((more, *rows.shape[1:]), dtype=rows.dtype)
            setattr(self, name, np.concatenate((rows, room)))


def _largest(scores: NDArray[np.float32] | NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """The places of the *count* largest scores above zero, largest first; ties by place."""
    above = np.flatnonzero(scores > 0)
    if len(above) > count:
        least = np.partition(scores[above], len(above) - count)[len(above) - count]
        above = above[scores[above] >= least]
    return above[np.argsort(-scores[above], kind="stable")][:count]
