"""How much furniture cleaning removes from scraped documents, and how much it takes from real text.

`BROADSHEET_DEVDATA=FOLDER python -m tests.benchmarks.quality_cleaning` reads the scraped documents
one after the other, as a folder's, so that what recurs is learnt on the way, and has the folder's
own scorer count passages. What is lost is counted in words of articles that were published clean.
"""

import json
import os
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from digests.article import Article
from digests.reading.documents import read_document
from digests.reading.furniture import Furniture
from digests.reading.json_lines import read_rows
from tests.benchmarks.scoring import Row, rows, scored

SEEN = datetime(2026, 1, 1, tzinfo=UTC)
CLEAN = (("summaries", "cnndm"), ("summaries", "newsroom"), ("clustering", "ecbplus"))
WORST = 3


def main() -> None:
    """Print what is kept, removed and lost."""
    folder = Path(os.environ["BROADSHEET_DEVDATA"])
    docs = rows(folder / "cleaning" / "scraped.docs.jsonl.gz")
    gold = rows(folder / "cleaning" / "scraped.gold.jsonl.gz")
    begun = time.process_time()
    read = list(_read(docs))
    each = (time.process_time() - begun) / len(docs) * 1e3
    figures = scored(folder, "score_cleaning.py", gold, read)
    print(
        f"scraped: kept {figures['kept']:.3f}, removed {figures['removed']:.3f} of the passages, "
        f"{each:.1f} ms of processor a document"
    )
    for left, times in list(figures["left_most"].items())[:WORST]:
        print(f"  left {times} times: {left[:80]!r}")
    for part, name in CLEAN:
        texts = [row["text"] for row in rows(folder / part / f"{name}.docs.jsonl.gz")]
        before, after = map(_words, (texts, list(_cleaned(texts, name))))
        print(f"{name}: {1 - after / before:.2%} of {before:,} words lost")


def _read(docs: Sequence[Row]) -> Iterator[Row]:
    furniture = Furniture()
    for doc in docs:
        reading = read_document(
            doc["raw"].encode(),
            name=doc["path"],
            source="devdata",
            source_ref=doc["path"],
            first_seen=SEEN,
            furniture=furniture,
        )
        for seen in reading.sightings:
            furniture.learn(seen)
        yield {"id": doc["id"], "text": reading.articles[0].text if reading.articles else ""}


def _cleaned(texts: Sequence[str], publisher: str) -> Iterator[str]:
    """*texts* as an import keeps them, all of one publisher: what recurs is learnt of it."""
    lines = [
        json.dumps({"id": n, "title": f"Article {n}", "text": text, "publisher": publisher})
        for n, text in enumerate(texts)
    ]
    furniture = Furniture()
    encoded = (line.encode() for line in lines)
    for row in read_rows(
        encoded, name=publisher, source="devdata", first_seen=SEEN, furniture=furniture
    ):
        yield row.text if isinstance(row, Article) else ""


def _words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


if __name__ == "__main__":
    main()
