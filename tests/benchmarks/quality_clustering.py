"""How well articles become stories, and how fast.

`BROADSHEET_DEVDATA=FOLDER python -m tests.benchmarks.quality_clustering` clusters the folder's sets
in order of date and in three other orders, in batches of 1,500, and has its scorer say how well.
`… made [COUNT]` does it for the two made streams (20,000 articles; 100,000 take ten minutes), which
need no folder; without it they come last. `… exported < STORIES`
turns what `broadsheet --json export stories` wrote into the rows that the scorer reads.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from digests.article import Article, Publisher
from digests.stories.granularity import Granularity
from digests.stories.live_stories import LiveStories
from digests.stories.story import StoryId
from digests.stories.terms import read
from tests.benchmarks import form_letters, reports
from tests.benchmarks.scoring import Row, rows, scored

IMPORTED = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 1_500
SETS = (
    ("ecbplus", Granularity.EVENT),
    ("uci", Granularity.EVENT),
    ("uci", Granularity.STORYLINE),
)


def main() -> None:
    match sys.argv[1:]:
        case []:
            _public(Path(os.environ["BROADSHEET_DEVDATA"]) / "clustering")
            _made(20_000)
        case ["made", *count]:
            _made(int(count[0]) if count else 20_000)
        case ["exported"]:
            _exported()
        case _:
            sys.exit(__doc__)


def _public(folder: Path) -> None:
    for name, granularity in SETS:
        docs, gold = (rows(folder / f"{name}.{part}.jsonl.gz") for part in ("docs", "gold"))
        for order in (None, 1, 2, 3):
            told, speed = _stories(docs, granularity, order)
            predicted = [{"id": document, "cluster": story} for document, story in told.items()]
            figures = scored(folder.parent, "score_clustering.py", gold, predicted)
            arrival = "by date" if order is None else f"shuffled {order}"
            print(
                f"{name} {granularity.value} {arrival}: B-cubed F1 {figures['bcubed_f1']:.3f}, "
                f"precision {figures['bcubed_p']:.3f}, recall {figures['bcubed_r']:.3f}, {speed}"
            )


def _made(count: int) -> None:
    for name, stream in (("form_letters", form_letters.stream), ("reports", reports.stream)):
        docs = list(stream(count))
        told, speed = _stories(docs, Granularity.EVENT, None)
        f1 = b_cubed({row["id"]: row["story"] for row in docs}, told)
        print(f"{name}: {len(docs)} articles, B-cubed F1 {f1:.3f}, {speed}")


def _exported() -> None:
    for line in sys.stdin:
        story = json.loads(line)
        for article in story["articles"]:
            print(json.dumps({"id": article, "cluster": story["id"]}))


def _stories(
    docs: Sequence[Row], granularity: Granularity, order: int | None
) -> tuple[dict[str, StoryId], str]:
    """By document the story it's in, and how fast that was; *order* shuffles, None is by date."""
    articles = sorted(map(_article, docs), key=lambda a: (a.published or a.first_seen, a.id))
    if order is not None:
        Random(order).shuffle(articles)
    started = time.process_time()
    live = LiveStories(granularity)
    for start in range(0, len(articles), BATCH):
        live.add([(article, read(article)) for article in articles[start : start + BATCH]])
        live.regroup()
    live.renew()
    told = {article: story for story in live.stories for article in live.ids(story)}
    speed = f"{len(articles) / (time.process_time() - started):.0f} articles a second of CPU"
    return {article.source_ref: told[article.id] for article in articles}, speed


def _article(row: Row) -> Article:
    published = datetime.fromisoformat(row["published"]) if row.get("published") else None
    return Article(
        source="import",
        source_ref=str(row["id"]),
        title=row["title"],
        text=row["text"],
        publisher=Publisher(name=row["publisher"]) if row.get("publisher") else None,
        published=published,
        first_seen=published or IMPORTED,
    )


def b_cubed(gold: Mapping[str, str], told: Mapping[str, str]) -> float:
    """The harmonic mean of B-cubed precision and recall."""
    both = Counter((story, told[document]) for document, story in gold.items())
    right, found = Counter(gold.values()), Counter(told[document] for document in gold)
    precision = sum(n * n / found[story] for (_, story), n in both.items()) / len(gold)
    recall = sum(n * n / right[story] for (story, _), n in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


if __name__ == "__main__":
    main()
