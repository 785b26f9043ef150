"""The live articles as vectors, and which of them are near a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from digests.stories.postings import Places, Postings
from digests.stories.vectors import TERMS, Vector

NEIGHBOURS = 8
"""Links kept for each article, to those of a lower rank: with more, one event reaches the next."""
QUERY_TERMS = 30
NEWEST = 600
"""Articles looked at under one term: commoner terms find nothing that rarer ones don't."""
_ROUGH = 128
"""Candidates whose distance in time is looked at."""
_EXACT = 48
"""Candidates whose cosine is computed over all their terms."""
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
REACH = timedelta(days=14)
"""How far apart in time two articles of one story may be."""
SIGMA = timedelta(days=3)
"""Two articles that lie so far apart in time are .61 as near as their words say."""
_DAY = timedelta(days=1)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Edge:
    """An article at *place*, *closeness* near."""

    place: int
    closeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What an article sees of the others: the nearest with a lower and with a higher rank."""

    article: Vector
    day: float
    rank: int
    below: list[Edge]
    above: list[Edge]

    @property
    def nearest(self) -> list[Edge]:
        """The NEIGHBOURS nearest, nearest first; ties by place."""
        return sorted((*self.below, *self.above), key=_by_closeness)[:NEIGHBOURS]


class Index:
    """Vectors by place: whole numbers in order of arrival."""

    def __init__(self) -> None:
        self._terms = Postings()
        self._size = 0
        self._keys = np.zeros((0, TERMS), dtype=np.uint32)
        self._weights = np.zeros((0, TERMS), dtype=np.float32)
        self._days = np.zeros(0, dtype=np.float64)
        self._peculiar = np.zeros(0, dtype=np.float32)
        self._ranks = np.zeros(0, dtype=np.uint32)
        self._live = np.zeros(0, dtype=bool)
        self._near = np.zeros((0, NEIGHBOURS), dtype=np.int32)
        self._closeness = np.zeros((0, NEIGHBOURS), dtype=np.float32)

    @property
    def places(self) -> int:
        """How many places there are, those of removed articles among them."""
        return self._size

    def look(self, article: Vector, published: datetime | None, *, rank: int) -> View:
        """What an article would be near to; *rank* is a number of its own, as good as random.

        Links go from each article to the nearest of those with a lower rank: so it doesn't matter
        which came first, and some links reach far.
        """
        day = np.nan if published is None else (published - _EPOCH) / _DAY
        places, rough = self._rough(article)
        lower = self._ranks[places] < rank
        likely = np.concatenate(
            [self._likely(places[side], rough[side], day) for side in (lower, ~lower)]
        )
        closeness = self._cosines(article, likely) * self._fading(likely, day)
        order = np.lexsort((likely, -closeness))
        edges = [Edge(int(likely[i]), float(closeness[i])) for i in order if closeness[i] > 0]
        below = [edge for edge in edges if self._ranks[edge.place] < rank]
        above = [edge for edge in edges if self._ranks[edge.place] >= rank]
        return View(article=article, day=day, rank=rank, below=below, above=above)

    def add(self, view: View) -> int:
        """Take the article of *view* in and link it; gives its place."""
        place = self._append(view)
        for column, edge in enumerate(view.below[:NEIGHBOURS]):
            self._near[place, column] = edge.place
            self._closeness[place, column] = edge.closeness
        for edge in view.above:
            self._offer(edge.place, Edge(place, edge.closeness))
        self._terms.add(place, view.article.keys, view.article.weights)
        return place

    def pass_over(self, view: View) -> int:
        """A place for the article of *view*, at which no other finds it."""
        return self._append(view)

    def dated(self, places: Sequence[int]) -> bool:
        """Whether the articles at *places* are all dated."""
        return not np.isnan(self._days[places]).any()

    def alike(self, one: Sequence[int], other: Sequence[int]) -> float:
        """The cosine of all that the articles at *one* say with all that those at *other* say."""
        keys = np.concatenate((self._keys[one].ravel(), self._keys[other].ravel()))
        weights = np.concatenate((self._weights[one].ravel(), self._weights[other].ravel()))
        terms, spots = np.unique(keys, return_inverse=True)
        half = len(one) * TERMS
        first = np.bincount(spots[:half], weights[:half], minlength=len(terms))
        second = np.bincount(spots[half:], weights[half:], minlength=len(terms))
        lengths = float(np.sqrt((first @ first) * (second @ second)))
        return float(first @ second) / lengths if lengths else 0.0

    def _offer(self, place: int, edge: Edge) -> None:
        """Let *edge* take the place of the farthest link that *place* has, if it's nearer."""
        row = self._closeness[place]
        farthest = int(np.argmin(row))
        if row[farthest] < edge.closeness:
            row[farthest] = edge.closeness
            self._near[place, farthest] = edge.place

    def edges(self) -> tuple[Places, Places, NDArray[np.float32]]:
        """All links between live articles: from which place, to which, how close."""
        near, closeness = self._near[: self._size], self._closeness[: self._size]
        source, columns = np.nonzero(closeness)
        target = near[source, columns]
        kept = self._live[source] & self._live[target]
        source, columns, target = source[kept], columns[kept], target[kept]
        return source.astype(np.int32), target, closeness[source, columns]

    def remove(self, place: int) -> None:
        """Take an article out: nothing is near it from now on."""
        self._live[place] = False

    def compact(self) -> Places:
        """Close the gaps that removed articles left; gives each place's new number, or -1."""
        live = self._live[: self._size]
        renumbered = np.where(live, np.cumsum(live) - 1, -1).astype(np.int32)
        self._terms.renumber(renumbered)
        for name in ("_keys", "_weights", "_days", "_peculiar", "_ranks", "_closeness"):
            setattr(self, name, getattr(self, name)[: self._size][live])
        near = self._near[: self._size][live]
        gone = renumbered[near] < 0
        self._near = np.where(gone, 0, renumbered[near])
        self._closeness[gone] = 0
        self._size = int(np.count_nonzero(live))
        self._live = np.ones(self._size, dtype=bool)
        return renumbered

    def _rough(self, article: Vector) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The live articles that share a term of the query, and about how near each is."""
        rough = np.zeros(self._size, dtype=np.float32)
        keys, query = article.heaviest(QUERY_TERMS)
        found = self._terms.find(keys, newest=NEWEST)
        for weight, (places, weights) in zip(query, found, strict=True):
            rough[places] += weight * weights
        touched = np.flatnonzero(rough)
        touched = touched[self._live[touched]]
        return touched, rough[touched]

    def _likely(
        self, places: NDArray[np.intp], rough: NDArray[np.float32], day: float
    ) -> NDArray[np.intp]:
        """Of *places*, about as near as *rough* says, those that are worth an exact look."""
        likely = _largest(rough, _ROUGH)
        faded = rough[likely] * self._fading(places[likely], day)
        return places[likely[_largest(faded, _EXACT)]]

    def _cosines(self, article: Vector, places: NDArray[np.intp]) -> NDArray[np.float32]:
        """The cosine of *article* with the vector at each of *places*; 0 for what only seems near.

        Mates by template share many words but few of the rare ones: their cosine over rarity is
        much smaller. Others share a subject.
        """
        if not len(article.keys):
            return np.zeros(len(places), dtype=np.float32)
        keys = self._keys[places]
        spots = np.minimum(np.searchsorted(article.keys, keys), len(article.keys) - 1)
        shared = np.where(article.keys[spots] == keys, article.weights[spots], np.float32(0))
        weights = self._weights[places]
        products = shared * weights
        cosines = np.sum(products, axis=1)
        peculiar = np.sum(products * (article.peculiarity**2)[spots], axis=1)
        peculiar /= np.maximum(self._peculiar[places] * article.peculiar_length, 1e-9)
        alike = np.count_nonzero(products, axis=1) >= TEMPLATE_WORDS
        mates = alike & (peculiar < PECULIAR * cosines)
        talkative = np.count_nonzero(weights, axis=1) >= HEADLINE
        far = mates | (talkative & _share_a_subject(article, products))
        return np.where(far, np.float32(0), cosines)

    def _fading(self, places: NDArray[np.intp], day: float) -> NDArray[np.float64]:
        """What distance in time leaves of a cosine; 0 beyond REACH."""
        apart = np.abs(self._days[places] - day)
        fading = np.where(
            apart > REACH / _DAY, 0.0, np.exp(-(apart**2) / (2 * (SIGMA / _DAY) ** 2))
        )
        return np.where(np.isnan(apart), 1.0, fading)

    def _append(self, view: View) -> int:
        if self._size == len(self._days):
            self._grow()
        place = self._size
        width = len(view.article.keys)
        self._keys[place, :width] = view.article.keys
        self._weights[place, :width] = view.article.weights
        self._peculiar[place] = view.article.peculiar_length
        self._days[place] = view.day
        self._ranks[place] = view.rank
        self._live[place] = True
        self._size += 1
        return place

    def _grow(self) -> None:
        """Make room for a quarter more: less waste than doubling, and still rarely done."""
        more = max(256, self._size // 4)
        for name in (
            "_keys",
            "_weights",
            "_days",
            "_peculiar",
            "_ranks",
            "_live",
            "_near",
            "_closeness",
        ):
            rows = getattr(self, name)
            room = np.zeros((more, *rows.shape[1:]), dtype=rows.dtype)
            setattr(self, name, np.concatenate((rows, room)))


def _share_a_subject(article: Vector, products: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether each closeness rests on a word or two, though *article* says more.

    The number of words, as if all weighed alike, is the squared sum over the sum of squares.
    """
    few = np.sum(products, axis=1) ** 2 < SUBJECT * np.sum(products**2, axis=1)
    return np.asarray(few & (len(article.keys) >= HEADLINE))


def _by_closeness(edge: Edge) -> tuple[float, int]:
    return -edge.closeness, edge.place


def _largest(scores: NDArray[np.float32] | NDArray[np.float64], count: int) -> NDArray[np.intp]:
    """The places of the *count* largest scores above zero, largest first; ties by place."""
    above = np.flatnonzero(scores > 0)
    if len(above) > count:
        least = np.partition(scores[above], len(above) - count)[len(above) - count]
        above = above[scores[above] >= least]
    return above[np.argsort(-scores[above], kind="stable")][:count]
