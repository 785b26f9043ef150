"""Large archives in little time: what an import would have written, without the window's work.

Read, cleaned and stored as by an import, and composed as the window does; but which articles tell
one story is known beforehand.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from bot.collecting.imports import IMPORT
from bot.database.archive import Archive
from digests.article import Article
from digests.changes import Changes, FiledStory
from digests.reading.furniture import Furniture
from digests.reading.json_lines import read_rows
from digests.stories.composition import compose
from digests.stories.terms import read as words_of
from digests.topic_filer import TopicFiler
from digests.topics import Topic

STORIES = 50
"""In one transaction: some 270 articles."""

Row = dict[str, str]


def read(stories: Iterable[Sequence[Row]], now: datetime) -> Iterator[list[Article]]:
    """The articles of each story, as an import reads their rows."""
    furniture = Furniture()
    for rows in stories:
        lines = [json.dumps(row).encode() for row in rows]
        read = read_rows(lines, name="made", source=IMPORT, first_seen=now, furniture=furniture)
        yield [article for article in read if isinstance(article, Article)]


async def load(
    archive: Archive, stories: Iterable[Sequence[Article]], topics: Sequence[Topic] = ()
) -> int:
    """Store *stories* and file them; gives how many articles there were."""
    filer = TopicFiler(topics)
    waiting = iter(stories)
    loaded = 0
    while some := list(islice(waiting, STORIES)):
        articles = [article for told in some for article in told]
        await archive.store(articles)
        filed = tuple(sorted((_filed(told, filer) for told in some), key=lambda f: f.story.id))
        await archive.file(Changes(stories=filed), [article.id for article in articles])
        loaded += len(articles)
    return loaded


def _filed(told: Sequence[Article], filer: TopicFiler) -> FiledStory:
    """The story under the id of its first article, as the window names it."""
    ordered = sorted(told, key=lambda a: (a.published or a.first_seen, a.id))
    story = compose(ordered[0].id, ordered, _reprints(ordered))
    found = [filer.found(article, words_of(article)) for article in ordered]
    return FiledStory(story=story, filings=filer.filed(story.id, found, lambda: ordered))


def _reprints(ordered: Sequence[Article]) -> dict[str, str | None]:
    """Which repeats which: made news repeats whole bodies, between lines of each house's own."""
    first: dict[str, str] = {}
    longest = {a.id: max(a.text.split("\n\n"), key=len) for a in ordered}
    for article in ordered:
        first.setdefault(longest[article.id], article.id)
    return {id_: first[key] if first[key] != id_ else None for id_, key in longest.items()}
