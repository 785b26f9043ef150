"""How well words and learning file articles under topics.

`BROADSHEET_DEVDATA=FOLDER python -m tests.benchmarks.quality_topics` files three sets and has the
folder's own scorer say how well: `agnews` alone, and mixed with headlines that belong to no topic,
four of these for each article (`mostly-none`, as in an archive of everything) and one for four
(`some-none`). Nothing but the keywords of `agnews.yaml` is known beforehand.
"""

import os
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import yaml

from digests.article import Article
from digests.stories.terms import read
from digests.topic_filer import TopicFiler
from digests.topics import Topic
from tests.benchmarks.scoring import Row, rows, scored

SEEN = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print the figures of each set."""
    folder = Path(os.environ["BROADSHEET_DEVDATA"])
    topics = _topics(folder / "topics" / "agnews.yaml")
    for name, docs, gold in _sets(folder):
        begun = time.perf_counter()
        predicted = list(_filed(docs, topics))
        seconds = time.perf_counter() - begun
        figures = scored(folder, "score_topics.py", gold, predicted)
        print(
            f"{name:12} {len(docs):6} articles  accuracy {figures['accuracy']:.3f}  "
            f"macro-F1 {figures['macro_f1']:.3f}  {seconds:.1f} s"
        )


def _topics(path: Path) -> list[Topic]:
    known = yaml.safe_load(path.read_text("utf-8"))["topics"]
    return [Topic(name=t["name"], match=tuple(t["match"])) for t in known]


def _sets(folder: Path) -> Iterator[tuple[str, list[Row], list[Row]]]:
    docs = rows(folder / "topics" / "agnews.docs.jsonl.gz")
    gold = rows(folder / "topics" / "agnews.gold.jsonl.gz")
    none = rows(folder / "clustering" / "uci.docs.jsonl.gz")
    none = [{**row, "id": f"none-{row['id']}"} for row in none]
    yield "agnews", docs, gold
    labels = {row["id"]: row for row in gold}
    few = random.Random(1).sample(docs, len(none) // 4)
    some = random.Random(1).sample(none, len(docs) // 4)
    for name, on, off in (("mostly-none", few, none), ("some-none", docs, some)):
        nowhere = [{"id": row["id"], "labels": []} for row in off]
        yield name, on + off, [labels[row["id"]] for row in on] + nowhere


def _filed(docs: Sequence[Row], topics: Sequence[Topic]) -> Iterator[Row]:
    told = []
    for row in docs:
        article = Article(
            source="devdata",
            source_ref=row["id"],
            title=row["title"],
            text=row["text"],
            first_seen=SEEN,
        )
        told.append((row["id"], article))
    filer = TopicFiler(topics)
    filer.study([article] for _, article in told)
    for row_id, article in told:
        filings = filer.filed(row_id, [filer.found(article, read(article))], lambda a=article: [a])
        yield {"id": row_id, "labels": [f.topic for f in filings[:1]]}


if __name__ == "__main__":
    main()
