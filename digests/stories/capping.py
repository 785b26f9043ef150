"""A summary cut to what fits: between sentences, and none left hanging."""

import re
from collections.abc import Sequence
from dataclasses import replace

from digests.stories.story import Sentence
from digests.text import shorten

LONGEST = 400
"""Characters of a summary in a digest: about four lines on a phone."""

_CLAUSE = re.compile(r"[,;:](?=\s)|\s[–—-](?=\s)|[，；：]")

# A letter, a digit or what only stands in mid-sentence; Thai and Lao close with nothing at all.
_BROKEN_OFF = re.compile(r"(?:[^\W_\u0e00-\u0eff]|[^\W_][ ]?[,;:–—-])$")
# As its source shows that it broke off: "controllers to bi ..."
_DOTS = re.compile(r"[\s,;:–—-]*(?:\.{3,}|…)(?=[\"”'’»)\]]*$)")
_LONGEST_END = 3
"""Characters that it looks at; to try it at every other one of a sentence takes its time."""


def cap(summary: Sequence[Sentence], limit: int = LONGEST) -> tuple[Sentence, ...]:
    """The first sentences of *summary* that fit in *limit* characters, blanks between them counted.

    A first sentence that's longer by itself ends after a clause or a word, with "…"; so does a last
    one that its source broke off (`ended`).
    """
    kept: list[Sentence] = []
    length = -1
    for sentence in summary:
        length += 1 + len(sentence.text)
        if length + breaks_off(sentence.text) > limit:
            break
        kept.append(sentence)
    if summary and not kept:
        first = ended(summary[:1])[0]
        kept.append(replace(first, text=_clipped(first.text, limit)))
    return ended(kept)


def ended(summary: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """*summary* as it's shown: "…" after a last sentence that breaks off, its comma gone.

    Dots with which its source says so become the same.
    """
    if not summary:
        return ()
    last = summary[-1]
    broken = breaks_off(last.text)
    text = last.text.rstrip(" ,;:–—-") + "…" if broken else _DOTS.sub("…", last.text, count=1)
    return tuple(summary) if text == last.text else (*summary[:-1], replace(last, text=text))


def breaks_off(text: str) -> bool:
    """Whether *text* ends in the middle of a sentence, and nothing says so."""
    return _BROKEN_OFF.search(text[-_LONGEST_END:]) is not None


def _clipped(text: str, limit: int) -> str:
    """The beginning of *text*, up to a clause's end if the last third has one."""
    ends = [end.start() for end in _CLAUSE.finditer(text, limit * 2 // 3, limit)]
    return f"{text[: ends[-1]].rstrip()}…" if ends else shorten(text, limit)
