"""What somebody searches for, taken apart; and how a word that nobody wrote is put right."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from heapq import nsmallest
from typing import TypeVar

from digests.text import normalise, words

_T = TypeVar("_T")

MOST_CORRECTIONS = 4
"""Words that one misspelled word may stand for."""

SHORT = 6
"""Letters; a shorter word may differ in one place, any other in two."""

SHORTEST = 3
"""Letters; a shorter word isn't corrected: with one letter changed it's anything."""

LONGEST = 24
"""Letters; what is longer is an address or a slip of the keyboard, and isn't corrected."""

_PLAIN = str.maketrans({**dict.fromkeys("“”„‟«»＂", '"'), "：": ":"})
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

# Scripts written without spaces: Thai to Burmese, Khmer, kana, Han, Hangul; as in digests.text.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_WORD = re.compile(r"(?:[a-z]\.){2,}|\d+(?:[.,]\d+)*|(?:[^\W_]|[\u0900-\u0dff])+(?:'\w+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTerms:
    """What is searched for; any part may be empty.

    *typed* is the text as it came. *words*, and each of *phrases*, are `search_words`; *unspaced*
    is as `unspaced_query` gives it. *topics* and *publishers* are as typed, one of each kind has to
    fit; *since* is a date in the asker's zone, that day included.
    """

    typed: str
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    unspaced: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    since: date | None = None

    def __bool__(self) -> bool:
        """Whether there's anything to search for."""
        asked = self.words or self.phrases or self.unspaced or self.topics or self.publishers
        return bool(asked) or self.since is not None


def parse_terms(text: str) -> SearchTerms:
    """*text* with `topic:`, `from:`, `since:` and "quoted phrases" taken apart.

    Total: an operator without a value is passed over, an impossible date is a word, a quotation
    mark alone is nothing.
    """
    free: list[str] = []
    phrases: list[str] = []
    given: dict[str, list[str]] = {"topic": [], "from": [], "since": []}
    for typed in _TYPED.finditer(text.translate(_PLAIN)):
        if typed["operator"]:
            given[typed["operator"].lower()].append((typed["quoted"] or typed["bare"]).strip())
        elif typed["phrase"]:
            phrases.append(typed["phrase"])
        elif typed["rest"]:
            free.append(typed["rest"])
    days = {value: _day(value) for value in given["since"]}
    free += [value for value, day in days.items() if day is None]
    spoken = [tuple(search_words(phrase)) for phrase in phrases]
    return SearchTerms(
        typed=text,
        words=_once(search_words(" ".join(free))),
        phrases=_once(phrase for phrase in spoken if phrase),
        unspaced=_once(unspaced_query(" ".join([*free, *phrases]))),
        topics=_once(given["topic"]),
        publishers=_once(given["from"]),
        since=max((day for day in days.values() if day), default=None),
    )


def search_words(text: str) -> list[str]:
    """The tokens of *text* for searching, in order: normalised, possessive and plural stripped.

    Unlike `digests.text.words` it keeps words that tell little (somebody may look for The Who), and
    leaves out what `unspaced_terms` gives.
    """
    spaced = _UNSPACED.sub(" ", normalise(text))
    return [_term(token) for token in _WORD.findall(spaced)]


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


def corrections(word: str, candidates: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Of *candidates* (word, frequency) what *word* may have meant, nearest first, then commonest.

    At most MOST_CORRECTIONS; none for what is too short, too long or a number.
    """
    most = reach(word)
    near = (
        (edits, -frequency, known)
        for known, frequency in dict(candidates).items()
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


@lru_cache(maxsize=1 << 16)
def _term(token: str) -> str:
    """One token's search form; a stop word's is itself."""
    return next(iter(words(token)), token.replace(".", "").replace("'", ""))


def _runs(text: str) -> list[str]:
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


def _once(found: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(found))
