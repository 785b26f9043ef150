"""The one object that the bot hosts: articles in, stories under their topics out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from digests.article import Article, ArticleId
from digests.stories.clustering import Granularity
from digests.stories.composition import compose
from digests.stories.live_stories import LiveStories
from digests.stories.story import Membership, Story, StoryId
from digests.topics import Filing, Topic, TopicFiler


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledStory:
    """A story and where it stands, best topic first; nowhere means Elsewhere."""

    story: Story
    filings: tuple[Filing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is other than it was when last said.

    *memberships* are those that are new or moved, *stories* those that are new or read
    differently, *gone* the ids under which there is no story any more, each with the story that
    took most of its articles, if one did. All three are in order of their ids.
    """

    memberships: tuple[Membership, ...] = ()
    stories: tuple[FiledStory, ...] = ()
    gone: tuple[tuple[StoryId, StoryId | None], ...] = ()


class LiveWindow:
    """The articles of the last days, the stories they tell and the topics these stand under.

    Knows no clock: what's too old to matter, `forget` is told. Arguments and results can be
    pickled, the object needn't be: it lives in one process. The same calls in the same order give
    the same changes.
    """

    def __init__(
        self, topics: Sequence[Topic], *, granularity: Granularity = Granularity.EVENT
    ) -> None:
        self._filer = TopicFiler(topics)
        self._live = LiveStories(granularity)
        self._memberships: dict[ArticleId, Membership] = {}
        self._stories: dict[StoryId, FiledStory | None] = {}  # None: as restored

    def restore(self, articles: Iterable[tuple[Article, Membership]]) -> None:
        """Take in what was live before a restart, as it was: nothing is clustered or reported.

        Wanted are all articles of each story that has a live one; may be called several times.
        """
        known = sorted(articles, key=lambda pair: _in_order(pair[0]))
        self._memberships.update({a.id: membership for a, membership in known})
        self._live.add([(article, membership.story) for article, membership in known])
        self._stories.update(dict.fromkeys(self._live.touched()))

    def take(self, articles: Sequence[Article]) -> Changes:
        """Put new articles into stories, in order of their dates.

        One that is known by its id is taken anew, as if its former version had never been.
        """
        latest = {article.id: article for article in articles}
        for article in latest:
            if article in self._live:
                self._live.remove(article)
        self._live.add([(article, None) for article in sorted(latest.values(), key=_in_order)])
        return self._changes()

    def withdraw(self, ids: Sequence[ArticleId]) -> Changes:
        """Take articles out, as if they had never been; unknown ones are passed over."""
        for article in ids:
            if article in self._live:
                self._live.remove(article)
                del self._memberships[article]
        return self._changes()

    def regroup(self) -> Changes:
        """Split and merge stories by all that's known now; cheap where nothing came or went."""
        self._live.regroup()
        return self._changes()

    def refile(self, topics: Sequence[Topic]) -> Changes:
        """File every story anew, under *topics*."""
        self._filer = TopicFiler(topics)
        changed = []
        for story, told in sorted(self._stories.items(), key=lambda pair: pair[0]):
            filed = self._told(story) if told is None else self._filed(told.story)
            if filed != told:
                self._stories[story] = filed
                changed.append(filed)
        return Changes(stories=tuple(changed))

    def forget(self, before: datetime) -> None:
        """Drop what was neither published nor first seen since *before* (UTC); nothing is reported.

        A story stays whole while one of its articles stays, so that it's never told by half.
        """
        for story, articles in self._live.forget(before):
            self._stories.pop(story, None)
            for article in articles:
                self._memberships.pop(article, None)

    def _changes(self) -> Changes:
        """What differs from what was last reported, which is from now on what was reported."""
        touched = self._live.touched()
        present = [story for story in touched if story in self._live.stories]
        moved: list[Membership] = []
        heirs: dict[StoryId, Counter[StoryId]] = {}
        for membership in (m for story in present for m in self._live.memberships(story)):
            known = self._memberships.get(membership.article)
            if known != membership:
                moved.append(membership)
                self._memberships[membership.article] = membership
            if known and known.story not in self._live.stories:
                heirs.setdefault(known.story, Counter())[membership.story] += 1
        ended = [s for s in touched if s not in self._live.stories and s in self._stories]
        for story in ended:
            del self._stories[story]
        return Changes(
            memberships=tuple(sorted(moved, key=lambda m: m.article)),
            stories=tuple(self._changed(present)),
            gone=tuple((story, _most(heirs.get(story, {}))) for story in ended),
        )

    def _changed(self, stories: Iterable[StoryId]) -> Iterator[FiledStory]:
        """Those of *stories* that read differently than when they were last reported."""
        for story in stories:
            told = self._told(story)
            if told != self._stories.get(story):
                self._stories[story] = told
                yield told

    def _told(self, story: StoryId) -> FiledStory:
        articles = self._live.articles(story)
        reprints = {m.article: m.reprint_of for m in self._live.memberships(story)}
        return self._filed(compose(story, articles, reprints))

    def _filed(self, story: Story) -> FiledStory:
        filings = self._filer(story, self._live.articles(story.id))
        return FiledStory(story=story, filings=filings)


def _in_order(article: Article) -> tuple[datetime, ArticleId]:
    """Sort key: when it was published, else first seen; ties by id."""
    return article.published or article.first_seen, article.id


def _most(shares: Mapping[StoryId, int]) -> StoryId | None:
    """Who has the largest share; ties to the lowest id."""
    return min(shares, key=lambda story: (-shares[story], story), default=None)
