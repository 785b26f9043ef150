"""How well and how fast search finds a headline again by three of its words, typed carelessly.

And how fast stories are suggested at every letter of the first two words of a headline.

`python -m tests.benchmarks search [HEADLINES]` makes an archive of headlines, asks for some of
them, and prints what it took. The headlines are made: words drawn as often as they are written,
half of them from one of some hundred subjects, so that many share words as those of a real week do.
"""

import asyncio
import gzip
import random
import string
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import islice
from pathlib import Path

from bot.database.archive import Archive
from bot.database.engine import open_database
from digests.article import Article
from digests.changes import Changes, FiledStory
from digests.search import parse_terms
from digests.stories.story import Story, Telling
from tests.benchmarks import machine

HEADLINES = 100_000
QUERIES = 1_000
ASKED = 3  # words of a headline
LONG = 5  # letters of each, at least
CARELESS = 0.6  # of the queries have a slip in one word
BATCH = 500
TYPED = 100  # beginnings of titles
SLIPPED = 1 / 3  # of them have a slip in the first word
NOW = datetime(2026, 11, 22, tzinfo=UTC)


COMMONEST = 20_000
"""In the background's counts: other languages' words for "and", which no headline is made of."""


def vocabulary() -> list[str]:
    """English-looking words, the commonest first."""
    packed = files("digests.stories").joinpath("background.txt.gz").read_bytes()
    lines = (line.split() for line in gzip.decompress(packed).decode().splitlines())
    stems = [stem for stem, count in lines if int(count) < COMMONEST]
    return [stem for stem in stems if stem.isascii() and stem.isalpha() and len(stem) > 2]


def headlines(count: int, chance: random.Random) -> Iterator[str]:
    """Made headlines of six to eleven different words."""
    known = vocabulary()
    weights = [1 / (rank + 20) for rank in range(len(known))]
    subjects = [chance.choices(known, weights, k=60) for _ in range(500)]
    made = 0
    while made < count:
        length = chance.randint(6, 11)
        subject = chance.choice(subjects)
        words = chance.choices(subject, k=length // 2) + chance.choices(known, weights, k=length)
        headline = list(dict.fromkeys(words))[:length]
        if sum(len(word) >= LONG for word in headline) >= ASKED:
            made += 1
            yield " ".join(headline).capitalize()


def carelessly(word: str, chance: random.Random) -> str:
    """*word* with one letter more, less or other, or two neighbours swapped."""
    at = chance.randrange(len(word) - 1)
    letter = chance.choice(string.ascii_lowercase)
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def query(headline: str, ranks: dict[str, int], chance: random.Random) -> str:
    """Three of the headline's five rarest words of five letters or more; in 60 % a slip in one."""
    long = [word for word in headline.lower().split() if len(word) >= LONG]
    rare = sorted(long, key=lambda word: -ranks[word])[:5]
    asked = chance.sample(rare, ASKED)
    if chance.random() < CARELESS:
        slipped = chance.randrange(len(asked))
        asked[slipped] = carelessly(asked[slipped], chance)
    return " ".join(asked)


def article(number: int, title: str) -> Article:
    seen = NOW - timedelta(minutes=number)
    ref = str(number)
    return Article(source="made", source_ref=ref, title=title, first_seen=seen, published=seen)


def story(told: Article) -> FiledStory:
    telling = Telling(article=told.id, title=told.title, first_seen=told.first_seen)
    alone = Story(
        id=told.id,
        title=told.title,
        summary=(),
        tellings=(telling,),
        first_seen=told.first_seen,
        updated=told.first_seen,
    )
    return FiledStory(story=alone, filings=())


async def fill(archive: Archive, articles: Sequence[Article]) -> None:
    waiting = iter(articles)
    while batch := list(islice(waiting, BATCH)):
        await archive.store(batch)
        changes = Changes(stories=tuple(story(a) for a in batch))
        await archive.file(changes, [a.id for a in batch])


async def ask(archive: Archive, articles: Sequence[Article], chance: random.Random) -> None:
    """Ask for some of *articles* and print how often and how fast they were found."""
    ranks = {word: rank for rank, word in enumerate(vocabulary())}
    times: list[float] = []
    found, used = 0, time.process_time()
    for wanted in chance.sample(articles, QUERIES):
        terms = parse_terms(query(wanted.title, ranks, chance))
        started = time.perf_counter()
        page = await archive.search(terms, limit=5)
        times.append(1000 * (time.perf_counter() - started))
        found += any(hit.filed.story.id == wanted.id for hit in page.hits)
    report(f"recall@5 {found / QUERIES:.3f}, answers", times, time.process_time() - used)


async def type_in(archive: Archive, articles: Sequence[Article], chance: random.Random) -> None:
    """Type the beginnings of some titles, letter by letter, a third of them with a slip."""
    took: list[float] = []
    used = time.process_time()
    for wanted in chance.sample(articles, TYPED):
        first, second = wanted.title.split()[:2]
        if chance.random() < SLIPPED:
            first = carelessly(first, chance)
        typed = f"{first} {second}"
        for end in range(len(typed) + 1):
            started = time.perf_counter()
            await archive.suggest(typed[:end])
            took.append(1000 * (time.perf_counter() - started))
    report("suggestions", took, time.process_time() - used)


def report(what: str, took: list[float], used: float) -> None:
    """Print how many of *took* (ms) are how long, and the processor's share of it (s)."""
    took.sort()
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    each = used / len(took) * 1e3
    print(f"{what}: p50 {p50:.2f} ms, p99 {p99:.2f} ms, worst {took[-1]:.2f} ms;", end=" ")
    print(f"{each:.2f} ms of processor each")


async def measure(count: int) -> None:
    chance = random.Random(1)
    articles = [article(n, title) for n, title in enumerate(headlines(count, chance))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bench.sqlite")
        async with open_database(f"sqlite:///{path}") as database:
            archive = Archive(database)
            started = time.perf_counter()
            await fill(archive, articles)
            rate = count / (time.perf_counter() - started)
            print(f"{count} headlines stored and filed, {rate:.0f} a second")
            await ask(archive, articles, chance)
            started = time.perf_counter()
            await archive.tidy()
            print(f"tidied, as it is four times a day, in {time.perf_counter() - started:.1f} s")
            await ask(archive, articles, chance)
            await type_in(archive, articles, chance)
        size = path.stat().st_size  # noqa: ASYNC240 - nobody waits meanwhile
        print(f"{size / count:.0f} bytes a headline")


def main() -> None:
    print(machine.summary())
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else HEADLINES))
