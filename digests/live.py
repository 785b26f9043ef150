"""The one object that the bot hosts: articles in, stories under their topics out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, NamedTuple

from digests.article import Article, ArticleId
from digests.changes import Changes, FiledStory
from digests.stories.composition import compose
from digests.stories.granularity import Granularity
from digests.stories.live_stories import LiveStories
from digests.stories.story import Membership, StoryId
from digests.stories.terms import Words, read
from digests.topic_filer import MOST_LESSONS, NOTHING, READ, TAUGHT, Found, TopicFiler
from digests.topics import Filing, Topic


class Said(NamedTuple):
    """What was last reported of a story, as numbers that another wording wouldn't have."""

    story: int
    filings: int


class LiveWindow:
    """The articles of the last days, the stories they tell and the topics these stand under.

    Knows no clock: what's too old to matter, `forget` is told. Arguments and results can be
    pickled, the object needn't be: it lives in one process. The same calls in the same order give
    the same changes.
    """

    def __init__(
        self,
        topics: Sequence[Topic],
        *,
        granularity: Granularity = Granularity.EVENT,
        file: IO[bytes] | None = None,
    ) -> None:
        """What articles say is laid aside in *file*, an empty one, or else held in memory."""
        self._filer = TopicFiler(topics)
        self._live = LiveStories(granularity, file)
        self._found: dict[ArticleId, Found] = {}
        self._unread: set[ArticleId] = set()
        self._memberships: dict[ArticleId, Membership] = {}
        self._said: dict[StoryId, Said | None] = {}  # None: as restored
        self._unsaid: set[StoryId] = set()
        self._stale: list[StoryId] = []

    def restore(self, articles: Iterable[tuple[Article, Membership]]) -> None:
        """Take in what was live before a restart, as it was: nothing is clustered or reported.

        Wanted are all articles of each story that has a live one; may be called several times.
        Until `renew`, new articles join stories, and none is split or merged.
        """
        known = sorted(articles, key=lambda pair: _in_order(pair[0]))
        self._memberships.update({a.id: membership for a, membership in known})
        self._live.restore([(a, self._read(a), membership) for a, membership in known])
        self._said.update(dict.fromkeys(self._live.touched()))

    def take(self, articles: Sequence[Article]) -> Changes:
        """`enter` and all `changes` in one."""
        self.enter(articles)
        return self.changes()

    def enter(self, articles: Sequence[Article]) -> None:
        """Put new articles into stories, in order of their dates; `changes` says what came of it.

        One that is known by its id is taken anew, as if its former version had never been.
        """
        latest = {article.id: article for article in articles}
        for article in latest:
            if article in self._live:
                self._live.remove(article)
        taken = sorted(latest.values(), key=_in_order)
        self._live.add([(article, self._read(article)) for article in taken])

    def settle(self) -> None:
        """Split and merge stories by all that's known now; `changes` says what came of it."""
        self._live.regroup()

    def renew(self) -> bool:
        """Look at all that's live anew, if much of it came or went; says whether that was done.

        Then it doesn't matter any more in which order the articles came. `changes` says what came
        of it.
        """
        due = self._live.is_due
        if due:
            self._live.renew()
        return due

    def withdraw(self, ids: Sequence[ArticleId]) -> Changes:
        """Take articles out, as if they had never been; unknown ones are passed over."""
        for article in ids:
            if article in self._live:
                self._live.remove(article)
                self._memberships.pop(article, None)  # not told of yet, perhaps
                self._found.pop(article, None)
        return self.changes()

    def regroup(self) -> Changes:
        """`settle` and all `changes` in one; cheap where nothing came or went."""
        self.settle()
        return self.changes()

    def refile(self, topics: Sequence[Topic]) -> None:
        """File every story anew, under *topics*; `refiled` says what came of it."""
        self._filer = TopicFiler(topics)
        self._found.clear()
        self._unread = set(self._live)
        self._stale = sorted(self._said)

    def learn(self) -> None:
        """Learn from the stories which words go with which topic, where that would change much.

        Those that were told since the start are filed anew by what was learnt; `refiled` says what
        came of it.
        """
        if self._filer.is_due(len(self._said)):
            latest = self._live.latest()[:MOST_LESSONS]
            self._filer.study(self._live.articles(story, TAUGHT) for story in sorted(latest))
            self._stale = sorted(story for story, said in self._said.items() if said)

    def refiled(self, most: int) -> Changes | None:
        """Of the next *most* stories to be filed anew, those that stand elsewhere now.

        None when there are no more.
        """
        if not self._stale:
            return None
        some, self._stale = self._stale[:most], self._stale[most:]
        there = (story for story in some if story in self._said and story in self._live.stories)
        return Changes(stories=tuple(self._moved_to_other_topics(there)))

    def forget(self, before: datetime, most: int | None = None) -> None:
        """Drop what was neither published nor first seen since *before* (UTC); nothing is reported.

        A story stays whole while one of its articles stays, so that it's never told by half. Of
        more than *most* articles, the stories dated longest ago are dropped as well.
        """
        for story, articles in self._live.forget(before, most):
            self._said.pop(story, None)
            self._unsaid.discard(story)
            for article in articles:
                self._memberships.pop(article, None)
                self._found.pop(article, None)

    def changes(self, most: int | None = None) -> Changes:
        """What differs from what was last reported, which is from now on what was reported.

        With *most*, of so many stories only, the rest when asked again: fewer than that are the
        last. An id that's gone is reported with the story that took its articles.
        """
        self._unsaid.update(self._live.touched())
        present = sorted(story for story in self._unsaid if story in self._live.stories)
        ended = sorted(self._unsaid.difference(present).intersection(self._said))
        heirs = self._heirs(ended, present)
        said = present[:most]
        left = set(present[len(said) :])
        gone = tuple((story, heirs[story]) for story in ended if heirs[story] not in left)
        for story, _ in gone:
            del self._said[story]
        self._unsaid = left.union(story for story in ended if heirs[story] in left)
        return Changes(
            memberships=tuple(sorted(self._moved(said), key=lambda m: m.article)),
            stories=tuple(self._changed(said)),
            gone=gone,
        )

    def _heirs(
        self, ended: Sequence[StoryId], present: Iterable[StoryId]
    ) -> dict[StoryId, StoryId | None]:
        """For each story that ended, the one that has most of its articles now, if one has any."""
        shares: dict[StoryId, Counter[StoryId]] = {story: Counter() for story in ended}
        if shares:
            for story in present:
                for article in self._live.ids(story):
                    known = self._memberships.get(article)
                    if known and known.story in shares:
                        shares[known.story][story] += 1
        return {story: _most(shared) for story, shared in shares.items()}

    def _moved(self, stories: Iterable[StoryId]) -> Iterator[Membership]:
        """The memberships in *stories* that are other than when they were last reported."""
        for membership in (m for story in stories for m in self._live.memberships(story)):
            if self._memberships.get(membership.article) != membership:
                self._memberships[membership.article] = membership
                yield membership

    def _changed(self, stories: Iterable[StoryId]) -> Iterator[FiledStory]:
        """Those of *stories* that read differently than when they were last reported."""
        for story in stories:
            filed = self._filed(story)
            said = _said(filed)
            if said != self._said.get(story):
                self._said[story] = said
                yield filed

    def _moved_to_other_topics(self, stories: Iterable[StoryId]) -> Iterator[FiledStory]:
        """Those of *stories* that stand elsewhere than when they were last reported."""
        for story in stories:
            said, filings = self._said[story], self._filings(story)
            if said is None or said.filings != hash(filings):
                filed = self._filed(story)
                self._said[story] = _said(filed)
                yield filed

    def _filed(self, story: StoryId) -> FiledStory:
        reprints = {m.article: m.reprint_of for m in self._live.memberships(story)}
        told = compose(story, self._live.articles(story), reprints)
        return FiledStory(story=told, filings=self._filings(story))

    def _filings(self, story: StoryId) -> tuple[Filing, ...]:
        found = [self._found_in(article) for article in self._live.ids(story)[:READ]]
        return self._filer.filed(story, found, lambda: self._live.articles(story, TAUGHT))

    def _found_in(self, article: ArticleId) -> Found:
        """What speaks for topics in *article*; looked for again where topics have changed."""
        if article in self._unread:
            kept = self._live.article(article)
            self._note(kept, read(kept))
        return self._found.get(article, NOTHING)

    def _note(self, article: Article, words: Words) -> None:
        """Note what speaks for topics in *article*, if anything does: in most nothing does."""
        self._unread.discard(article.id)
        found = self._filer.found(article, words)
        if found is NOTHING:
            self._found.pop(article.id, None)
        else:
            self._found[article.id] = found

    def _read(self, article: Article) -> Words:
        """The words of *article*; what speaks for topics among them is noted."""
        words = read(article)
        self._note(article, words)
        return words


def _said(filed: FiledStory) -> Said:
    return Said(story=hash(filed.story), filings=hash(filed.filings))


def _in_order(article: Article) -> tuple[datetime, ArticleId]:
    """Sort key: when it was published, else first seen; ties by id."""
    return article.published or article.first_seen, article.id


def _most(shares: Mapping[StoryId, int]) -> StoryId | None:
    """Who has the largest share; ties to the lowest id."""
    return min(shares, key=lambda story: (-shares[story], story), default=None)
