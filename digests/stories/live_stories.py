"""The stories of the last days: each live article is in one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO

from digests.article import Article, ArticleId
from digests.stories.book import Book, moved
from digests.stories.clustering import Group, fullest, reached, regrouped
from digests.stories.granularity import Granularity
from digests.stories.index import Index, View
from digests.stories.places import Seats
from digests.stories.prints import print_of
from digests.stories.reprints import Reprints
from digests.stories.story import Membership, StoryId
from digests.stories.terms import Words

UNDATED = 0.30
"""How alike all that two groups say has to be, where time can't speak for it (DESIGN D10)."""
SAME = 0.9
"""The closeness from which an article only repeats another: it follows it, and links to nothing."""
TOGETHER = 32
"""Articles whose terms are put into the index at once, before the first of them is looked for."""
LARGE = 1_000
"""Articles that hang together, however loosely, from which on a few new ones don't have all of them
regrouped: that waits until a twentieth of them is new, or for `renew`."""
TURNOVER = 5  # one in so many comes or goes until all is looked at anew


class LiveStories:
    """Articles and the stories they tell, by article and story id.

    Inside, an article is its place: a whole number in order of arrival, or of date after `renew`.
    """

    def __init__(self, granularity: Granularity, file: IO[bytes] | None = None) -> None:
        self._threshold = granularity.threshold
        self._index = Index()
        self._reprints = Reprints()
        self._seats = Seats(file)
        self._book = Book()
        self._unsettled: set[int] = set()
        self._turnover = 0
        self._linked = True

    @property
    def stories(self) -> Collection[StoryId]:
        """The stories that have an article."""
        return self._book.stories

    @property
    def is_due(self) -> bool:
        """Whether so much has come and gone that it's time to `renew`."""
        return not self._linked or self._turnover * TURNOVER > len(self._seats)

    def __contains__(self, article: ArticleId) -> bool:
        """Whether the article is live."""
        return article in self._seats

    def __iter__(self) -> Iterator[ArticleId]:
        """The ids of the live articles."""
        return iter(self._seats)

    def add(self, articles: Iterable[tuple[Article, Words]]) -> None:
        """Take articles in, each into the story that it's nearest to, or into one of its own."""
        # Counted before the first is looked at, so that a batch sees the same frequencies.
        places = [self._enter(article, words) for article, words in articles]
        self._turnover += len(places)
        for view, copies in self._views(places):
            if not self._follows(view, copies):
                self._index.link(view)
                own = self._seats.id(view.place)
                self._book.put(view.place, self._nearest(view) or self._book.fresh([own]))
                self._unsettled.add(view.place)

    def restore(self, known: Iterable[tuple[Article, Words, Membership]]) -> None:
        """Take articles in as they were before: nothing is linked until `renew`, which is due."""
        originals, places = [], []
        for article, words, membership in known:
            places.append(self._enter(article, words))
            self._book.put(places[-1], membership.story)
            if membership.reprint_of:
                originals.append((places[-1], membership.reprint_of))
        self._index.place(places)
        self._reprints.place(places)
        for place, original in originals:
            if original in self._seats:
                self._reprints.couple(place, [self._seats.place(original)])
        self._linked = self._linked and not places

    def remove(self, article: ArticleId) -> None:
        """Take an article out; what it held together is to be regrouped."""
        place = self._seats.place(article)
        followed, followers = self._reprints.followed(place), self._reprints.followers(place)
        self._index.forget(place)
        self._reprints.remove(place)
        self._seats.leave(place)
        self._turnover += 1
        if followed is not None:
            self._book.touch(self._book.story(followed))
            return
        story = self._book.leave(place)
        self._unsettled.discard(place)
        self._seat_again(followers, story)
        self._unsettled.update(self._book.members(story))

    def regroup(self) -> None:
        """Split and merge the stories that what came and went since the last time could move."""
        if self._unsettled and self._linked:
            self._regroup(patient=True)

    def renew(self) -> None:
        """Look at all that is live anew, in order of date and by what is rare now, and regroup it.

        From then on it doesn't matter in which order the articles came.
        """
        told = {self._seats.id(place): story for story, place in self._tellers()}
        order = self._seats.by_date()
        for number in (self._seats.keep, self._index.begin_anew, self._reprints.begin_anew):
            number(order)
        places = range(len(order))
        for view, copies in self._views(places):
            if not self._follows(view, copies, quietly=True):
                self._index.link(view)
        self._unsettled = {p for p in places if self._reprints.followed(p) is None}
        self._book.begin_anew((p, told[self._seats.id(p)]) for p in sorted(self._unsettled))
        self._regroup(patient=False)
        self._book.bury()
        now = {self._seats.id(place): story for story, place in self._tellers()}
        self._book.touch(*moved(told, now))
        self._turnover, self._linked = 0, True

    def forget(
        self, before: datetime, most: int | None = None
    ) -> list[tuple[StoryId, list[ArticleId]]]:
        """Drop the stories of which no article was published or first seen since *before* (UTC).

        A story stays whole while any of its articles stays. Of more than *most* articles, the
        stories whose newest is dated longest ago go as well.
        """
        limit = before.timestamp()
        tellers = {story: self._told_at(story) for story in self._book.stories}
        past = [s for s, places in tellers.items() if self._seats.last(places) < limit]
        if most is not None and len(self._seats) > most:
            chosen, held = dict.fromkeys(past), sum(len(tellers[story]) for story in past)
            newest = {s: self._seats.moment(p) for s, p in tellers.items() if s not in chosen}
            for story in sorted(newest, key=lambda s: (newest[s], s)):
                if held >= len(self._seats) - most:
                    break
                past.append(story)
                held += len(tellers[story])
        dropped = []
        for story in past:
            ids = [self._seats.id(place) for place in reversed(tellers[story])]
            for article in ids:
                self.remove(article)
            self._book.ignore(story)
            dropped.append((story, ids))
        if self._seats.places > 1.1 * len(self._seats):
            self._close_gaps()
        return dropped

    def touched(self) -> list[StoryId]:
        """The stories that gained or lost articles since this was last asked, those gone too."""
        return self._book.touched()

    def ids(self, story: StoryId) -> list[ArticleId]:
        """Who tells *story*, in order of time; none if there's no such story."""
        return [self._seats.id(place) for place in self._in_order(story)]

    def articles(self, story: StoryId, most: int | None = None) -> list[Article]:
        """The (first *most*) articles that tell *story*, in order of time, texts cut short."""
        return [self._seats.article(place) for place in self._in_order(story)[:most]]

    def article(self, id_: ArticleId) -> Article:
        """The live article of that id, its text cut short."""
        return self._seats.article(self._seats.place(id_))

    def latest(self) -> list[StoryId]:
        """All stories, those first with the latest news; ties by id."""
        last = {story: self._seats.last(self._told_at(story)) for story in self._book.stories}
        return sorted(last, key=lambda story: (-last[story], story))

    def memberships(self, story: StoryId) -> list[Membership]:
        """Who tells *story*, in order of time; a reprint names an earlier article that is none.

        Of many copies some know of other copies only: theirs is what those repeat.
        """
        found: list[Membership] = []
        originals: dict[int, ArticleId] = {}
        copied: dict[int, ArticleId] = {}
        for place in self._in_order(story):
            alike, article = self._reprints.alike(place), self._seats.id(place)
            repeated = [whose[p] for whose in (originals, copied) for p in alike if p in whose]
            original = repeated[0] if repeated else None
            if original is None:
                originals[place] = article
            else:
                copied[place] = original
            found.append(Membership(article=article, story=story, reprint_of=original))
        return found

    def _regroup(self, *, patient: bool) -> None:
        settled: set[int] = set()
        groups: list[Group] = []
        for places, links in reached(self._index.edges(), self._unsettled, self._threshold):
            new = self._unsettled.intersection(places)
            if patient and len(places) > LARGE and len(new) * 20 < len(places):
                continue
            groups += regrouped(links, places, threshold=self._threshold, allowed=self._may_join)
            settled |= new
        self._book.settle(groups, self._seats.ids)
        self._unsettled -= settled

    def _enter(self, article: Article, words: Words) -> int:
        said = print_of(words)
        self._reprints.add(said.shingles)
        self._seats.add(article)
        return self._index.add(said, article)

    def _views(self, places: Sequence[int]) -> Iterator[tuple[View, list[int]]]:
        """What each of *places* sees of those before it, and which of these it may repeat."""
        for start in range(0, len(places), TOGETHER):
            some = places[start : start + TOGETHER]
            self._reprints.place(some)
            yield from zip(self._index.views(some), self._reprints.copies(some), strict=True)

    def _follows(
        self, view: View, copies: list[int], story: StoryId | None = None, *, quietly: bool = False
    ) -> bool:
        """Whether an article (of *story*, if that's known) only repeats another: it follows it."""
        self._reprints.couple(view.place, copies)
        if view.nearest and view.nearest[0][1] >= SAME:
            followed: int | None = view.nearest[0][0]
        else:
            followed = self._reprints.verbatim(view.place, copies)
        if followed is None or (story is not None and self._book.story(followed) != story):
            return False
        self._index.remove(view.place)
        self._reprints.follow(view.place, followed)
        if not quietly:
            self._book.touch(self._book.story(followed))
        return True

    def _seat_again(self, orphans: Sequence[int], story: StoryId) -> None:
        """Have those who followed an article that's gone speak for themselves, in its *story*."""
        places = []
        for orphan in orphans:
            self._reprints.remove(orphan)
            places.append(self._index.copy(orphan))
            self._reprints.copy(orphan)
            self._seats.move(orphan)
        for view, copies in self._views(places):
            if not self._follows(view, copies, story if self._book.members(story) else None):
                self._index.link(view)
                self._book.put(view.place, story)

    def _tellers(self) -> Iterator[tuple[StoryId, int]]:
        return ((story, place) for story in self._book.stories for place in self._told_at(story))

    def _told_at(self, story: StoryId) -> Group:
        """The places of all articles of *story*, with those that repeat others."""
        members = self._book.members(story)
        return [p for member in members for p in (member, *self._reprints.followers(member))]

    def _in_order(self, story: StoryId) -> Group:
        return sorted(self._told_at(story), key=self._seats.order)

    def _nearest(self, view: View) -> StoryId | None:
        """The story closest to an article with such neighbours; ties to the lowest id."""
        sums: dict[StoryId, float] = defaultdict(float)
        for place, closeness in view.nearest:
            sums[self._book.story(place)] += closeness
        near = {s: total / fullest(1, len(self._book.members(s))) for s, total in sums.items()}
        for story in sorted(near, key=lambda s: (-near[s], s)):
            if near[story] < self._threshold:
                break
            if self._may_join([view.place], self._book.members(story)):
                return story
        return None

    def _may_join(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether two groups that are close enough may be one story, for all else that's known."""
        dated = self._index.dated(one) and self._index.dated(other)
        return dated or self._index.alike(one, other) >= UNDATED

    def _close_gaps(self) -> None:
        """Forget the places of removed articles."""
        kept = self._seats.taken()
        renumbered = self._index.close_gaps(kept)
        self._reprints.close_gaps(kept, renumbered)
        self._seats.keep(kept)
        self._book.renumber(renumbered)
        new = renumbered.tolist()
        self._unsettled = {new[place] for place in self._unsettled}
