"""The stories of the last days: each live article is in one."""

from base64 import b32encode
from collections import defaultdict
from collections.abc import Container, Iterable
from datetime import datetime
from hashlib import sha256
from itertools import count

import numpy as np

from digests.article import Article, ArticleId
from digests.stories.clustering import Granularity, Group, components, fullest, heirs, regrouped
from digests.stories.index import Edge, Index
from digests.stories.near_duplicates import Likeness, Shingles, Sketches, likeness, shingles
from digests.stories.story import Membership, StoryId
from digests.stories.terms import title_and_body, weighted_counts


class LiveStories:
    """Articles and the stories they tell, by article and story id.

    Inside, an article is its place in the index: a whole number in order of arrival.
    """

    def __init__(self, granularity: Granularity) -> None:
        self._threshold = granularity.threshold
        self._index = Index(threshold=self._threshold)
        self._sketches = Sketches()
        self._articles: list[Article] = []
        self._shingles: list[Shingles] = []
        self._alike: dict[int, set[int]] = defaultdict(set)
        self._places: dict[ArticleId, int] = {}
        self._story: dict[int, StoryId] = {}
        self._members: dict[StoryId, Group] = {}
        self._born: dict[StoryId, int] = {}
        self._births = count()
        self._unsettled: set[int] = set()
        self._touched: set[StoryId] = set()

    @property
    def stories(self) -> Container[StoryId]:
        """The stories that have an article."""
        return self._members

    def __contains__(self, article: ArticleId) -> bool:
        """Whether the article is live."""
        return article in self._places

    def add(self, article: Article, story: StoryId | None = None) -> None:
        """Take an article in: into *story* where it's known, else into the one it's nearest to."""
        place = self._enter(article)
        if story is None:
            story = self._nearest(self._index.neighbours(place)) or self._fresh([place])
            self._unsettled.add(place)
        self._put(place, story)

    def remove(self, article: ArticleId) -> None:
        """Take an article out; what it held together is to be regrouped."""
        place = self._places.pop(article)
        story = self._leave(place)
        self._unsettled.discard(place)
        self._unsettled.update(self._members.get(story, ()))
        for other in self._alike.pop(place, ()):
            self._alike[other].discard(place)
        self._index.remove(place)

    def regroup(self) -> None:
        """Split and merge the stories that what came and went since the last time could move."""
        if not self._unsettled:
            return
        later, earlier, closeness = (column.tolist() for column in self._index.edges())
        links = dict(zip(zip(later, earlier, strict=True), closeness, strict=True))
        strong = (pair for pair, close in links.items() if close >= self._threshold)
        moved: dict[int, int] = {}
        for number, group in enumerate(components(strong, sorted(self._story))):
            if not self._unsettled.isdisjoint(group):
                moved.update(dict.fromkeys(group, number))
        within: dict[int, dict[tuple[int, int], float]] = {n: {} for n in moved.values()}
        for (one, other), close in links.items():
            if one in moved and moved[one] == moved.get(other):
                within[moved[one]][one, other] = close
        places: dict[int, Group] = defaultdict(list)
        for place, number in moved.items():
            places[number].append(place)
        self._settle(
            [
                group
                for number in places
                for group in regrouped(within[number], places[number], threshold=self._threshold)
            ]
        )
        self._unsettled.clear()

    def forget(self, before: datetime) -> list[tuple[StoryId, list[ArticleId]]]:
        """Drop the stories of which no article was published or first seen since *before* (UTC).

        A story stays whole while any of its articles stays.
        """
        past = [
            story
            for story, members in self._members.items()
            if all(_last(self._articles[place]) < before for place in members)
        ]
        dropped = []
        for story in past:
            ids = [self._articles[place].id for place in self._members[story]]
            for article in ids:
                self.remove(article)
            self._touched.discard(story)
            dropped.append((story, ids))
        if self._index.places > 2 * len(self._places):
            self._compact()
        return dropped

    def touched(self) -> list[StoryId]:
        """The stories that gained or lost articles since this was last asked, those gone too."""
        stories = sorted(self._touched)
        self._touched.clear()
        return stories

    def articles(self, story: StoryId) -> list[Article]:
        """The articles that tell *story*, in order of time; none if there's no such story."""
        members = [self._articles[place] for place in self._members.get(story, ())]
        return sorted(members, key=lambda a: (a.published or a.first_seen, a.id))

    def memberships(self, story: StoryId) -> list[Membership]:
        """Who tells *story*, in order of time; a reprint names an earlier article that is none."""
        found: list[Membership] = []
        originals: dict[int, ArticleId] = {}
        for article in self.articles(story):
            place = self._places[article.id]
            repeated = [originals[p] for p in sorted(self._alike.get(place, ())) if p in originals]
            if not repeated:
                originals[place] = article.id
            original = repeated[0] if repeated else None
            found.append(Membership(article=article.id, story=story, reprint_of=original))
        return found

    def _enter(self, article: Article) -> int:
        """Give the article a place, with links to its neighbours and to what it repeats."""
        title, body = title_and_body(article)
        place = self._index.add(*weighted_counts(title, body), article.published)
        text = shingles(np.concatenate((title, body)))
        for other in self._sketches.candidates(text):
            present = self._places.get(self._articles[other].id) == other
            if present and likeness(text, self._shingles[other]) is Likeness.REPRINT:
                self._alike[place].add(other)
                self._alike[other].add(place)
        self._sketches.add(place, text)
        self._articles.append(article)
        self._shingles.append(text)
        self._places[article.id] = place
        return place

    def _nearest(self, neighbours: Iterable[Edge]) -> StoryId | None:
        """The story closest to an article with *neighbours*; ties to the lowest id."""
        sums: dict[StoryId, float] = defaultdict(float)
        for edge in neighbours:
            sums[self._story[edge.place]] += edge.closeness
        near = {s: total / fullest(1, len(self._members[s])) for s, total in sums.items()}
        closest = min(near, key=lambda story: (-near[story], story), default=None)
        return closest if closest and near[closest] >= self._threshold else None

    def _fresh(self, members: Group) -> StoryId:
        """An id that no story has: that of the first member that opened none, else made of it."""
        own = [self._articles[place].id for place in members]
        free = (story for story in own if story not in self._members)
        made = (_made(own[0], n) for n in count(2))
        return next(free, None) or next(s for s in made if s not in self._members)

    def _put(self, place: int, story: StoryId) -> None:
        self._story[place] = story
        self._members.setdefault(story, []).append(place)
        self._touched.add(story)
        if story not in self._born:
            self._born[story] = next(self._births)

    def _leave(self, place: int) -> StoryId:
        """Take *place* out of its story, which ends with its last member; gives the story's id."""
        story = self._story.pop(place)
        self._members[story].remove(place)
        self._touched.add(story)
        if not self._members[story]:
            del self._members[story], self._born[story]
        return story

    def _settle(self, groups: list[Group]) -> None:
        """Make *groups* the stories that their members tell; ids stay with most of the members."""
        kept = heirs(groups, self._story, self._born)
        moves = [
            (group, story)
            for group, story in zip(groups, kept, strict=True)
            if story is None or sorted(self._members[story]) != group
        ]
        leaving = [(p, s) for group, s in moves for p in group if self._story[p] != s]
        for place, _ in leaving:
            self._leave(place)
        for group, story in moves:
            home = story or self._fresh(group)
            for place in group:
                if place not in self._story:
                    self._put(place, home)

    def _compact(self) -> None:
        """Forget the places of removed articles."""
        renumbered = self._index.compact()
        self._sketches.renumber(renumbered)
        kept = np.flatnonzero(renumbered >= 0).tolist()
        new = renumbered.tolist()
        self._articles = [self._articles[place] for place in kept]
        self._shingles = [self._shingles[place] for place in kept]
        self._alike = defaultdict(
            set, {new[p]: {new[o] for o in others} for p, others in self._alike.items() if others}
        )
        self._places = {article: new[place] for article, place in self._places.items()}
        self._story = {new[place]: story for place, story in self._story.items()}
        self._members = {s: [new[p] for p in places] for s, places in self._members.items()}
        self._unsettled = {new[place] for place in self._unsettled}


def _last(article: Article) -> datetime:
    """When the article was last news: published or first seen, whichever is later."""
    return max(article.published or article.first_seen, article.first_seen)


def _made(article: ArticleId, number: int) -> StoryId:
    return b32encode(sha256(f"{article}\n{number}".encode()).digest())[:16].decode().lower()
