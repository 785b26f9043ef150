"""Who sits where: the live articles by place and by id, and when each was news."""

from collections.abc import Iterator
from typing import IO

import numpy as np
from numpy.typing import NDArray

from digests.article import Article, ArticleId
from digests.stories.columns import Columns
from digests.stories.shelf import Shelf

Moment = tuple[float, ArticleId]


class Seats:
    """The live articles, each at a place: a number in order of arrival; gaps where some left.

    *ids* says who sits, or sat, at each place. The articles themselves lie in *file*.
    """

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self._shelf = Shelf(file)
        self.ids: list[ArticleId] = []
        self._places: dict[ArticleId, int] = {}
        self._times = Columns(moment=(np.float64, 0), last=(np.float64, 0))

    @property
    def places(self) -> int:
        """How many places there are, gaps among them."""
        return len(self.ids)

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self._places)

    def __contains__(self, article: ArticleId) -> bool:
        """Whether the article has a place."""
        return article in self._places

    def __iter__(self) -> Iterator[ArticleId]:
        """The ids of the articles."""
        return iter(self._places)

    def add(self, article: Article) -> None:
        """Give *article* the next place."""
        self._places[article.id] = len(self.ids)
        self.ids.append(article.id)
        self._shelf.add(article)
        moment = (article.published or article.first_seen).timestamp()
        self._times.add({"moment": moment, "last": max(moment, article.first_seen.timestamp())})

    def move(self, place: int) -> None:
        """Give the article at *place* the next place in its stead."""
        self._places[self.ids[place]] = len(self.ids)
        self.ids.append(self.ids[place])
        self._shelf.copy(place)
        self._shelf.drop(place)
        self._times.add({name: self._times[name][place] for name in ("moment", "last")})

    def leave(self, place: int) -> None:
        """Let the article at *place* go."""
        del self._places[self.ids[place]]
        self._shelf.drop(place)

    def place(self, article: ArticleId) -> int:
        """Where the article of that id sits."""
        return self._places[article]

    def id(self, place: int) -> ArticleId:
        """Who sits at *place*."""
        return self.ids[place]

    def article(self, place: int) -> Article:
        """The article at *place*, its text cut short."""
        return self._shelf[place]

    def order(self, place: int) -> Moment:
        """Sort key: when the article at *place* was published, else first seen; ties by id."""
        return float(self._times["moment"][place]), self.ids[place]

    def moment(self, places: list[int]) -> float:
        """When the newest at *places* was published, else first seen, in seconds of UTC."""
        return float(self._times["moment"][places].max())

    def last(self, places: list[int]) -> float:
        """When one of those at *places* was last published or first seen, in seconds of UTC."""
        return float(self._times["last"][places].max())

    def taken(self) -> NDArray[np.intp]:
        """The places that are no gaps, ascending."""
        return np.array(sorted(self._places.values()), dtype=np.intp)

    def by_date(self) -> NDArray[np.intp]:
        """The places that are no gaps, by date."""
        return np.array(sorted(self._places.values(), key=self.order), dtype=np.intp)

    def keep(self, places: NDArray[np.intp]) -> None:
        """Number the articles at *places* in that order."""
        order = places.tolist()
        self.ids = [self.ids[place] for place in order]
        self._places = {article: place for place, article in enumerate(self.ids)}
        self._shelf.keep(places)
        self._times.keep(places)
