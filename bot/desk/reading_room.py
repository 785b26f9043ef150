"""What readers ask: the latest, one story, a search, the topics. It reads, and writes nothing."""

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.commands.queries import Asker, AskLatest, AskSearch
from bot.commands.replies import (
    DigestReady,
    NoSuchTopic,
    NothingFound,
    Reply,
    SeveralFound,
    StoriesFound,
    StoryFound,
    TopicCount,
    TopicList,
    Viewpoint,
)
from bot.commands.verbs import COMMAND
from bot.database.archive import Archive
from bot.database.schedules import Schedules
from digests.digest import Candidate, latest, topics_named
from digests.live import FiledStory
from digests.search import parse_terms
from digests.stories.ranking import score
from digests.topics import ELSEWHERE, Topic

CHOICES = 5
"""How many stories a choice offers: what fits a phone without scrolling."""

PAGE = 5
"""Stories a page of search results."""

CLEARLY_BEST = 1.5
"""A story whose match is this much better than the next one's is the one that was meant."""

DAYS = 30
"""How far back `topics` counts."""

DAILY = timedelta(days=1)


class ReadingRoom:
    """Answers from the archive, under the admin's topics."""

    def __init__(self, archive: Archive, schedules: Schedules, topics: Sequence[Topic]) -> None:
        self._archive = archive
        self._schedules = schedules
        self._topics = tuple(topics)

    async def latest(self, query: AskLatest, asker: Asker, seen: Viewpoint) -> Reply:
        """The stories first seen last, under the topics of the channel's schedules (D16)."""
        topic = self._spelled(query.topic)
        if query.topic and topic is None:
            return NoSuchTopic(query.topic, self._headings())
        named = (topic,) if topic else await self._named(asker)
        filed = await self._archive.latest(query.count, named)
        digest = latest(
            [self._weighed(f, seen) for f in filed],
            self._topics,
            now=seen.now,
            zone=seen.zone,
            named=named,
            topic=topic,
            count=query.count,
        )
        if not digest.sections:
            return NothingFound(topic or "the latest", self._suggestions())
        return DigestReady(digest)

    async def story(self, words: str, seen: Viewpoint) -> Reply:
        """The story that *words* name, by its id or by what it's about; a choice if unclear."""
        if filed := await self._archive.story(words.strip().casefold()):
            return StoryFound(filed.story, filed.filings, seen)
        found = await self._archive.search(parse_terms(words), limit=CHOICES)
        match found.hits:
            case ():
                return NothingFound(words, self._suggestions())
            case (only,):
                return StoryFound(only.filed.story, only.filed.filings, seen)
            case (best, second, *_) if best.score >= CLEARLY_BEST * second.score:
                return StoryFound(best.filed.story, best.filed.filings, seen)
            case hits:
                return SeveralFound(words, tuple(h.filed.story for h in hits), seen)

    async def search(self, query: AskSearch, seen: Viewpoint) -> Reply:
        """One page of the stories that fit, best first."""
        offset = (query.page - 1) * PAGE
        found = await self._archive.search(query.terms, limit=PAGE, offset=offset)
        if not found.hits:
            return NothingFound(query.terms.typed, self._suggestions())
        return StoriesFound(
            words=query.terms.typed,
            stories=tuple(h.filed.story for h in found.hits),
            total=found.total,
            page=query.page,
            pages=math.ceil(found.total / PAGE),
            corrections=found.corrections,
            seen=seen,
        )

    async def topics(self, seen: Viewpoint) -> Reply:
        """The headings in the settings' order, each with its stories of the last DAYS days."""
        counts = await self._archive.topic_counts(seen.now - timedelta(days=DAYS))
        listed = tuple(TopicCount(name, *counts.get(name, (0, None))) for name in self._headings())
        return TopicList(listed, DAYS)

    async def _named(self, asker: Asker) -> tuple[str, ...]:
        """The topics of the schedules of the asker's channel; () for all."""
        here = [
            s.schedule
            for s in await self._schedules.all(workspace=asker.workspace)
            if asker.channel is not None and str(s.schedule.channel) == asker.channel
        ]
        return topics_named(here)

    def _weighed(self, filed: FiledStory, seen: Viewpoint) -> Candidate:
        weight = score(filed.story, now=seen.now, length=DAILY)
        return Candidate(story=filed.story, filings=filed.filings, score=weight)

    def _headings(self) -> tuple[str, ...]:
        return (*(t.name for t in self._topics), ELSEWHERE)

    def _spelled(self, topic: str | None) -> str | None:
        spelling: Mapping[str, str] = {name.casefold(): name for name in self._headings()}
        return spelling.get(topic.casefold()) if topic else None

    def _suggestions(self) -> tuple[str, ...]:
        return (f"{COMMAND} latest", f"{COMMAND} topics")
