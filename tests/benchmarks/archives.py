"""Archives made row by row, as they would stand after months: a million articles in minutes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from bot.database.engine import Database
from bot.database.rows import article_row, story_row
from bot.database.tables.archive import articles, counters, filings, memberships, stories
from digests.article import Article, Publisher
from digests.stories.story import Sentence, Story, Telling

TOPICS = ("Funding", "Policy", "Science", "Sport", "Weather")
TELLERS = 3
AT_ONCE = 3_000
HOUSES = 40
A_YEAR = timedelta(days=365)


def _article(number: int, first_seen: datetime) -> Article:
    return Article(
        source="made",
        source_ref=str(number),
        title=f"Report number {number // TELLERS} of the harbour office",
        first_seen=first_seen,
        published=first_seen,
        url=f"https://house{number % HOUSES}.example.com/{number}",
        publisher=Publisher(name=f"House {number % HOUSES}"),
        excerpt="The harbour office reports what came in and what went out.",
        text="The harbour office reports what came in and what went out. " * 3,
    )


def _story(members: list[Article]) -> Story:
    tellings = tuple(
        Telling(
            article=a.id,
            title=a.title,
            url=a.url,
            publisher=a.publisher,
            published=a.published,
            first_seen=a.first_seen,
        )
        for a in members
    )
    first = members[0]
    return Story(
        id=first.id,
        title=first.title,
        url=first.url,
        summary=(Sentence(text=first.excerpt, article=first.id),),
        tellings=tuple(sorted(tellings, key=lambda t: (t.when, t.article))),
        first_seen=first.first_seen,
        updated=members[-1].first_seen,
        published=first.published,
    )


def _rows(count: int, end: datetime, last_day: int) -> Iterator[tuple[list[Any], list[Any]]]:
    """Articles and stories, a batch at a time; the newest *last_day* articles are a day's."""
    older = count - last_day
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count))
        batch = [
            _article(n, end - A_YEAR * (older - n) / older - timedelta(days=1))
            if n < older
            else _article(n, end - timedelta(days=1) * (count - n) / last_day)
            for n in numbers
        ]
        told = [_story(batch[n : n + TELLERS]) for n in range(0, len(batch), TELLERS)]
        yield list(zip(numbers, batch, strict=True)), told


async def fill(database: Database, count: int, *, end: datetime, last_day: int = 300) -> None:
    """Put *count* articles into an empty archive, three a story, *last_day* of them on the last."""
    state = {"version": 1, "filed_version": 1, "withdrawn": False}
    for numbered, told in _rows(count, end, last_day):
        seqs = {article.id: number + 1 for number, article in numbered}
        made = [
            article_row(a) | state | {"seq": n + 1, "entered": n + 1, "found": a.first_seen}
            for n, a in numbered
        ]
        members = [
            {"seq": seqs[t.article], "story": story.id, "reprint_of": None}
            for story in told
            for t in story.tellings
        ]
        under = [
            {
                "story": story.id,
                "topic": TOPICS[n % len(TOPICS)],
                "score": 1.0,
                "reason": "made",
                "first_seen": story.first_seen,
            }
            for n, story in enumerate(told)
        ]
        async with database.write() as db:
            await db.execute(insert(articles), made)
            await db.execute(insert(stories), [story_row(story) for story in told])
            await db.execute(insert(memberships), members)
            await db.execute(insert(filings), under)
    async with database.write() as db:
        await db.execute(insert(counters).values(name="articles", value=count))
