"""Plain text: a title where there is one, then paragraphs or lines."""

import re
from html import unescape

from digests.article import Publisher
from digests.reading.cleaning import is_marker
from digests.reading.page import Blocks
from digests.text import tidy

LONGEST_TITLE = 200
WRAPPED = (50, 120)
"""Characters: the range of the longest line of text that an editor has wrapped."""

_BULLET = re.compile(r"\A(?:[-*•‣▪●–]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"\A#{1,6}\s+")
_RULE = re.compile(r"[-=_*~\s]{3,}")
_ENDS = (".", "!", "?", "。", "！", "？", "…", ":", ";", "”", '"', "’", "'", ")", "؟", "।")
_STATES = (".", "。", "!", "！", "।", ";", ":")
_SECTIONS = frozenset(
    """
    news world business technology tech politics sport sports science health entertainment opinion
    culture lifestyle travel money finance markets economy national international local home
    featured uncategorized general background summary introduction overview
    """.split()
)


def blocks_of(text: str) -> Blocks:
    """The paragraphs of *text*: parted by blank lines, wrapped lines joined, bullets taken off."""
    if "&" in text:
        text = unescape(text)
    blocks: list[tuple[str, ...]] = []
    block: list[str] = []
    for line in (*text.splitlines(), ""):
        found = tidy(line)
        if found and not _RULE.fullmatch(found):
            block.append(found)
        elif block:
            blocks.append(_unwrapped(block))
            block = []
    return tuple(blocks)


def _unwrapped(lines: list[str]) -> tuple[str, ...]:
    """One line, if *lines* look like a paragraph that an editor wrapped; else themselves."""
    bare = tuple(_HEADING.sub("", _BULLET.sub("", line)) for line in lines)
    if len(lines) < 2 or any(_BULLET.match(line) for line in lines):  # noqa: PLR2004 - a pair
        return tuple(filter(None, bare))
    longest = max(map(len, lines))
    full = [line for line in lines[:-1] if len(line) > longest * 0.6]
    open_ended = [line for line in full if not line.endswith(_ENDS)]
    wrapped = WRAPPED[0] <= longest <= WRAPPED[1] and len(full) > (len(lines) - 1) * 0.8
    if wrapped and len(open_ended) > len(full) * 0.6:
        return (" ".join(lines),)
    return bare


def headed(blocks: Blocks) -> tuple[str, Publisher | None, Blocks]:
    """The title ("" where there's none), the site where it stands below, and what remains."""
    title, rest = _title(blocks)
    publisher, rest = _site(rest)
    return title, publisher, rest


def _title(blocks: Blocks) -> tuple[str, Blocks]:
    """The first line, if it stands as a title does: alone, short, and with an article below it."""
    if not blocks:
        return "", blocks
    first, *more = blocks[0]
    alone = not more and len(blocks) > 1
    if len(first) > LONGEST_TITLE or is_marker(first) or not (alone or more):
        return "", blocks
    if not any(map(str.isalnum, first)):
        return "", blocks
    if first.endswith(_STATES) or (more and first.endswith(_ENDS)):
        return "", blocks
    if more and len(more[0]) < len(first):
        return "", blocks
    return first, ((tuple(more),) if more else ()) + blocks[1:]


def _site(blocks: Blocks) -> tuple[Publisher | None, Blocks]:
    """What stands between the title and a scraper's first mark is the page's head.

    A name there is the site's, and the publisher; without such a mark, a name may be anything.
    """
    for count, block in enumerate(blocks[:4]):
        if all(map(is_marker, block)):
            heads = [line for head in blocks[:count] for line in head]
            name = next(filter(_is_name, heads), None)
            if heads and all(len(line) < LONGEST_TITLE for line in heads):
                return (Publisher(name=name) if name else None), blocks[count:]
            return None, blocks
    return None, blocks


def _is_name(line: str) -> bool:
    few = len(line.split()) <= 5 and len(line) <= 40  # noqa: PLR2004 - as the names of houses are
    plain = not line.endswith(_ENDS) and not any(c.isdigit() for c in line[1:])
    byline = line.lower().startswith(("by ", "posted ", "published ", "updated "))
    return few and plain and not byline and line.lower() not in _SECTIONS and line[0].isupper()
