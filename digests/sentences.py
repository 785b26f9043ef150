"""Sentences: where one ends and the next begins, as a reader would say."""

import re
from collections.abc import Iterable, Iterator

from digests.text import tidy

_TIME_ENDS = re.compile(r"\b[ap]\.\s?m\.\s*$", re.IGNORECASE)
_TIME_GOES_ON = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|local\b"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d"
    r"|(?:[ECMP][SD]?T|CES?T|AE[SD]T|AK[SD]T|[BHIJ]ST|UTC|GMT)\b"
    r"|(?:Eastern|Central|Mountain|Pacific|Greenwich) (?:[Tt]ime|[A-Z][a-z]+ Time)\b)"
)
# What stands before a name, and so at no sentence's end; besides those that sentencex knows.
_BEFORE_A_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Const|Supt|Insp|Atty|Dist|Wm|Chas|Geo|Messrs|Mmes?|Mlles?|Drs|Profs|Gens|Sens|Reps|Govs"
    r"|Cmdr|Sgt|Cpl|Pvt|Det)\.\s+$"
)
# A short word with a capital: "Cos.", "Wash.", "Inc."
_ABBREVIATED = re.compile(r"(?<![\w.'’-])[A-Z][a-z]{0,4}\.\s+$")
# Names such as iPhone have a capital further on, and may open a sentence.
_IN_MID_SENTENCE = re.compile(r"(?![\w'’-]*[\dA-Z])[a-zß-öø-ÿ]")
# REDMOND, Wash. - A plan is out.
_DATELINE = re.compile(r"[A-Z][A-Z .'’/-]{2,40}, [A-Z][a-z]{1,5}\.\s+$")
_DASH = re.compile(r"[-–—]+\s")
_DOT_OF_A_NAME = re.compile(r"\s\.$")
_NAME_GOES_ON = re.compile(r"[a-z\d]")
_LONGEST_END = 10
"""Characters that are looked at: those of "Messrs. ", and one before."""


def sentences(text: str, language: str | None = None) -> list[str]:
    """The sentences of *text*, each tidy; none runs over the end of a line.

    *language* is an ISO 639 code; an unknown one, or none, is cut by English rules, which also know
    the full stops of other scripts.
    """
    import sentencex  # noqa: PLC0415 - only where stories are made

    found = (
        sentence.strip()
        for line in map(tidy, text.splitlines())
        for sentence in _joined(sentencex.segment(language or "en", line))
    )
    return [sentence for sentence in found if sentence]


def _joined(pieces: list[str]) -> Iterable[str]:
    """*pieces*, each with the white space that follows it, whole where a border is none."""
    return _whole(pieces) if len(pieces) > 1 else pieces


def _whole(pieces: list[str]) -> Iterator[str]:
    before = ""
    for piece in pieces:
        if before and not _goes_on(before, piece):
            yield before
            before = piece
        else:
            before += piece
    yield before


def _goes_on(before: str, after: str) -> bool:
    """Whether *after* belongs to *before*: the full stop is that of an abbreviation or a name.

    As in "at 7 p.m. Wednesday", "Const. Tim Fanning", "Lowe's Cos. said", "the .NET tools".
    """
    end = before[-_LONGEST_END:]
    if not end.rstrip().endswith("."):
        return False
    if not end[-1].isspace():
        begins = _DOT_OF_A_NAME.search(end) and after[:1].isalnum()
        return bool(begins) or _NAME_GOES_ON.match(after) is not None
    if _TIME_ENDS.search(end):
        return _TIME_GOES_ON.match(after) is not None
    if _IN_MID_SENTENCE.match(after):
        return _ABBREVIATED.search(end) is not None
    if _DASH.match(after):
        return _DATELINE.match(before) is not None
    return _BEFORE_A_NAME.search(end) is not None
