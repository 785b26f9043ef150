"""The stories of the last days: each live article is in one."""

from base64 import b32encode
from collections import defaultdict
from collections.abc import Container, Iterable
from datetime import datetime
from hashlib import sha256
from itertools import count

import numpy as np

from digests.article import Article, ArticleId
from digests.stories.clustering import Granularity, Group, affected, fullest, heirs, regrouped
from digests.stories.index import Edge, Index, View
from digests.stories.near_duplicates import Shingles, shingles
from digests.stories.reprints import Reprints
from digests.stories.story import Membership, StoryId
from digests.stories.terms import key, title_and_body, weighted_counts
from digests.stories.vectors import Frequencies, vector

UNDATED = 0.30
"""How alike all that two groups say has to be, where time can't speak for it (DESIGN D10)."""
SAME = 0.9
"""The closeness from which an article only repeats another: it follows it, and links to nothing."""


class LiveStories:
    """Articles and the stories they tell, by article and story id.

    Inside, an article is its place in the index: a whole number in order of arrival.
    """

    def __init__(self, granularity: Granularity) -> None:
        self._threshold = granularity.threshold
        self._frequencies = Frequencies()
        self._index = Index()
        self._reprints = Reprints()
        self._articles: list[Article] = []
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

    def add(self, articles: Iterable[tuple[Article, StoryId | None]]) -> None:
        """Take articles in: into a story where it's known, else into the one each is nearest to."""
        read = [(article, story, *title_and_body(article)) for article, story in articles]
        # Counted before the first is looked at, so that a batch sees the same frequencies.
        counted = [weighted_counts(title, body) for _, _, title, body in read]
        for keys, _ in counted:
            self._frequencies.add(keys)
        for (article, story, title, body), (keys, counts) in zip(read, counted, strict=True):
            said = vector(keys, counts, self._frequencies)
            view = self._index.look(said, article.published, rank=key(article.id))
            self._take(article, view, shingles(np.concatenate((title, body))), story)

    def remove(self, article: ArticleId) -> None:
        """Take an article out; what it held together is to be regrouped."""
        place = self._places[article]
        followed, followers = self._reprints.followed(place), self._reprints.followers(place)
        self._drop(place)
        if followed is not None:
            self._touched.add(self._story[followed])
            return
        story = self._leave(place)
        self._unsettled.discard(place)
        orphans = [self._articles[follower] for follower in followers]
        for follower in followers:
            self._drop(follower)
        self.add([(orphan, story) for orphan in orphans])
        self._unsettled.update(self._members.get(story, ()))

    def regroup(self) -> None:
        """Split and merge the stories that what came and went since the last time could move."""
        if not self._unsettled:
            return
        sources, targets, closeness = (column.tolist() for column in self._index.edges())
        links = dict(zip(zip(sources, targets, strict=True), closeness, strict=True))
        changed = affected(links, self._story, self._unsettled, threshold=self._threshold)
        groups = [
            group
            for places, within in changed
            for group in regrouped(
                within, places, threshold=self._threshold, allowed=self._may_join
            )
        ]
        self._settle(groups)
        self._unsettled.clear()

    def forget(
        self, before: datetime, most: int | None = None
    ) -> list[tuple[StoryId, list[ArticleId]]]:
        """Drop the stories of which no article was published or first seen since *before* (UTC).

        A story stays whole while any of its articles stays. Of more than *most* articles, the
        stories whose newest is dated longest ago go as well.
        """
        past = [
            story
            for story in self._members
            if all(_last(self._articles[place]) < before for place in self._tellers(story))
        ]
        if most is not None and len(self._places) > most:
            past = self._oldest(len(self._places) - most, past)
        dropped = []
        for story in past:
            ids = [self._articles[place].id for place in reversed(self._tellers(story))]
            for article in ids:
                self.remove(article)
            self._touched.discard(story)
            dropped.append((story, ids))
        if self._index.places > 2 * len(self._places):
            self._compact()
        return dropped

    def _oldest(self, surplus: int, past: list[StoryId]) -> list[StoryId]:
        """*past*, and the stories dated longest ago until *surplus* articles are among them."""
        chosen = dict.fromkeys(past)
        newest = {
            story: max(_when(self._articles[place]) for place in self._tellers(story))
            for story in self._members
            if story not in chosen
        }
        held = sum(len(self._tellers(story)) for story in chosen)
        for story in sorted(newest, key=lambda s: (newest[s], s)):
            if held >= surplus:
                break
            chosen[story] = None
            held += len(self._tellers(story))
        return list(chosen)

    def touched(self) -> list[StoryId]:
        """The stories that gained or lost articles since this was last asked, those gone too."""
        stories = sorted(self._touched)
        self._touched.clear()
        return stories

    def articles(self, story: StoryId) -> list[Article]:
        """The articles that tell *story*, in order of time; none if there's no such story."""
        members = [self._articles[place] for place in self._tellers(story)]
        return sorted(members, key=lambda a: (a.published or a.first_seen, a.id))

    def memberships(self, story: StoryId) -> list[Membership]:
        """Who tells *story*, in order of time; a reprint names an earlier article that is none.

        Of many copies some know of other copies only: theirs is what those repeat.
        """
        found: list[Membership] = []
        originals: dict[int, ArticleId] = {}
        copied: dict[int, ArticleId] = {}
        for article in self.articles(story):
            place = self._places[article.id]
            alike = self._reprints.alike(place)
            repeated = [whose[p] for whose in (originals, copied) for p in alike if p in whose]
            original = repeated[0] if repeated else None
            if original is None:
                originals[place] = article.id
            else:
                copied[place] = original
            found.append(Membership(article=article.id, story=story, reprint_of=original))
        return found

    def _take(self, article: Article, view: View, text: Shingles, story: StoryId | None) -> None:
        copies = self._reprints.copies(text)
        followed = self._same(view, text, copies)
        if followed is not None and story not in (None, self._story[followed]):
            followed = None
        place = self._index.add(view) if followed is None else self._index.pass_over(view)
        self._reprints.add(place, text, copies)
        self._articles.append(article)
        self._places[article.id] = place
        if followed is not None:
            self._reprints.follow(place, followed)
            self._touched.add(self._story[followed])
        elif story is not None:
            self._put(place, story)
        else:
            self._put(place, self._nearest(place, view.nearest) or self._fresh([place]))
            self._unsettled.add(place)

    def _same(self, view: View, text: Shingles, copies: Group) -> int | None:
        """The place of the article that says the same: word for word, or close in time."""
        if view.nearest and view.nearest[0].closeness >= SAME:
            return view.nearest[0].place
        return self._reprints.verbatim(text, copies)

    def _drop(self, place: int) -> None:
        """Forget an article's words, and that it's there."""
        article = self._articles[place]
        del self._places[article.id]
        keys, _ = weighted_counts(*title_and_body(article))
        self._frequencies.remove(keys)
        self._index.remove(place)
        self._reprints.remove(place)

    def _tellers(self, story: StoryId) -> Group:
        """The places of all articles of *story*, with those that repeat others."""
        members = self._members.get(story, ())
        return [p for member in members for p in (member, *self._reprints.followers(member))]

    def _nearest(self, place: int, neighbours: Iterable[Edge]) -> StoryId | None:
        """The story closest to an article with *neighbours*; ties to the lowest id."""
        sums: dict[StoryId, float] = defaultdict(float)
        for edge in neighbours:
            sums[self._story[edge.place]] += edge.closeness
        near = {s: total / fullest(1, len(self._members[s])) for s, total in sums.items()}
        for story in sorted(near, key=lambda s: (-near[s], s)):
            if near[story] < self._threshold:
                break
            if self._may_join([place], self._members[story]):
                return story
        return None

    def _may_join(self, one: Group, other: Group) -> bool:
        """Whether two groups that are close enough may be one story, for all else that's known."""
        dated = self._index.dated(one) and self._index.dated(other)
        return dated or self._index.alike(one, other) >= UNDATED

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
        self._reprints.renumber(renumbered)
        new = renumbered.tolist()
        self._articles = [a for a, place in zip(self._articles, new, strict=True) if place >= 0]
        self._places = {article: new[place] for article, place in self._places.items()}
        self._story = {new[place]: story for place, story in self._story.items()}
        self._members = {s: [new[p] for p in places] for s, places in self._members.items()}
        self._unsettled = {new[place] for place in self._unsettled}


def _when(article: Article) -> datetime:
    """When the article was published, else first seen."""
    return article.published or article.first_seen


def _last(article: Article) -> datetime:
    """When the article was last news: published or first seen, whichever is later."""
    return max(article.published or article.first_seen, article.first_seen)


def _made(article: ArticleId, number: int) -> StoryId:
    return b32encode(sha256(f"{article}\n{number}".encode()).digest())[:16].decode().lower()
