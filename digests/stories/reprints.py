"""Which live articles repeat which; an article is its place, a number in order of arrival."""

from collections import defaultdict
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from digests.stories.near_duplicates import Likeness, Shingles, Sketches, likeness

VERBATIM = 8
"""Shingles from which equal texts are one, however far apart: a headline may well come again."""


class Reprints:
    """Texts by place, which of them are reprints, and who follows whom.

    A *follower* says nothing of its own: it is wherever the article is that it follows.
    """

    def __init__(self) -> None:
        self._sketches = Sketches()
        self._texts: dict[int, Shingles] = {}
        self._alike: dict[int, set[int]] = defaultdict(set)
        self._followed: dict[int, int] = {}
        self._followers: dict[int, list[int]] = defaultdict(list)

    def copies(self, text: Shingles) -> list[int]:
        """The places of which *text* is a reprint, or which are a reprint of it."""
        return [
            place
            for place in self._sketches.candidates(text)
            if place in self._texts and likeness(text, self._texts[place]) is Likeness.REPRINT
        ]

    def verbatim(self, text: Shingles, copies: Collection[int]) -> int | None:
        """Whom an article with *text* would follow, if one of *copies* has the very same words."""
        if len(text) >= VERBATIM:
            for place in copies:
                if np.array_equal(text, self._texts[place]):
                    return self._followed.get(place, place)
        return None

    def add(self, place: int, text: Shingles, copies: Collection[int]) -> None:
        """Remember *text*; places have to come in ascending order."""
        for other in copies:
            self._alike[place].add(other)
            self._alike[other].add(place)
        self._sketches.add(place, text)
        self._texts[place] = text

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

    def remove(self, place: int) -> None:
        """Forget *place*; who followed it follows none from now on."""
        del self._texts[place]
        for other in self._alike.pop(place, ()):
            self._alike[other].discard(place)
        for follower in self._followers.pop(place, ()):
            del self._followed[follower]
        if place in self._followed:
            self._followers[self._followed.pop(place)].remove(place)

    def renumber(self, places: NDArray[np.int32]) -> None:
        """Give each place the number that *places* holds for it; removed ones have none."""
        self._sketches.renumber(places)
        new = places.tolist()
        self._texts = {new[place]: text for place, text in self._texts.items()}
        alike = {new[p]: {new[o] for o in others} for p, others in self._alike.items() if others}
        self._alike = defaultdict(set, alike)
        self._followed = {new[p]: new[followed] for p, followed in self._followed.items()}
        self._followers = defaultdict(list)
        for place, followed in self._followed.items():
            self._followers[followed].append(place)
