"""Topics: under which headings a story stands, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digests.article import Article
from digests.stories.story import Story
from digests.text import normalise
from digests.topic_rules import Rule, Rules

ELSEWHERE = "Elsewhere"
"""The heading of what fits under no topic; last, and only where a schedule names no topics."""

MOST_TOPICS = 3
"""Topics a story may stand under (DESIGN D11)."""

TAGGED = 100.0
"""What a tag weighs: more than words can, so that an article's own tags win."""

CLEAR = 2.0
"""A rule's score from which words decide: two words found, or one that the title has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A heading of the digest.

    A tag equal to *name* or to one of *tags* files a story here; words of *match* found in it
    count for it (DESIGN D11).
    """

    name: str
    tags: tuple[str, ...] = ()
    match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A story stands under *topic*, with *score* > 0; *reason* is for people ("tagged AI")."""

    story: str
    topic: str
    score: float
    reason: str


class TopicFiler:
    """Files a story under the topics of the settings, by its articles' tags and words."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = tuple(topics)
        self._tags = {_tag(tag): t.name for t in reversed(topics) for tag in (*t.tags, t.name)}
        self._rules = Rules({t.name: t.match for t in topics})

    def __call__(self, story: Story, articles: Sequence[Article]) -> tuple[Filing, ...]:
        """At most three filings, best first, ties by the topics' order.

        A topic that the story is tagged with outweighs any that only its words speak for; beside a
        tag, words count only where they're clear.
        """
        tagged = self._tagged(articles)
        rules = self._rules.found(articles)
        least = CLEAR if tagged else 0.0
        filings = [
            Filing(
                story=story.id,
                topic=topic.name,
                score=rule.score + TAGGED * (topic.name in tagged),
                reason=f"tagged {tagged[topic.name]}" if topic.name in tagged else rule.reason,
            )
            for topic in self._topics
            if (rule := rules.get(topic.name, Rule()))
            and (topic.name in tagged or rule.score > least)
        ]
        return tuple(sorted(filings, key=lambda f: -f.score)[:MOST_TOPICS])

    def _tagged(self, articles: Iterable[Article]) -> Mapping[str, str]:
        """The topics that *articles* are tagged with, each with the tag as it was first written."""
        found: dict[str, str] = {}
        for tag in (tag for article in articles for tag in article.tags):
            if topic := self._tags.get(_tag(tag)):
                found.setdefault(topic, tag)
        return found


def _tag(text: str) -> str:
    """A tag as it's compared: "#Artificial-Intelligence" is "artificial intelligence"."""
    return normalise(text.replace("-", " ").replace("_", " ")).strip("# ")
