"""What readers ask: the latest, one story, a search, the topics. It reads, and writes nothing."""

import math
import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.commands.queries import Asker, AskLatest, AskSearch
from bot.commands.replies import (
    DigestReady,
    NoSuchTopic,
    NothingFound,
    Reply,
    SeveralFound,
    SimilarFound,
    StoriesFound,
    StoryFound,
    TopicCount,
    TopicList,
    Viewpoint,
)
from bot.commands.verbs import COMMAND
from bot.database.archive import Archive
from bot.database.schedules import Schedules
from bot.database.search import Found, Hit
from bot.desk.headings import Headings
from digests.changes import FiledStory
from digests.digest import Candidate, latest, topics_named
from digests.schedule.schedule import Schedule
from digests.search import SearchTerms, parse_terms, search_words
from digests.stories.ranking import score
from digests.text import normalise
from digests.topics import Topic

CHOICES = 5
"""How many stories a choice offers: what fits a phone without scrolling."""

PAGE = 5
"""Stories a page of search results."""

CLEARLY_BEST = 1.5
"""A story whose match is this much better than the next one's is the one that was meant."""

DAYS = 30
"""How far back `topics` counts."""

DAILY = timedelta(days=1)

_ID = re.compile(r"(?=.*\d)[a-z2-7]{16}")
"""A story's id, as a button gives it: no word has digits in it (but 1 id in 28 has none)."""


class ReadingRoom:
    """Answers from the archive, under the admin's topics."""

    def __init__(self, archive: Archive, schedules: Schedules, topics: Sequence[Topic]) -> None:
        self._archive = archive
        self._schedules = schedules
        self.use(topics)

    def use(self, topics: Sequence[Topic]) -> None:
        """Answer under *topics* from now on, as after a reload."""
        self._topics = tuple(topics)
        self._headings = Headings(topics)

    async def latest(self, query: AskLatest, asker: Asker, seen: Viewpoint) -> Reply:
        """The stories first seen last, under the topics of the channel's schedules (D16).

        Its date is in their zone (by name, the first one's), as that of their digests above it.
        """
        topic = self._headings.meant(query.topic) if query.topic else None
        if query.topic and topic is None:
            return NoSuchTopic(query.topic, self._headings.names)
        here = await self._posting_to(asker)
        named = (topic,) if topic else self._named(here)
        filed = await self._archive.latest(query.count, named)
        digest = latest(
            [_weighed(f, seen) for f in filed],
            self._topics,
            now=seen.now,
            zone=here[0].zone if here else seen.zone,
            named=named,
            topic=topic,
            count=query.count,
        )
        if digest.sections:
            return DigestReady(digest)
        return NothingFound(", ".join(named), (f"{COMMAND} topics", f"{COMMAND} help"))

    async def story(self, words: str, seen: Viewpoint) -> Reply:
        """The story that *words* name, by its id or by what it's about; a choice if unclear."""
        if filed := await self._archive.story(words.strip().casefold()):
            return StoryFound(filed.story, filed.filings, seen)
        terms = parse_terms(words).on(_today(seen))
        found = await self._archive.search(terms, limit=CHOICES, zone=seen.zone)
        if not found.hits:
            gone = bool(_ID.fullmatch(words.strip().casefold()))
            return NothingFound(words, await self._instead(terms), gone=gone)
        if meant := _meant(words, found):
            return StoryFound(meant.filed.story, meant.filed.filings, seen)
        stories = tuple(hit.filed.story for hit in found.hits)
        return SeveralFound(words, stories, seen, total=found.total)

    async def similar(self, words: str, seen: Viewpoint) -> Reply:
        """The stories that share most rare words with the title of the one that *words* name."""
        found = await self.story(words, seen)
        if not isinstance(found, StoryFound):
            return found
        story = found.story
        terms = parse_terms(" ".join(search_words(story.title)))
        alike = await self._archive.search(terms, limit=PAGE + 1, zone=seen.zone, loosely=True)
        others = [hit.filed.story for hit in alike.hits if hit.filed.story.id != story.id]
        return SimilarFound(story, tuple(others[:PAGE]), seen)

    async def search(self, query: AskSearch, seen: Viewpoint) -> Reply:
        """One page of the stories that fit, best first; past the last page, the last."""
        terms = query.terms.on(_today(seen))
        unknown = next((t for t in terms.topics if not self._headings.say(t)), None)
        if unknown is not None:
            return NoSuchTopic(unknown, self._headings.names)
        found = await self._page(terms, query.page, seen)
        pages = math.ceil(found.total / PAGE)
        page = max(1, min(query.page, pages))
        if page != query.page and found.total:
            found = await self._page(terms, page, seen)
        if not found.hits:
            return NothingFound(terms.typed, await self._instead(terms))
        return StoriesFound(
            words=terms.typed,
            stories=tuple(hit.filed.story for hit in found.hits),
            total=found.total,
            complete=found.complete,
            page=page,
            pages=pages,
            corrections=found.corrections,
            seen=seen,
        )

    async def topics(self, seen: Viewpoint) -> Reply:
        """The headings in the settings' order, each with its stories of the last DAYS days."""
        counts = await self._archive.topic_counts(seen.now - timedelta(days=DAYS))
        names = self._headings.names
        listed = tuple(TopicCount(name, *counts.get(name, (0, None))) for name in names)
        return TopicList(listed, DAYS)

    async def _page(self, terms: SearchTerms, page: int, seen: Viewpoint) -> Found:
        offset = (page - 1) * PAGE
        return await self._archive.search(terms, limit=PAGE, offset=offset, zone=seen.zone)

    async def _instead(self, terms: SearchTerms) -> tuple[str, ...]:
        """What would find something: the same without what narrows it, else what there is."""
        wider = " ".join(piece if ":" in piece else piece.strip('"') for piece in terms.free)
        narrowed = terms.phrases or terms.topics or terms.publishers or terms.since
        if narrowed and (await self._archive.search(parse_terms(wider), limit=1)).total:
            return (f"{COMMAND} search {wider}", f"{COMMAND} topics")
        return (f"{COMMAND} latest", f"{COMMAND} topics")

    async def _posting_to(self, asker: Asker) -> Sequence[Schedule]:
        """The schedules of the asker's channel, by name."""
        states = await self._schedules.all(asker.workplace)
        return [s.schedule for s in states if str(s.schedule.channel) == asker.channel]

    def _named(self, here: Sequence[Schedule]) -> tuple[str, ...]:
        """The topics of the schedules *here*, as now spelled; () for all."""
        spelled = (self._headings.exactly(topic) for topic in topics_named(here))
        return tuple(topic for topic in spelled if topic)


def _today(seen: Viewpoint) -> date:
    """The asker's date."""
    return seen.now.astimezone(seen.zone).date()


def _weighed(filed: FiledStory, seen: Viewpoint) -> Candidate:
    weight = score(filed.story, now=seen.now, length=DAILY)
    return Candidate(story=filed.story, filings=filed.filings, score=weight)


def _meant(words: str, found: Found) -> Hit | None:
    """The one that has that title, that alone has every word, or that fits clearly best."""
    best, *others = found.hits
    named = [hit for hit in found.hits if normalise(hit.filed.story.title) == normalise(words)]
    if len(named) == 1:
        return named[0]
    alone = not others or found.complete == 1
    return best if alone or best.score >= CLEARLY_BEST * others[0].score else None
