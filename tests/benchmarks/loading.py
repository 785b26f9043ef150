"""Large archives in little time: what an import would have written, without the window's work.

Read, cleaned, stored and indexed by an import's own code, and composed by the window's; but which
articles tell one story is known beforehand, and processes beside this one read and compose.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from itertools import cycle, islice

from bot.collecting.imports import IMPORT
from bot.database.archive import Archive
from bot.database.furniture import KnownFurniture
from bot.workers import Resident
from digests.article import Article
from digests.changes import Changes, FiledStory
from digests.reading.furniture import Furniture, Learnt
from digests.reading.json_lines import read_rows
from digests.stories.composition import compose
from digests.stories.terms import read as words_of
from digests.topic_filer import TopicFiler
from digests.topics import Topic

STORIES = 250
"""In one transaction, some 1,350 articles: a word that many hold is counted once."""

FIRST = 2 * STORIES
"""Read before the work is shared out, so that every process knows each house's own lines."""

PROCESSES = 2
AHEAD = 2
"""Pieces that each of them may be ahead."""

DEADLINE = timedelta(minutes=5)

Row = dict[str, str]
Piece = tuple[list[Article], tuple[FiledStory, ...]]


class Compositor:
    """Makes of the rows of stories what an import stores, and what it files."""

    def __init__(
        self, now: datetime, topics: Sequence[Topic], learnt: Sequence[Learnt] = ()
    ) -> None:
        self._now = now
        self._filer = TopicFiler(topics)
        self._furniture = Furniture(learnt)

    def piece(self, stories: Iterable[Sequence[Row]]) -> Piece:
        """Their articles, and the stories, in order of their ids."""
        told = list(self._read(stories))
        filed = sorted((self._filed(one) for one in told), key=lambda f: f.story.id)
        return [article for one in told for article in one], tuple(filed)

    def learnt(self) -> list[Learnt]:
        """What it knows by now of the houses."""
        return self._furniture.news()

    def _read(self, stories: Iterable[Sequence[Row]]) -> Iterator[list[Article]]:
        for rows in stories:
            read = read_rows(
                [json.dumps(row).encode() for row in rows],
                name="made",
                source=IMPORT,
                first_seen=self._now,
                furniture=self._furniture,
            )
            yield [article for article in read if isinstance(article, Article)]

    def _filed(self, told: Sequence[Article]) -> FiledStory:
        """The story under the id of its first article, as the window names it."""
        ordered = sorted(told, key=lambda a: (a.published or a.first_seen, a.id))
        story = compose(ordered[0].id, ordered, _reprints(ordered))
        found = [self._filer.found(article, words_of(article)) for article in ordered]
        return FiledStory(story=story, filings=self._filer.filed(story.id, found, lambda: ordered))


async def load(
    archive: Archive,
    notebook: KnownFurniture,
    stories: Iterable[Sequence[Row]],
    now: datetime,
    topics: Sequence[Topic] = (),
) -> int:
    """Store *stories*, found *now*, and file them; gives how many articles there were.

    Of the houses' own lines, what the FIRST stories show is noted.
    """
    loaded = 0
    async for articles, filed in _pieces(notebook, stories, now, topics):
        await archive.store(articles)
        await archive.file(Changes(stories=filed), [article.id for article in articles])
        loaded += len(articles)
    return loaded


async def _pieces(
    notebook: KnownFurniture,
    stories: Iterable[Sequence[Row]],
    now: datetime,
    topics: Sequence[Topic],
) -> AsyncIterator[Piece]:
    waiting = iter(stories)
    first = Compositor(now, topics)
    yield first.piece(islice(waiting, FIRST))
    learnt = first.learnt()
    await notebook.keep(learnt)
    coming: deque[asyncio.Task[Piece]] = deque()
    async with AsyncExitStack() as stack:
        some = [Resident(Compositor, now, topics, learnt) for _ in range(PROCESSES)]
        for resident in cycle([await stack.enter_async_context(one) for one in some]):
            if few := list(islice(waiting, STORIES)):
                work = resident.call("piece", few, deadline=DEADLINE)
                coming.append(asyncio.create_task(work))
            elif not coming:
                return
            if len(coming) > PROCESSES * AHEAD or not few:
                yield await coming.popleft()


def _reprints(ordered: Sequence[Article]) -> dict[str, str | None]:
    """Which repeats which: made news repeats whole bodies, between lines of each house's own."""
    first: dict[str, str] = {}
    longest = {a.id: max(a.text.split("\n\n"), key=len) for a in ordered}
    for article in ordered:
        first.setdefault(longest[article.id], article.id)
    return {id_: first[key] if first[key] != id_ else None for id_, key in longest.items()}
