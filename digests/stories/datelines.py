"""What stands around an article's first words and isn't theirs: datelines, labels, its title."""

import re

from digests.stop_words import STOP_WORDS

_TIME = r"[\d:]*\s?(?:[ap]\.?m\.?)?(?:\s[A-Z]{2,4}\b)?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DASH = r"(?:\s?(?:--|[–—])+\s?|\s-\s)"
PERSON = r"[A-Z][\w.'’-]+(?:\s[\w.'’-]+){0,3}\s[A-Z][\w.'’-]+"
_PREFIXES = (
    # An agency after the place: LONDON (Reuters) -, Canberra, Australia (AP) —, or alone: (CNN) --
    # and WATERLOO, Ontario & HERNDON, Va.--(BUSINESS WIRE)--
    re.compile(rf"^(?:[A-Z][\w .,'’/&-]{{2,60}}\s?)?\(\s?[A-Z][\w .,]{{1,25}}\s?\){_DASH}"),
    # The same without a dash, if it has the day: New Delhi, May 18 (IANS)
    re.compile(
        rf"^[A-Z][\w .'’-]{{2,30}}(?:,\s[A-Z][\w. ]{{1,25}})?,\s{_MONTH}\s\d{{1,2}}(?:,\s\d{{4}})?"
        r"\s\([A-Z][\w .,]{1,25}\):?\s(?=[A-Z\"“])"
    ),
    # A place in capitals, maybe with a country or a day: BRUSSELS, May 4 –
    re.compile(
        rf"^[A-Z][A-Z .'’/-]{{3,30}}(?:,\s[A-Z][\w. ]{{2,25}})?(?:,\s{_MONTH}\s\d{{1,2}})?{_DASH}"
    ),
    # A place, the day, maybe who sends it: KYIV, Ukraine, March 23, 2021 /PRNewswire/ --
    re.compile(
        rf"^[A-Z][\w .'’-]{{2,30}}(?:,\s[A-Z][\w. ]{{1,25}})?,\s{_MONTH}\s\d{{1,2}},\s\d{{4}}"
        rf"(?:\s/[\w -]{{2,30}}/)?(?:{_DASH}|:\s)"
    ),
    # The day alone: September 28th, 2020 -
    re.compile(rf"^{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,\s\d{{4}}{_DASH}(?=[A-Z\"“])"),
    # Who sends it, maybe after place or day, or what is left of it: Oct. 28, 2020 /PRNewswire/ --
    re.compile(rf"^(?:[A-Z][\w .,'’-]{{2,60}}\s/)?/?[A-Z][\w -]{{2,30}}/{_DASH}"),
    # Who wrote it, maybe after the title: Bridges are old By Jane Doe, CTO, Acme - ; By Gazette -
    re.compile(
        rf"^(?:[A-Z0-9][^.!?]{{1,150}}\s)?By\s(?:{PERSON},\s[A-Z][^–—]{{1,80}}?|[A-Z][\w.]+)"
        rf"{_DASH}(?=[A-Z\"“])"
    ),
    re.compile(r"^TL;DR[:,]?\s"),
    # A site's label or button, as its capitals show: Press Release Acme has; Read More Acme has
    re.compile(
        r"^(?:(?:(?:Press|News|Media) Release|(?:PRESS|NEWS|MEDIA) RELEASE)(?:\s?[:–—-]\s?|\s)"
        r"|(?:Read|Learn|See|Show) More\s)(?=[A-Z\"“])"
    ),
    # What is left of one of the above: —Avid has
    re.compile(r"^(?:--|[–—])+\s?(?=[A-Z])"),
    # When it was put online: Updated Jul 7, 2012 6:40 PM ET
    re.compile(
        rf"^(?:updated|published|posted):?\s{_TIME},?\s?(?:(?:mon|tue|wed|thu|fri|sat|sun)\s)?"
        rf"{_MONTH}\s\d{{1,2}},?\s\d{{4}},?\s?{_TIME}\s",
        re.IGNORECASE,
    ),
    # The credit of the picture above: (9NEWS), (moodboard)
    re.compile(r"^\([A-Za-z0-9][\w /&]{1,30}\)\s(?=[A-Z])"),
)

# Without one of these no prefix ends, but for a date behind a word with "u" or "p".
_ENDS_A_PREFIX = re.compile(r"[–—(/;:]|-[-\s]|M(?:ore|ORE)\s|R(?:elease|ELEASE)\b")
# What opens the next sentence, and was taken for the end of this one.
_NEXT_QUOTATION = re.compile(r"(?<=[.!?])\s[“\"„«]$")
_OPENING_MARKS = ("“", '"', "„", "«")
# The place after a headline in capitals and small letters, before the text was broken off:
# Cloud for All NEW YORK | MUMBAI, ; Encryption for All RESEARCH TRIANGLE PARK, NC, Feb.
_NEXT_DATELINE = re.compile(
    r"(\b[A-Z][\w’'-]*)\s(?=[A-Z |]{6,})[A-Z]{3,}(?:\s(?:\|\s)?[A-Z]{2,})*(?:,\s[A-Z]{2})?"
    rf"(?:,|,\s{_MONTH}(?:\s\d{{1,2}})?,?)$"
)
_LONGEST_DATELINE = 60
"""Characters, with the word before it."""
_SEPARATOR = re.compile(r"\s*(?:[–—|»]|--|\s-)\s*(?=[A-Z\"“(\d])")
_WORD = re.compile(r"\s+([A-Z]\w*)\b")
_NO_OPENING = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today may i".split()
)
"""Stop words that have a capital in mid-sentence, too."""


def bare(text: str) -> str:
    """A sentence without datelines, labels and credits before it, or a mark of the next behind."""
    if text[:1] in "UuPp" or _ENDS_A_PREFIX.search(text):
        for prefix in _PREFIXES:
            if found := prefix.match(text):
                text = text[found.end() :]
    return _NEXT_QUOTATION.sub("", text) if text.endswith(_OPENING_MARKS) else text


def without_next(text: str) -> str:
    """The last sentence of what was broken off, without the dateline of a next one behind it."""
    if not text.endswith((",", ".")):
        return text
    start = max(0, len(text) - _LONGEST_DATELINE)
    found = _NEXT_DATELINE.search(text, start)
    return text[: found.end(1)] if found else text


def without_title(text: str, title: str) -> str:
    """*text* without *title* before it, where what follows shows that the title had ended.

    That is a dash or the like, or a word that has a capital only because it opens a
    sentence. "" where the text says no more than the title.
    """
    title = title.rstrip(" .…")
    if not title or text[: len(title)].casefold() != title.casefold():
        return text
    rest = text[len(title) :]
    if not rest.strip(" .…"):
        return ""
    if separator := _SEPARATOR.match(rest):
        return rest[separator.end() :]
    word = _WORD.match(rest)
    if word and _opens_a_sentence(word[1], rest.strip(" .…"), title):
        return rest.strip() if not title.casefold().startswith(rest.strip(" .…").casefold()) else ""
    return text


def _opens_a_sentence(word: str, rest: str, title: str) -> bool:
    """Whether *word*, with which *rest* begins behind *title*, has its capital for that alone."""
    function = word.casefold() in STOP_WORDS - _NO_OPENING
    return function or rest.casefold().startswith(" ".join(title.casefold().split()[:3]))
