"""Under which headings a story stands, and why."""

from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest

from digests.article import Article
from digests.stories.story import Story
from digests.text import normalise
from digests.topic_model import Leaning, Lesson, TopicModel
from digests.topic_rules import Rule, Rules, quoted
from digests.topics import TAGGED, Filing, Topic

MOST_TOPICS = 3
"""Topics a story may stand under (DESIGN D11)."""

CLEAR = 3
"""So many different words of a topic decide, whatever other stories suggest."""

LEANING = 3.0
"""What a leaning of 1 weighs: as much as the weakest clear rule."""

LIKELY = 1 / 3
"""A leaning from which a story is filed: as likely as two others together, "none" among them."""

LEAST_LESSONS = 500
"""Stories; from fewer, words say less of a topic than the admin does."""

MOST_LESSONS = 20_000
"""Stories, the latest ones, and nearly a full window's: 5,000 of 7,600 cost two points of accuracy,
and learning takes about one and a half seconds for each 5,000."""

READ = 20
"""Articles of a story whose words count, as many as its summary is taken from."""


class TopicFiler:
    """Files a story under the topics of the settings: by tags, by words, and by what it learnt."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = tuple(topics)
        self._tags = {_tag(tag): t.name for t in reversed(topics) for tag in (*t.tags, t.name)}
        self._rules = Rules({t.name: t.match for t in topics})
        self._own: Mapping[str, frozenset[str]] = {}
        self._model: TopicModel | None = None
        self._lessons = 0

    def __call__(self, story: Story, articles: Sequence[Article]) -> tuple[Filing, ...]:
        """At most three filings, best first, ties by the topics' order.

        A topic that the story is tagged with outweighs any that only its words speak for. Where
        there's a tag, words count only if they're clear; where they aren't, and `learn` was given
        enough, what other stories taught decides.
        """
        tagged = self._tagged(articles)
        rules = self._rules.found(articles[:READ])
        leanings = {} if tagged else self._leanings(articles[:READ])
        weighed = [
            Filing(story=story.id, topic=t.name, score=score, reason=reason)
            for t in self._topics
            for score, reason in [self._weighed(t.name, tagged, rules, leanings)]
            if score > 0
        ]
        return tuple(sorted(weighed, key=lambda f: -f.score)[:MOST_TOPICS])

    def is_due(self, stories: int) -> bool:
        """Whether to `learn` from *stories* stories would change much: a fifth more or fewer."""
        usable = min(stories, MOST_LESSONS)
        enough = max(usable, self._lessons) >= LEAST_LESSONS
        return enough and abs(usable - self._lessons) * 5 >= max(usable, self._lessons)

    def learn(self, stories: Iterable[Sequence[Article]], *, most: int = MOST_LESSONS) -> None:
        """Learn from the *most* latest stories which words go with which topic, and with none.

        Each is given by its articles. Replaces what was learnt before; too few teach nothing.
        """
        latest = nsmallest(most, stories, key=_latest)
        lessons = [
            Lesson(terms=self._rules.terms(articles[:READ]), tagged=tuple(self._tagged(articles)))
            for articles in latest
        ]
        self._lessons = len(lessons)
        enough = len(lessons) >= LEAST_LESSONS and any(t.match or t.tags for t in self._topics)
        self._own = self._rules.keywords({term for lesson in lessons for term in lesson.terms})
        self._model = TopicModel(lessons, self._own) if enough else None

    def suggestions(self, topic: str, *, count: int = 10) -> tuple[str, ...]:
        """Words that would serve *topic* well, best first, its own left out; () before learning."""
        if self._model is None:
            return ()
        return self._model.telling(topic, besides=self._own[topic], count=count)

    def _tagged(self, articles: Iterable[Article]) -> Mapping[str, str]:
        """The topics that *articles* are tagged with, each with the tag as it was first written."""
        found: dict[str, str] = {}
        for tag in (tag for article in articles for tag in article.tags):
            if topic := self._tags.get(_tag(tag)):
                found.setdefault(topic, tag)
        return found

    def _leanings(self, articles: Sequence[Article]) -> Mapping[str, Leaning]:
        return self._model.leanings(self._rules.terms(articles)) if self._model else {}

    def _weighed(
        self,
        topic: str,
        tagged: Mapping[str, str],
        rules: Mapping[str, Rule],
        leanings: Mapping[str, Leaning],
    ) -> tuple[float, str]:
        """The score of *topic*, 0 for none, and the reason."""
        rule = rules.get(topic, Rule())
        leaning = leanings.get(topic)
        if topic in tagged:
            return TAGGED + rule.score, f"tagged {tagged[topic]}"
        if rule.words >= CLEAR:
            return max(rule.score, LEANING), rule.reason
        if leaning is None:
            return (0.0 if tagged else rule.score), rule.reason
        if leaning.share < LIKELY or not leaning.terms:
            return 0.0, ""
        return LEANING * leaning.share, rule.reason or f"words like {quoted(leaning.terms)}"


def _latest(articles: Sequence[Article]) -> tuple[float, str]:
    """Sort key: first seen last; ties by id."""
    newest = max(article.first_seen for article in articles)
    return -newest.timestamp(), min(article.id for article in articles)


def _tag(text: str) -> str:
    """A tag as it's compared: "#Artificial-Intelligence" is "artificial intelligence"."""
    return normalise(text.replace("-", " ").replace("_", " ")).strip("# ")
