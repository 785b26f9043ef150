"""The live articles as vectors, and which of them are near another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from digests.article import Article
from digests.stories.columns import Columns
from digests.stories.nearness import Query, QueryTerms, cosines
from digests.stories.patterns import NAMES, names_others, pattern_of
from digests.stories.postings import Places, Postings
from digests.stories.prints import TERMS, Print
from digests.stories.terms import Keys, key
from digests.stories.vectors import Frequencies, Vectors, Weights, weigh

NEIGHBOURS = 8
"""Links kept for each article, to those of a lower rank: with more, one event reaches the next."""
INDEXED = 32
"""Terms by which an article is found, its heaviest: others find nothing that these don't."""
NEWEST = 600
"""Articles looked at under one term: commoner terms find nothing that rarer ones don't."""
_ROUGH = 192
"""Candidates whose distance in time is looked at."""
_EXACT = 96
"""Candidates whose cosine is computed over all their terms."""
REACH = timedelta(days=14)
"""How far apart in time two articles of one story may be."""
SIGMA = timedelta(days=3)
"""Two articles that lie so far apart in time are .61 as near as their words say."""
ONE_HOUSE = 0.6
"""What is left of a cosine where one house publishes both: it tells an event once, and writes all
that it tells in one style."""
_DAY = timedelta(days=1)
_FARTHEST = REACH / _DAY
_SPREAD = -2 * (SIGMA / _DAY) ** 2
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

