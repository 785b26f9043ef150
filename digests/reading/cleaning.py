"""Furniture by rule: what any scraped site leaves around and between an article's paragraphs.

A rule takes a line only for its form as a whole (a mark, a label, a credit), never for a word in
it, and no line of `LONGEST_FURNITURE` or more but for its opening label.
"""

import re
from collections.abc import Callable, Iterable
from itertools import chain

from digests.reading.furniture import LONGEST_FURNITURE, Furniture
from digests.reading.page import Blocks
from digests.reading.phrases import AGENCIES, LABELS, LINES, OPENINGS, TAIL
from digests.text import line_form, tidy

LONGEST_POINTER = 300
"""Characters of a "READ ALSO:" line: a label and the title of another article."""
LONGEST_CAPTION = 300
LONGEST_CREDIT = 120
A_PARAGRAPH = 200
"""Characters; a line that long is an article's, and no footer has begun before it."""
A_SENTENCE = 20
A_FIRST_PARAGRAPH = 80

_SHORTCODE = re.compile(
    r"\[/?(?:ad_\d+|ads?|adsense|adrotate|adinserter|gallery|embed|audio|video|playlist|caption|"
    r"vc_\w{1,40}|et_pb_\w{1,40}|su_\w{1,40}|fusion_\w{1,40}|contact-form(?:-7)?|"
    r"wp_ad_\w{1,40}|quads|newsletter\w{0,20})(?:\s[^\[\]]{0,400})?/?\]",
    re.IGNORECASE,
)
_MORE_MARK = re.compile(r"\[(?:…|\.\.\.)\]$|\(?(?:continue reading|read more)\W*$", re.IGNORECASE)
_POINTER = re.compile(rf"\W{{0,4}}(?:{'|'.join(LABELS)})\s?(?:[:：|»>–—]|\s-\s)", re.IGNORECASE)
_OPENING = re.compile(rf"(?:{'|'.join(OPENINGS)})", re.IGNORECASE)
_AGENCY = "|".join(AGENCIES)
_CREDIT = re.compile(
    r"(?:(?:photo(?:graph)?s?|image|picture|pic|illustration|video|credit|credits|image credit|"
    r"photo credit|image source|photo source|image courtesy|featured image|file photo|"
    r"cover photo|photo illustration)\s?(?::|by |courtesy |via |credit|©|/)"
    r"|\(?(?:photo|image|picture|illustration) (?:by|courtesy|via|from|credit)\b"
    r"|courtesy of |©|\(c\) |getty images\b|image copyright\b|image caption\b)"
    rf"|[^.!?]{{0,90}}(?:[|/•·,]|\s[–—-]\s|\bvia |\()\s?(?:{_AGENCY})\W*$"
    rf"|(?:{_AGENCY})(?:\s?[|/]\s?[\w .'-]{{2,40}}){{0,3}}$",
    re.IGNORECASE,
)
_ANY_AGENCY = re.compile(_AGENCY, re.IGNORECASE)
_CREDIT_BARS = re.compile(r"[^|.!?]{2,50}(?: \| [^|.!?]{2,50}){1,3}")
_CAPTION = re.compile(
    r"\b(?:pictured|seen (?:here|in|at|on|above|below|during)|file (?:photo|image|picture)|"
    r"photograph|photo|illustration|image|logo|view of|portrait|screenshot|rendering|"
    r"(?:left|right|centre|center)\)?,|(?:speaks?|poses?|stands?|sits?|walks?|waves?|attends?|holds?|"
    r"gestures?|looks? on|arrives?|smiles?) (?:at|for|in|on|to|during|with|near|past|a|the)|"
    r"is displayed|are displayed|in this)\b",
    re.IGNORECASE,
)
_SAYING = re.compile(r"\b(?:said|says|told|according to)\b|[“\"]")
_BYLINE = re.compile(
    r"(?i:by|von|par|por|di|written by|posted by|published by|author:|reporting by|story by) "
    r"[A-Z\u00c0-\u024f][^.!?:;]{1,80}$",
)
_DATELINE = re.compile(
    r"(?:(?:posted|published|(?:last )?(?:updated|modified)|first published)(?: on| at|:)? .{4,60}|"
    r"\d{1,3} min(?:ute)?s? read|\d{1,2} \w+ ago|(?:\w+day,? )?"
    r"(?:\w{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:st|nd|rd|th)? \w{3,9},? \d{4})"
    r"(?:[,\s|–—-]*(?:at )?\d{1,2}[:.]\d{2}.{0,25})?)$",
    re.IGNORECASE,
)


def is_marker(line: str) -> bool:
    """Whether *line* is nothing but a scraper's or a blog engine's marks, such as `[ad_1]`."""
    return line.startswith("[") and not _SHORTCODE.sub("", line).strip()


def cleaned(
    blocks: Blocks, *, title: str = "", publisher: str = "", furniture: Furniture | None = None
) -> Blocks:
    """*blocks* without furniture, repeats and empty blocks; order and grouping are kept.

    *furniture* adds what recurs at *publisher*.
    """
    kept = _without_marks(blocks)
    kept = _without_tail(kept)
    kept = tuple(_without_pointers(block) for block in kept)
    kept = _without_captions(kept)
    kept = _lines_that(kept, _is_content)
    kept = _without_repeats(_without_head(kept), title)
    return without_furniture(kept, title, publisher, furniture)


