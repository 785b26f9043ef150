"""Beside `reader` (https://github.com/lemon24/reader), a feed library: the same articles, one run.

`python -m tests.benchmarks peers [ARTICLES]` has both take in and index the same made news and
answer the same questions, and prints ratios: those hold on any machine. It keeps what feeds say and
makes no stories of it, so our time is given for both: until it's stored and indexed, as it does,
and until stories are made of it as well.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import feedparser_sgmllib

from bot.app import opened
from bot.settings import Settings
from bot.workers import start_ahead
from digests.search import parse_terms, search_words
from tests.benchmarks import machine
from tests.benchmarks.imports import made, measure, settings_in
from tests.benchmarks.search import carelessly

sys.modules.setdefault("sgmllib", feedparser_sgmllib)
from reader import Reader, make_reader  # noqa: E402 - its copy of feedparser asks by the old name

ARTICLES = 10_000
IN_A_FEED = 100
QUERIES = 300
LONG = 5  # letters of a word that is asked for
SHOWN = 5

Row = dict[str, str]
Query = tuple[str, str]
"""What is asked, and the title that is meant."""


def feed(rows: Sequence[Row]) -> str:
    """An Atom feed of *rows*."""
    entries = "".join(
        f"<entry><id>{escape(row['url'])}</id><title>{escape(row['title'])}</title>"
        f"<link href='{escape(row['url'])}'/><updated>{row['published']}</updated>"
        f"<content type='text'>{escape(row['text'])}</content></entry>"
        for row in rows
    )
    head = "<id>made</id><title>Made</title><updated>2026-11-22T00:00:00Z</updated>"
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{head}{entries}</feed>"


def queries(rows: Sequence[Row], chance: random.Random, *, slips: bool) -> Iterator[Query]:
    """Three longer words of a title each, one of them with a slip if wanted."""
    for row in chance.sample(list(rows), len(rows)):
        long = list(dict.fromkeys(w for w in search_words(row["title"]) if len(w) >= LONG))
        if len(long) >= 3:
            asked = chance.sample(long, 3)
            asked[0] = carelessly(asked[0], chance) if slips else asked[0]
            yield " ".join(asked), row["title"]


def with_reader(folder: Path, rows: Sequence[Row]) -> tuple[float, Reader]:
    """The processor time that `reader` takes to store and index *rows*, in seconds."""
    for start in range(0, len(rows), IN_A_FEED):
        (folder / f"{start}.xml").write_text(feed(rows[start : start + IN_A_FEED]))
    theirs = make_reader(str(folder / "reader.sqlite"), feed_root=str(folder))
    began = time.process_time()
    for path in sorted(folder.glob("*.xml")):
        theirs.add_feed(path.name)
    theirs.update_feeds()
    theirs.enable_search()
    theirs.update_search()
    return time.process_time() - began, theirs


def asked(what: str, wanted: Sequence[Query], titles: Callable[[str], list[str]]) -> float:
    """Print how often what was meant is among the first; the processor time of a query in ms."""
    began = time.process_time()
    found = sum(meant in titles(query) for query, meant in wanted)
    each = (time.process_time() - began) / len(wanted) * 1e3
    print(f"  {what}: found {found / len(wanted):.3f}, {each:.2f} ms of processor a query")
    return each


def compare_answers(settings: Settings, theirs: Reader, rows: Sequence[Row]) -> None:
    chance = random.Random(3)
    plain = list(islice(queries(rows, chance, slips=False), QUERIES))
    careless = list(islice(queries(rows, chance, slips=True), QUERIES))

    def their_titles(query: str) -> list[str]:
        results = list(islice(theirs.search_entries(query), SHOWN))
        return [str(theirs.get_entry(result).title) for result in results]

    async def ask() -> None:
        async with opened(settings) as broadsheet:
            loop = asyncio.get_running_loop()

            async def search(query: str) -> list[str]:
                page = await broadsheet.archive.search(parse_terms(query), limit=SHOWN)
                return [t.title for hit in page.hits for t in hit.filed.story.tellings]

            def our_titles(query: str) -> list[str]:
                return asyncio.run_coroutine_threadsafe(search(query), loop).result()

            for kind, wanted in (("three words", plain), ("one with a slip", careless)):
                print(f"{kind}:")
                ours = await asyncio.to_thread(asked, "ours", wanted, our_titles)
                peer = await asyncio.to_thread(asked, "reader", wanted, their_titles)
                print(f"  ours : reader = {ours / peer:.2f}")

    asyncio.run(ask())


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    print(machine.summary())
    start_ahead()
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = made(folder, articles)
        settings = settings_in(folder)
        watch = asyncio.run(measure(settings, path))
        ours = sum(use.seconds for use in watch.used.values())
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        feeds = folder / "feeds"
        feeds.mkdir()
        peer, theirs = with_reader(feeds, rows)
        storing = sum(use.seconds for use in watch.used_to_store.values())
        each = [seconds / articles * 1e3 for seconds in (storing, ours, peer)]
        print("processor time of an article, all processes:")
        print(f"  ours, read, cleaned, stored, indexed: {each[0]:.2f} ms")
        print(f"  ours, in stories and under topics as well: {each[1]:.2f} ms")
        print(f"  reader, read, stored, indexed: {each[2]:.2f} ms")
        print(f"  ours : reader = {each[0] / each[2]:.2f}, with stories {each[1] / each[2]:.2f}")
        compare_answers(settings, theirs, rows)
        theirs.close()
