"""Under which headings a story stands, and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from digests.article import Article
from digests.stories.story import StoryId
from digests.stories.terms import Words
from digests.text import normalise
from digests.topic_model import Leaning, Lesson, TopicModel
from digests.topic_rules import Hits, Rule, Rules, quoted
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
"""Articles of a story, the earliest, whose keywords count."""

TAUGHT = 3
"""Articles of a story, the earliest, of which all words count: what it's about, these say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What speaks for topics in an article: tags, by the topics they name, and keywords."""

    tags: tuple[tuple[str, str], ...]
    hits: Hits


class TopicFiler:
    """Files a story under the topics of the settings: by tags, by words, and by what it learnt."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = tuple(topics)
        self._tags = {_tag(tag): t.name for t in reversed(topics) for tag in (*t.tags, t.name)}
        self._rules = Rules({t.name: t.match for t in topics})
        self._model: TopicModel | None = None
        self._lessons = 0

    def found(self, article: Article, words: Words) -> Found:
        """What speaks for topics in *article*, which has these *words*."""
        known = ((self._tags.get(_tag(tag)), tag) for tag in article.tags)
        tags = tuple((topic, tag) for topic, tag in known if topic)
        hits = self._rules.hits(words)
        return Found(tags=tags, hits=hits) if tags or hits else NOTHING

    def filed(
        self, story: StoryId, found: Sequence[Found], articles: Callable[[], Sequence[Article]]
    ) -> tuple[Filing, ...]:
        """At most three filings of *story*, best first, ties by the topics' order.

        *found* is what its first READ articles hold; *articles* gives the first TAUGHT, if they
        have to be read. A topic that the story is tagged with outweighs any that only its words
        speak for. Where there's a tag, words count only if they're clear; where they aren't, and
        enough was learnt, what other stories taught decides.
        """
        tagged: dict[str, str] = {}
        for topic, tag in chain.from_iterable(one.tags for one in found):
            tagged.setdefault(topic, tag)
        rules = self._rules.found([one.hits for one in found])
        leanings: Mapping[str, Leaning] = {}
        if self._model and not tagged:
            leanings = self._model.leanings(self._rules.terms(articles()), least=LIKELY)
        weighed = [
            Filing(story=story, topic=t.name, score=score, reason=reason)
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

    def study(self, stories: Iterable[Sequence[Article]]) -> None:
        """Learn from *stories* which words go with which topic, and with none.

        Each is given by its first articles; their order decides nothing but ties. Replaces what was
        learnt before; too few teach nothing.
        """
        own = self._rules.keywords
        lessons = (self._lesson(articles[:TAUGHT]) for articles in stories)
        model = TopicModel(lessons, [topic.name for topic in self._topics], own)
        self._lessons = model.lessons
        enough = model.lessons >= LEAST_LESSONS and any(t.match or t.tags for t in self._topics)
        self._model = model if enough else None

    def _lesson(self, articles: Sequence[Article]) -> Lesson:
        topics = (self._tags.get(_tag(tag)) for article in articles for tag in article.tags)
        tagged = tuple(dict.fromkeys(topic for topic in topics if topic))
        return Lesson(terms=self._rules.terms(articles), tagged=tagged)

    def suggestions(self, topic: str, *, count: int = 10) -> tuple[str, ...]:
        """Words that would serve *topic* well, best first, its own left out; () before learning."""
        return () if self._model is None else self._model.telling(topic, count=count)

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


def _tag(text: str) -> str:
    """A tag as it's compared: "#Artificial-Intelligence" is "artificial intelligence"."""
    return normalise(text.replace("-", " ").replace("_", " ")).strip("# ")


NOTHING = Found(tags=(), hits={})
"""What most articles hold, so that they share it."""
