"""The live articles as vectors, and which of them are near another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from digests.stories.columns import Columns
from digests.stories.nearness import Query, QueryTerms, cosines
from digests.stories.postings import Places, Postings
from digests.stories.prints import TERMS, Print
from digests.stories.vectors import Frequencies, weigh

NEIGHBOURS = 8
"""Links kept for each article, to those of a lower rank: with more, one event reaches the next."""
NEWEST = 600
"""Articles looked at under one term: commoner terms find nothing that rarer ones don't."""
_ROUGH = 128
"""Candidates whose distance in time is looked at."""
_EXACT = 48
"""Candidates whose cosine is computed over all their terms."""
REACH = timedelta(days=14)
"""How far apart in time two articles of one story may be."""
SIGMA = timedelta(days=3)
"""Two articles that lie so far apart in time are .61 as near as their words say."""
_DAY = timedelta(days=1)
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
            live=(bool, 0),
            near=(np.int32, NEIGHBOURS),
            closeness=(np.float32, NEIGHBOURS),
        )

    @property
    def places(self) -> int:
        """How many places there are, those of removed articles among them."""
        return self._rows.size

    def add(self, said: Print, published: datetime | None, *, rank: int) -> int:
        """A place for an article, which is counted now, and found once it's been looked for.

        *rank* is a number of its own, as good as random: links go from each article to the nearest
        of those with a lower rank. So it doesn't matter which came first, and some links reach far.
        """
        self._frequencies.add(said.keys)
        day = np.nan if published is None else (published - _EPOCH) / _DAY
        return self._rows.add(
            {
                "keys": said.keys,
                "emphasis": said.emphasis,
                "width": len(said.keys),
                "day": day,
                "rank": rank,
            }
        )

    def views(self, places: Sequence[int]) -> Iterator[View]:
        """What each of *places* (ascending) sees of those before it; from then on it's found.

        One that is removed before the next is asked for isn't seen by that.
        """
        self.place(places)
        for place in places:
            yield self._look(place)

    def place(self, places: Sequence[int]) -> None:
        """Let those at *places* (ascending) be found."""
        at = np.asarray(places, dtype=np.int32)
        keys, emphasis = self._rows["keys"][at], self._rows["emphasis"][at]
        vectors = weigh(keys, emphasis, self._frequencies)
        self._rows["length"][at] = vectors.lengths
        self._rows["peculiar"][at] = vectors.peculiar_lengths
        self._rows["live"][at] = True
        held = emphasis > 0
        rows = np.repeat(at, np.count_nonzero(held, axis=1))
        self._terms.add(rows, keys[held], emphasis[held])

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
        names = ("keys", "emphasis", "width", "day", "rank")
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

    def _look(self, place: int) -> View:
        rows = self._rows
        width = int(rows["width"][place])
        query = Query.of(
            rows["keys"][place, :width], rows["emphasis"][place, :width], self._frequencies
        )
        places, rough = self._rough(query, place)
        day = rows["day"][place]
        lower = rows["rank"][places] < rows["rank"][place]
        likely = np.concatenate(
            [self._likely(places[side], rough[side], day) for side in (lower, ~lower)]
        )
        near = cosines(self._query, query, rows, likely) * self._fading(likely, day)
        order = np.lexsort((likely, -near))
        order = order[near[order] > 0]
        return View(place=place, places=likely[order], closeness=near[order].astype(np.float32))

    def _rough(self, query: Query, place: int) -> tuple[NDArray[np.intp], Closeness]:
        """The live articles before *place* that share a term, and about how near each is."""
        keys, weights = query.heaviest()
        which, found, emphases = self._terms.find(keys, newest=NEWEST)
        rough = np.bincount(found, weights[which] * emphases, minlength=self.places)
        touched = np.flatnonzero(rough[:place])
        touched = touched[self._rows["live"][touched]]
        lengths = np.maximum(self._rows["length"][touched], np.float32(1e-9))
        return touched, (rough[touched] / lengths).astype(np.float32)

    def _likely(
        self, places: NDArray[np.intp], rough: Closeness, day: np.float32
    ) -> NDArray[np.intp]:
        """Of *places*, about as near as *rough* says, those that are worth an exact look."""
        likely = _largest(rough, _ROUGH)
        faded = rough[likely] * self._fading(places[likely], day)
        return places[likely[_largest(faded, _EXACT)]]

    def _fading(self, places: NDArray[np.intp], day: np.float32) -> Closeness:
        """What distance in time leaves of a cosine; 0 beyond REACH."""
        apart = np.abs(self._rows["day"][places] - day)
        fading = np.where(
            apart > REACH / _DAY, 0.0, np.exp(-(apart**2) / (2 * (SIGMA / _DAY) ** 2))
        )
        return np.where(np.isnan(apart), 1.0, fading).astype(np.float32)

    def _offer(self, places: NDArray[np.intp], closeness: Closeness, place: int) -> None:
        """Let *place* be a link of each of *places* that has a farther one, or room."""
        rows = self._rows["closeness"][places]
        farthest = np.argmin(rows, axis=1)
        nearer = rows[np.arange(len(places)), farthest] < closeness
        at = places[nearer], farthest[nearer]
        self._rows["closeness"][at] = closeness[nearer]
        self._rows["near"][at] = place


def _largest(scores: Closeness, count: int) -> NDArray[np.intp]:
    """The places of the *count* largest scores above zero, largest first; ties by place."""
    above = np.flatnonzero(scores > 0)
    if len(above) > count:
        least = np.partition(scores[above], len(above) - count)[len(above) - count]
        above = above[scores[above] >= least]
    return above[np.argsort(-scores[above], kind="stable")][:count]
