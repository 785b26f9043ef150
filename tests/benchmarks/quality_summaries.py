"""How near summaries come to those that people wrote.

`BROADSHEET_DEVDATA=FOLDER python -m tests.benchmarks.quality_summaries` summarises two sets in two
and in three sentences, beside the first two and three of each article, and has the folder's own
scorer say ROUGE-1. The scorer needs the package rouge-score, which this project doesn't.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from digests.article import Article
from digests.stories.summary import summarise
from digests.text import sentences
from tests.benchmarks.scoring import Row, rows, scored

SEEN = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print the figures of each set and each way."""
    folder = Path(os.environ["BROADSHEET_DEVDATA"])
    for name in ("cnndm", "newsroom"):
        docs = rows(folder / "summaries" / f"{name}.docs.jsonl.gz")
        gold = rows(folder / "summaries" / f"{name}.gold.jsonl.gz")
        for way, write in _ways():
            begun = time.perf_counter()
            predicted = list(_written(docs, write))
            speed = len(docs) / (time.perf_counter() - begun)
            figures = scored(folder, "score_summaries.py", gold, predicted)
            print(
                f"{name:9} {way:12} ROUGE-1 {figures['rouge1']:.3f}  "
                f"{figures['words']:.0f} words  {speed:.0f}/s"
            )


def _ways() -> Iterator[tuple[str, Callable[[Article], str]]]:
    for count in (2, 3):
        yield f"first {count}", lambda a, n=count: " ".join(sentences(a.text)[:n])
        yield (
            f"chosen {count}",
            lambda a, n=count: " ".join(s.text for s in summarise([a], sentences=n)),
        )
    yield "as shipped", lambda a: " ".join(s.text for s in summarise([a]))


def _written(docs: Sequence[Row], write: Callable[[Article], str]) -> Iterator[Row]:
    for row in docs:
        article = Article(
            source="devdata",
            source_ref=row["id"],
            title=row["title"] or "Without a title",
            text=row["text"],
            first_seen=SEEN,
        )
        yield {"id": row["id"], "summary": write(article)}


if __name__ == "__main__":
    main()
