"""What somebody searches for, taken apart; and how a word that nobody wrote is put right."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import nsmallest
from typing import TypeVar

from digests.text import normalise, stem

_T = TypeVar("_T")

MOST_CORRECTIONS = 4
"""Words that one misspelled word may stand for."""

SHORT = 6
"""Letters; a shorter word may differ in one place, any other in two."""

SHORTEST = 3
"""Letters; a shorter word isn't corrected: with one letter changed it's anything."""

LONGEST = 24
"""Letters; what is longer is an address or a slip of the keyboard, and isn't corrected."""

MOST_PIECES = 1 << 15
"""Of some 150 bytes each: nine in ten words of the news are among them."""

_STRAIGHT = str.maketrans({**dict.fromkeys("“”„‟«»＂", '"'), "：": ":"})
_TYPED = re.compile(
    r"""
    (?P<operator>topic|from|since):\s*(?!(?:topic|from|since):)
        (?:"(?P<quoted>[^"]+)"?|(?P<bare>[^\s"]+))
    |(?P<idle>(?:topic|from|since):(?=\s|$))
    |"(?P<phrase>[^"]*)"
    |(?P<rest>[^\s"]+|")
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_BACK = re.compile(r"(\d{1,3})([dw])", re.IGNORECASE)
_NEAR_DAYS = {"today": 0, "yesterday": 1}
_DAYS_IN = {"d": 1, "w": 7}

# Scripts written without spaces: Thai to Burmese, Khmer, kana, Han, Hangul; as in digests.text.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)
# Also what only normalises to such, as half-width kana does; between lie quotes and dashes.
_MAYBE_UNSPACED = re.compile(r"[\u0e00-\u1fff\u2e80-\U0010ffff]")
_BETWEEN_WORDS = str.maketrans(dict.fromkeys('"()[]{}<>;:!?*|/\\=+~#$%^&@-', " "))
_WORD = re.compile(r"(?:[a-z]\.){2,}|\d+(?:[.,]\d+)*|(?:[^\W_]|[\u0900-\u0dff])+(?:'\w+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTerms:
    """What is searched for; any part may be empty.

    *typed* is the text as it came. *words*, and each of *phrases*, are `search_words`; *unspaced*
    is as `unspaced_query` gives it; *free* are the words and the "phrases" as they were typed.
    *topics* and *publishers* are as typed, one of each kind has to fit; *since* is a date in the
    asker's zone, that day included, and *back* as many days before the asker's today: `on` makes
    one of them. *undated* stood behind `since:` and is no date; it's among the words too.
    """

    typed: str
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    unspaced: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    since: date | None = None
    back: int | None = None
    free: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()

    def on(self, today: date) -> "SearchTerms":
        """The same, asked *today*: without *back*, of which the later of both is *since*."""
        if self.back is None:
            return self
        begins = today - timedelta(days=self.back)
        return replace(self, since=max(begins, self.since or begins), back=None)

    def __bool__(self) -> bool:
        """Whether there's anything to search for."""
        asked = self.words or self.phrases or self.unspaced or self.topics or self.publishers
        return bool(asked) or self.since is not None or self.back is not None


def parse_terms(text: str) -> SearchTerms:
    """*text* with `topic:`, `from:`, `since:` and "quoted phrases" taken apart.

    Total: an operator without a value is passed over, an impossible date is a word, a quotation
    mark alone is nothing.
    """
    free, given = _taken_apart(text.translate(_STRAIGHT))
    phrases = [piece.strip('"') for piece in free if piece.startswith('"')]
    undated = [v for v in given["since"] if _day(v) is None and _days_back(v) is None]
    loose = [*(piece for piece in free if not piece.startswith('"')), *undated]
    spoken = [tuple(search_words(phrase)) for phrase in phrases]
    return SearchTerms(
        typed=text,
        words=_once(search_words(" ".join(loose))),
        phrases=_once(phrase for phrase in spoken if phrase),
        unspaced=_once(unspaced_query(" ".join([*loose, *phrases]))),
        topics=_once(given["topic"]),
        publishers=_once(given["from"]),
        since=max(filter(None, map(_day, given["since"])), default=None),
        back=min((b for v in given["since"] if (b := _days_back(v)) is not None), default=None),
        free=_once(free),
        undated=_once(undated),
    )


def _taken_apart(text: str) -> tuple[list[str], dict[str, list[str]]]:
    """Words and "phrases", these in their quotes, and what stands behind each operator."""
    free: list[str] = []
    given: dict[str, list[str]] = {"topic": [], "from": [], "since": []}
    for typed in _TYPED.finditer(text):
        if typed["operator"]:
            given[typed["operator"].lower()].append((typed["quoted"] or typed["bare"]).strip())
        elif typed["phrase"] and typed["phrase"].strip():
            free.append(f'"{typed["phrase"].strip()}"')
        elif typed["rest"] and typed["rest"] != '"':
            free.append(typed["rest"])
    return free, given


def search_words(text: str) -> list[str]:
    """The tokens of *text* for searching, in order: normalised, possessive and plural stripped.

    Unlike `digests.text.words` it keeps words that tell little (somebody may look for The Who), and
    leaves out what `unspaced_terms` gives.
    """
    # Piece by piece, since pieces recur: three times as fast as the whole text at once.
    pieces = text.lower().translate(_BETWEEN_WORDS).split()
    return " ".join(map(_PIECES.__getitem__, pieces)).split()


def written_words(text: str) -> list[str]:
    """The same tokens as `search_words`, normalised, but with their possessive and plural."""
    spaced = _UNSPACED.sub(" ", normalise(text))
    return [_plain(token) for token in _WORD.findall(spaced)]


def unspaced_terms(text: str) -> list[str]:
    """What the index holds of Chinese, Japanese, Korean …: each character and each pair of them."""
    return [t for run in _runs(text) for t in (*run, *_pairs(run))]


def unspaced_query(text: str) -> list[str]:
    """What to look up for them: the pairs, which say more; a character that stands alone."""
    return [t for run in _runs(text) for t in (_pairs(run) or [run])]


def deletions(word: str) -> tuple[str, ...]:
    """The keys under which *word* is found when misspelled: itself and without any one letter.

    Two words that share a key are at most one edit apart, or two that are one deletion each.
    """
    return _once([word, *(word[:i] + word[i + 1 :] for i in range(len(word)))])


def reach(word: str) -> int:
    """How many edits away a correction of *word* may be; 0 where it can't be corrected."""
    if not SHORTEST <= len(word) <= LONGEST or any(map(str.isdigit, word)):
        return 0
    return 1 if len(word) < SHORT else 2


def corrections(word: str, candidates: Mapping[str, int]) -> tuple[str, ...]:
    """Of *candidates* (word → frequency) what *word* may have meant, nearest first, then commonest.

    At most MOST_CORRECTIONS; none for what is too short, too long or a number.
    """
    most = reach(word)
    near = (
        (edits, -frequency, known)
        for known, frequency in candidates.items()
        if most and known != word and (edits := distance(word, known, most=most)) is not None
    )
    return tuple(known for *_, known in nsmallest(MOST_CORRECTIONS, near))


def distance(left: str, right: str, *, most: int) -> int | None:
    """Edits from *left* to *right* (a letter more, less or other, two neighbours swapped).

    None where they're more than *most*.
    """
    if abs(len(left) - len(right)) > most:
        return None
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        row = [i]
        for j, b in enumerate(right, start=1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and b == left[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
        before, above = above, row
    return above[-1] if above[-1] <= most else None


class _Pieces(dict[str, str]):
    """The search forms of the tokens in what stands between two spaces, with spaces between them.

    Filled as pieces come, and emptied when there are too many.
    """

    def __missing__(self, piece: str) -> str:
        if len(self) >= MOST_PIECES:
            self.clear()
        if piece.isascii() and piece.isalpha():
            self[piece] = forms = _term(piece)
        else:
            spaced = _UNSPACED.sub(" ", normalise(piece))
            self[piece] = forms = " ".join(map(_term, _WORD.findall(spaced)))
        return forms


_PIECES = _Pieces()


def _term(token: str) -> str:
    """One token's search form; a stop word's is itself."""
    return stem(token) or _plain(token)


def _plain(token: str) -> str:
    return token.replace(".", "").replace("'", "")


def _runs(text: str) -> list[str]:
    if _MAYBE_UNSPACED.search(text) is None:
        return []
    return _UNSPACED.findall(normalise(text))


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _day(text: str) -> date | None:
    """The first day of a date, a month or a year; None where *text* is none."""
    if not (found := _DAY.fullmatch(text)):
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _days_back(text: str) -> int | None:
    """How many days ago `today`, `yesterday`, `7d` and `2w` are; None for anything else."""
    if found := _BACK.fullmatch(text):
        return int(found[1]) * _DAYS_IN[found[2].lower()]
    return _NEAR_DAYS.get(text.casefold())


def _once(found: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(found))
