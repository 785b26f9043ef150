"""How near summaries come to those that people wrote.

`BROADSHEET_DEVDATA=FOLDER python -m tests.benchmarks.quality_summaries` summarises two sets in two
and in three sentences, beside the first two and three of each article, and has the folder's own
scorer say ROUGE-1. The scorer needs rouge-score, and the comparison with LexRank sumy: both are in
the lock's last part, which `make bench-quality` installs. LexRank is given our sentences and words,
so that nothing has to be downloaded and only the choice differs.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from digests.article import Article
from digests.sentences import sentences
from digests.stories.summary import READ, summarise
from digests.text import words
from tests.benchmarks.scoring import Row, rows, scored

SEEN = datetime(2026, 1, 1, tzinfo=UTC)
SHIPPED, LEXRANK = "as shipped", "LexRank 3"


def main() -> None:
    """Print the figures of each set and each way."""
    folder = Path(os.environ["BROADSHEET_DEVDATA"])
    for name in ("cnndm", "newsroom"):
        docs = rows(folder / "summaries" / f"{name}.docs.jsonl.gz")
        gold = rows(folder / "summaries" / f"{name}.gold.jsonl.gz")
        told: dict[str, tuple[float, float]] = {}
        for way, write in _ways():
            begun = time.process_time()
            predicted = list(_written(docs, write))
            speed = len(docs) / (time.process_time() - begun)
            figures = scored(folder, "score_summaries.py", gold, predicted)
            told[way] = (figures["rouge1"], speed)
            print(
                f"{name:9} {way:12} ROUGE-1 {figures['rouge1']:.3f}  "
                f"{figures['words']:.0f} words  {speed:.0f}/s of processor time"
            )
        ours, peer = told[SHIPPED], told[LEXRANK]
        print(
            f"{name:9} ours : LexRank = {ours[0] / peer[0]:.2f} in ROUGE-1, "
            f"{ours[1] / peer[1]:.1f} in speed"
        )


def _ways() -> Iterator[tuple[str, Callable[[Article], str]]]:
    for count in (2, 3):
        yield f"first {count}", lambda a, n=count: " ".join(sentences(a.text)[:n])
        yield (
            f"chosen {count}",
            lambda a, n=count: " ".join(s.text for s in summarise([a], sentences=n)),
        )
    yield SHIPPED, lambda a: " ".join(s.text for s in summarise([a]))
    yield LEXRANK, _lexrank(3)


def _lexrank(count: int) -> Callable[[Article], str]:
    """What sumy's LexRank chooses of the sentences that ours chooses from."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.summarizers.lex_rank import LexRankSummarizer

    class Tokenizer:
        def to_words(self, text: str) -> tuple[str, ...]:
            return tuple(words(str(text)))

    choose, tokenizer = LexRankSummarizer(), Tokenizer()

    def write(article: Article) -> str:
        found = [Sentence(text, tokenizer) for text in sentences(article.text)[:READ]]
        document = ObjectDocumentModel([Paragraph(found)])
        return " ".join(str(sentence) for sentence in choose(document, count))

    return write


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
