"""Which row of a file an id belongs to: the first that has it."""

from bot.collecting.batches import Rows
from digests.article import Article
from digests.reading.outcome import Problem

_HASHES = 1 << 32
"""A line and a hash of what it says are one number: millions of rows may be remembered."""


class RowsOnce:
    """Sorts out rows that say another thing under an id that an earlier one of their file has.

    Remembers some 140 bytes a row of the file that is being read, and no other file.
    """

    def __init__(self) -> None:
        self._at: tuple[str, int] = ("", 0)
        self._first: dict[int, int] = {}

    def of(self, rows: Rows) -> Rows:
        """*rows* with a problem in place of each such row; a row said twice stays."""
        if not rows.places:
            return rows
        kept: list[tuple[Article, tuple[str, int]]] = []
        problems = list(rows.problems)
        for article, place in zip(rows.articles, rows.places, strict=True):
            line = self._line_of_another(article, place)
            if line is None:
                kept.append((article, place))
            else:
                reason = (
                    f'line {line} has the id "{article.source_ref}" already, with other words; '
                    "give each row an id of its own"
                )
                problems.append(Problem(place=place[0], line=place[1], reason=reason))
        problems.sort(key=lambda problem: (problem.place, problem.line or 0))
        return Rows(
            articles=tuple(article for article, _ in kept),
            places=tuple(place for _, place in kept),
            problems=tuple(problems),
            remarks=rows.remarks,
        )

    def _line_of_another(self, article: Article, place: tuple[str, int]) -> int | None:
        name, line = place
        if name != self._at[0] or line < self._at[1]:
            self._first.clear()
        self._at = place
        said = hash(article.content_hash) % _HASHES
        known = self._first.setdefault(hash(article.source_ref), line * _HASHES + said)
        first, said_first = divmod(known, _HASHES)
        return first if said != said_first else None