Closeness = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What an article sees of those before it, nearest first: where they are, and how close."""

    place: int
    places: NDArray[np.intp]
    closeness: Closeness

    @property
    def nearest(self) -> list[tuple[int, float]]:
        """The NEIGHBOURS nearest, with their closeness."""
        few = self.places[:NEIGHBOURS].tolist(), self.closeness[:NEIGHBOURS].tolist()
        return list(zip(*few, strict=True))


class Index:
    """Prints by place: whole numbers in order of arrival."""

    def __init__(self) -> None:
        self._frequencies = Frequencies()
        self._terms = Postings()
        self._query = QueryTerms()
        self._rows = Columns(
            keys=(np.uint32, TERMS),
            emphasis=(np.uint8, TERMS),
            width=(np.uint8, 0),
            length=(np.float32, 0),
            peculiar=(np.float32, 0),
            day=(np.float32, 0),
            rank=(np.uint32, 0),
            house=(np.uint32, 0),
            pattern=(np.uint32, 0),
            names=(np.uint32, NAMES),
            live=(bool, 0),
            near=(np.int32, NEIGHBOURS),
            closeness=(np.float32, NEIGHBOURS),
        )

    @property
    def places(self) -> int:
        """How many places there are, those of removed articles among them."""
        return self._rows.size

    def add(self, said: Print, article: Article) -> int:
        """A place for *article*, which is counted now, and found once it's been looked for.

        Its rank is a number as good as random: links go from each article to the nearest of those
        with a lower rank. So it doesn't matter which came first, and some links reach far.
        """
        self._frequencies.add(said.keys)
        published, publisher = article.published, article.publisher
        pattern = pattern_of(article.title, said)
        return self._rows.add(
            {
                "keys": said.keys,
                "emphasis": said.emphasis,
                "width": len(said.keys),
                "day": np.nan if published is None else (published - _EPOCH) / _DAY,
                "rank": key(article.id),
                "house": key(publisher.name) if publisher else 0,
                "pattern": pattern.number,
                "names": pattern.names,
            }
        )

    def views(self, places: Sequence[int]) -> Iterator[View]:
        """What each of *places* (ascending) sees of those before it; from then on it's found.

        One that is removed before the next is asked for isn't seen by that.
        """
        at = np.asarray(places, dtype=np.int32)
        vectors = self.place(at)
        queries = [
            Query.of(keys[:width], emphasis[:width], vectors, row)
            for row, (keys, emphasis, width) in enumerate(
                zip(*(self._rows[n][at] for n in ("keys", "emphasis", "width")), strict=True)
            )
        ]
        rough = self._rough([query.heaviest() for query in queries])
        for place, query, (found, nearness) in zip(places, queries, rough, strict=True):
            yield self._look(place, query, found, nearness)

    def place(self, places: Sequence[int] | Places) -> Vectors:
        """Let those at *places* (ascending) be found; gives their vectors, by what is rare now."""
        at = np.asarray(places, dtype=np.int32)
        keys, emphasis = self._rows["keys"][at], self._rows["emphasis"][at]
        vectors = weigh(keys, emphasis, self._frequencies)
        self._rows["length"][at] = vectors.lengths
        self._rows["peculiar"][at] = vectors.peculiar_lengths
        self._rows["live"][at] = True
        held = _heaviest(emphasis * vectors.rarity)
        rows = np.repeat(at, np.count_nonzero(held, axis=1))
        self._terms.add(rows, keys[held], emphasis[held])
        return vectors

    def link(self, view: View) -> None:
        """Link the article of *view* with what it sees."""
        place = view.place
        ranks = self._rows["rank"]
        lower = ranks[view.places] < ranks[place]
        below = view.places[lower][:NEIGHBOURS]
        self._rows["near"][place, : len(below)] = below
        self._rows["closeness"][place, : len(below)] = view.closeness[lower][:NEIGHBOURS]
        self._offer(view.places[~lower], view.closeness[~lower], place)

    def copy(self, place: int) -> int:
        """A new place for the article at *place*, as if it came only now."""
        names = ("keys", "emphasis", "width", "day", "rank", "house", "pattern", "names")
        return self._rows.add({name: self._rows[name][place] for name in names})

    def dated(self, places: Sequence[int]) -> bool:
        """Whether the articles at *places* are all dated."""
        return not np.isnan(self._rows["day"][places]).any()

    def alike(self, one: Sequence[int], other: Sequence[int]) -> float:
        """The cosine of all that the articles at *one* say with all that those at *other* say."""
        both = [*one, *other]
        keys, emphasis = self._rows["keys"][both], self._rows["emphasis"][both]
        vectors = weigh(keys, emphasis, self._frequencies)
        weights = emphasis * vectors.rarity / np.maximum(vectors.lengths, 1e-9)[:, np.newaxis]
        terms, spots = np.unique(keys.ravel(), return_inverse=True)
        half = len(one) * TERMS
        first = np.bincount(spots[:half], weights.ravel()[:half], minlength=len(terms))
        second = np.bincount(spots[half:], weights.ravel()[half:], minlength=len(terms))
        lengths = float(np.sqrt((first @ first) * (second @ second)))
        return float(first @ second) / lengths if lengths else 0.0

    def edges(self) -> tuple[Places, Places, Closeness]:
        """All links between live articles: from which place, to which, how close."""
        near, closeness, live = (self._rows[name] for name in ("near", "closeness", "live"))
        source, columns = np.nonzero(closeness)
        target = near[source, columns]
        kept = live[source] & live[target]
        source, columns, target = source[kept], columns[kept], target[kept]
        return source.astype(np.int32), target, closeness[source, columns]

    def remove(self, place: int) -> None:
        """Let the article at *place* be found no more."""
        self._rows["live"][place] = False

    def forget(self, place: int) -> None:
        """Count the article at *place* no more, and let nothing find it."""
        self._frequencies.remove(self._rows["keys"][place, : self._rows["width"][place]])
        self.remove(place)

    def close_gaps(self, kept: NDArray[np.intp]) -> Places:
        """Let go of all places but those *kept* (ascending); gives each one's new number, or -1."""
        renumbered = np.full(self.places, -1, dtype=np.int32)
        renumbered[kept] = np.arange(len(kept), dtype=np.int32)
        self._terms.renumber(np.where(self._rows["live"], renumbered, -1))
        self._rows.keep(kept)
        near = renumbered[self._rows["near"]]
        self._rows["closeness"][near < 0] = 0
        self._rows["near"][:] = np.maximum(near, 0)
        return renumbered

    def begin_anew(self, order: NDArray[np.intp]) -> None:
        """Number the articles at *order* in that order; none is found or linked any more."""
        self._rows.keep(order)
        self._terms = Postings()
        for name in ("near", "closeness", "live"):
            self._rows[name][:] = 0

    def _look(self, place: int, query: Query, found: NDArray[np.intp], rough: Closeness) -> View:
        rows = self._rows
        before = rows["live"][found] & (found < place)
        likely, fading = self._likely(found[before], rough[before], rows["day"][place])
        near = cosines(self._query, query, rows, likely) * fading
        house = rows["house"][place]
        near = np.where(house and rows["house"][likely] == house, ONE_HOUSE * near, near)
        near[names_others(rows, place, likely)] = 0
        order = np.lexsort((likely, -near))
        order = order[: np.count_nonzero(near)]
        return View(place=place, places=likely[order], closeness=near[order])

    def _rough(
        self, queries: Sequence[tuple[Keys, Weights]]
    ) -> Iterator[tuple[NDArray[np.intp], Closeness]]:
        """For each of *queries* who shares a term with it, and about how near each is."""
        weights = np.concatenate([weights for _, weights in queries])
        which, found, emphases = self._terms.find(
            np.concatenate([keys for keys, _ in queries]), newest=NEWEST
        )
        products = weights[which] * emphases
        ends = np.cumsum([len(keys) for keys, _ in queries])
        lengths = np.maximum(self._rows["length"], np.float32(1e-9))
        start = 0
        for end in which.searchsorted(ends).tolist():
            near = np.bincount(found[start:end], products[start:end], minlength=self.places)
            touched = (near > 0).nonzero()[0]  # four times as fast as nonzero of floats
            yield touched, (near[touched] / lengths[touched]).astype(np.float32)
            start = end

    def _likely(
        self, places: NDArray[np.intp], rough: Closeness, day: np.float32
    ) -> tuple[NDArray[np.intp], Closeness]:
        """Of *places*, about as near as *rough* says, those worth an exact look, and the fading."""
        likely = _largest(rough, _ROUGH)
        fading = self._fading(places[likely], day)
        best = _largest(rough[likely] * fading, _EXACT)
        return places[likely[best]], fading[best]

    def _fading(self, places: NDArray[np.intp], day: np.float32) -> Closeness:
        """What distance in time leaves of a cosine; 0 beyond REACH."""
        apart = np.abs(self._rows["day"][places] - day)
        fading: Closeness = np.exp(apart**2 / _SPREAD)
        fading[apart > _FARTHEST] = 0
        fading[np.isnan(apart)] = 1
        return fading

    def _offer(self, places: NDArray[np.intp], closeness: Closeness, place: int) -> None:
        """Let *place* be a link of each of *places* that has a farther one, or room."""
        rows = self._rows["closeness"][places]
        farthest = np.argmin(rows, axis=1)
        nearer = rows[np.arange(len(places)), farthest] < closeness
        at = places[nearer], farthest[nearer]
        self._rows["closeness"][at] = closeness[nearer]
        self._rows["near"][at] = place


def _heaviest(weights: Weights) -> NDArray[np.bool_]:
    """Where in each row the INDEXED heaviest of its *weights* are, zeros left out."""
    least = np.partition(weights, -INDEXED, axis=1)[:, -INDEXED, np.newaxis]
    return np.asarray((weights >= least) & (weights > 0))


def _largest(scores: Closeness, count: int) -> NDArray[np.intp]:
    """The places of the *count* largest scores above zero, largest first; ties by place."""
    above = (scores > 0).nonzero()[0]
    if len(above) > count:
        least = np.partition(scores[above], len(above) - count)[len(above) - count]
        above = above[scores[above] >= least]
    return above[(-scores[above]).argsort(kind="stable")][:count]
