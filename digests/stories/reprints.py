"""Which live articles repeat which; an article is its place, a number in order of arrival."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from digests.stories.columns import Columns
from digests.stories.near_duplicates import SAMPLE, Likeness, Shingles, Sketches, likeness

VERBATIM = 8
"""Shingles from which equal texts are one, however far apart: a headline may well come again."""


class Reprints:
    """Texts by place, which of them are reprints, and who follows whom.

    A *follower* says nothing of its own: it is wherever the article is that it follows.
    """

    def __init__(self) -> None:
        self._sketches = Sketches()
        self._texts = Columns(sample=(np.uint32, SAMPLE), width=(np.uint8, 0), live=(bool, 0))
        self._alike: dict[int, set[int]] = defaultdict(set)
        self._followed: dict[int, int] = {}
        self._followers: dict[int, list[int]] = defaultdict(list)

    def add(self, text: Shingles) -> int:
        """A place for *text*, at which it's found once it's been placed."""
        return self._texts.add({"sample": text, "width": len(text), "live": True})

    def place(self, places: Sequence[int]) -> None:
        """Let those at *places* (ascending) be found."""
        self._sketches.add({place: self._text(place) for place in places})

    def copies(self, places: Sequence[int]) -> list[list[int]]:
        """For each of *places* those before it that are a reprint of it or the other way round."""
        texts = {place: self._text(place) for place in places}
        candidates = self._sketches.candidates(texts)
        return [
            [
                other
                for other in candidates[place]
                if self._texts["live"][other]
                and likeness(text, self._text(other)) is Likeness.REPRINT
            ]
            for place, text in texts.items()
        ]

    def verbatim(self, place: int, copies: Collection[int]) -> int | None:
        """Whom *place* would follow, if one of its *copies* has the very same words."""
        text = self._text(place)
        if len(text) >= VERBATIM:
            for other in copies:
                if np.array_equal(text, self._text(other)):
                    return self._followed.get(other, other)
        return None

    def couple(self, place: int, others: Collection[int]) -> None:
        """Remember that *place* is a reprint of *others* or the other way round."""
        for other in others:
            self._alike[place].add(other)
            self._alike[other].add(place)

    def alike(self, place: int) -> list[int]:
        """The places that are a reprint of *place* or the other way round, ascending."""
        return sorted(self._alike.get(place, ()))

    def follow(self, place: int, followed: int) -> None:
        """Let *place* follow an article that follows none itself."""
        self._followed[place] = followed
        self._followers[followed].append(place)

    def followed(self, place: int) -> int | None:
        """Whom *place* follows, if it does."""
        return self._followed.get(place)

    def followers(self, place: int) -> tuple[int, ...]:
        """Who follows *place*, in order of arrival."""
        return tuple(self._followers.get(place, ()))

    def copy(self, place: int) -> int:
        """A new place for the text at *place*, as if it came only now."""
        return self.add(self._text(place).copy())

    def remove(self, place: int) -> None:
        """Forget *place*; who followed it follows none from now on."""
        self._texts["live"][place] = False
        for other in self._alike.pop(place, ()):
            self._alike[other].discard(place)
        for follower in self._followers.pop(place, ()):
            del self._followed[follower]
        if place in self._followed:
            self._followers[self._followed.pop(place)].remove(place)

    def close_gaps(self, kept: NDArray[np.intp], places: NDArray[np.int32]) -> None:
        """Keep the texts at *kept*; *places* holds each place's new number, -1 for the others."""
        self._texts.keep(kept)
        self._sketches.renumber(places)
        new = places.tolist()
        alike = {new[p]: {new[o] for o in others} for p, others in self._alike.items() if others}
        self._alike = defaultdict(set, alike)
        self._followed = {new[p]: new[followed] for p, followed in self._followed.items()}
        self._followers = defaultdict(list)
        for place, followed in self._followed.items():
            self._followers[followed].append(place)

    def begin_anew(self, order: NDArray[np.intp]) -> None:
        """Number the texts at *order* in that order; none is found, alike or followed any more."""
        self._texts.keep(order)
        self._sketches = Sketches()
        for known in (self._alike, self._followed, self._followers):
            known.clear()

    def _text(self, place: int) -> Shingles:
        return np.asarray(self._texts["sample"][place, : self._texts["width"][place]])