def without_furniture(
    blocks: Blocks, title: str, publisher: str, furniture: Furniture | None
) -> Blocks:
    """Cleaned *blocks* without what recurs at *publisher*; they themselves, if nothing does."""
    if furniture is None or not publisher:
        return blocks
    kept = _lines_that(blocks, lambda line: not furniture.is_furniture(publisher, line))
    return blocks if kept == blocks else _without_repeats(kept, title)


def _lines_that(blocks: Blocks, stays: Callable[[str], bool]) -> Blocks:
    """The blocks with the lines that *stays* holds of; empty ones are gone."""
    return tuple(filter(None, (tuple(filter(stays, block)) for block in blocks)))


def _without_marks(blocks: Blocks) -> Blocks:
    """Marks gone, also within a line."""
    if not any("[" in line for line in lines_of(blocks)):
        return blocks
    bare = (tuple(map(_without_mark, block)) for block in blocks)
    return _lines_that(tuple(bare), bool)


def _without_mark(line: str) -> str:
    return tidy(_SHORTCODE.sub(" ", line)) if "[" in line else line


def _is_content(line: str) -> bool:
    """Whether *line* is neither a label of its own nor opens as only furniture does."""
    if len(line) >= LONGEST_POINTER:
        return True
    bare = _label(line)
    if not bare:
        return False
    return not (bare in LINES or _OPENING.match(bare) or _MORE_MARK.match(line))


def _label(line: str) -> str:
    """The search form of *line* without the marks that sites put around a label."""
    return line_form(line).strip(" :.,;!?*|•·»«›‹>→←▼▲+#-–—_…()[]")


def _without_tail(blocks: Blocks) -> Blocks:
    """Without all from a footer's heading on ("Leave a comment"), if no paragraph follows it."""
    for count in range(len(blocks) - 1, -1, -1):
        block = blocks[count]
        if any(map(_is_paragraph, block)):
            break
        heading = next((n for n, line in enumerate(block) if _label(line) in TAIL), None)
        if heading is not None:
            blocks = (*blocks[:count], block[:heading]) if heading else blocks[:count]
    return blocks


def _is_paragraph(line: str) -> bool:
    ends = line.rstrip("”\"'’)").endswith((".", "。"))
    return len(line) >= A_PARAGRAPH or (ends and len(line) >= A_SENTENCE and _is_content(line))


def _without_pointers(block: tuple[str, ...]) -> tuple[str, ...]:
    """Without lines that point at other articles, and the titles that go on below such a line."""
    kept: list[str] = []
    pointing = False
    for line in block:
        pointing = _is_pointer(line) or (pointing and _is_title(line))
        if not pointing:
            kept.append(line)
    return tuple(kept)


def _is_pointer(line: str) -> bool:
    return len(line) < LONGEST_POINTER and _POINTER.match(line) is not None


def _is_title(line: str) -> bool:
    return len(line) < LONGEST_FURNITURE and not line.endswith((".", "。", "”", '"'))


def _without_captions(blocks: Blocks) -> Blocks:
    """Without credit lines and the captions that stand above them.

    Above a credit stands a caption if both are a block of their own, or if it quotes nobody and
    speaks of a picture, or is too short for the first paragraph and nothing else came before it.
    """
    kept: list[tuple[str, ...]] = []
    for block in blocks:
        lines: list[str] = []
        for line in block:
            if not _is_credit(line):
                lines.append(line)
            elif lines and (block == (lines[-1], line) or _is_caption((lines[-1],), first=False)):
                lines.pop()
            elif not lines and kept and _is_caption(kept[-1], first=len(kept) == 1):
                kept.pop()
        if lines:
            kept.append(tuple(lines))
    return tuple(kept)


def _is_credit(line: str) -> bool:
    if len(line) > LONGEST_CREDIT:
        return False
    return _CREDIT.match(line) is not None or _has_bars_and_agency(line)


def _has_bars_and_agency(line: str) -> bool:
    """As in "Ann Lee | Moment | Getty Images"."""
    return _CREDIT_BARS.fullmatch(line) is not None and _ANY_AGENCY.search(line) is not None


def _is_caption(above: tuple[str, ...], *, first: bool) -> bool:
    *more, line = above
    if more or len(line) >= LONGEST_CAPTION or _SAYING.search(line):
        return False
    return (first and len(line) < A_FIRST_PARAGRAPH) or _CAPTION.search(line) is not None


def _without_head(blocks: Blocks) -> Blocks:
    """Without bylines and datelines that stand alone above the article."""
    for count, block in enumerate(blocks):
        if not all(_BYLINE.fullmatch(x) or _DATELINE.fullmatch(x) for x in block):
            return blocks[count:]
    return ()


def _without_repeats(blocks: Blocks, title: str) -> Blocks:
    """Of equal lines, the first; and not the title again above the article."""
    seen: set[str] = set()
    if blocks and blocks[0] and title and line_form(blocks[0][0]) == line_form(title):
        blocks = (blocks[0][1:], *blocks[1:])

    def is_new(line: str) -> bool:
        known = len(seen)
        seen.add(line_form(line))
        return len(seen) > known

    return _lines_that(blocks, is_new)


def lines_of(blocks: Blocks) -> Iterable[str]:
    return chain.from_iterable(blocks)
