"""Tags of HTML, told from a `<` that people wrote."""

import re

from lxml.html import defs

_NAMES = "|".join(sorted({*defs.tags, "main", "dialog", "nobr", "picture", "template"}))
_OPTIONS = "async|autoplay|checked|controls|defer|disabled|hidden|loop|muted|open|required|reversed"
# Bounded throughout: what opens tags without end is looked through once, not once for each of them.
_ATTRIBUTE = (
    r"(?:[\s/]{1,50}(?:[\w:@.-]{1,100}\s{0,50}=\s{0,50}"
    r"""(?:"[^"]{0,4000}"|'[^']{0,4000}'|[^\s<>]{0,2000})"""
    rf"|data-[\w-]{{1,100}}|(?:{_OPTIONS})(?![\w-])))"
)


def tag(names: str) -> str:
    """The pattern of an opening or closing tag, behind its `<`, of one of *names* (a pattern).

    What follows a name has to be attributes: "a<b then c>d" has no tag.
    """
    return rf"/?(?:{names}){_ATTRIBUTE}{{0,60}}+[\s/]{{0,50}}>"


_FOREIGN = r"[a-z]\w{0,20}[:-][\w-]{1,40}"
_MARKUP = rf"{tag(f'{_NAMES}|{_FOREIGN}')}|!--(?s:.{{0,1000}}?)-->|!doctype\b[^<>]{{0,400}}>"
_ANY = re.compile(rf"<(?:(?P<opening>{_NAMES})>|{_MARKUP})", re.IGNORECASE)
_STRAY = re.compile(rf"<(?!{_MARKUP})", re.IGNORECASE)
_NEVER_CLOSED = defs.empty_tags | {"dd", "dt", "li", "p", "td", "th", "tr", "wbr"}
"""By many writers, at least."""
_CDATA = re.compile(r"<!\[CDATA\[(.{0,1000}?)\]\]>", re.DOTALL | re.IGNORECASE)


def has_tags(text: str) -> bool:
    """Whether there's any tag or comment in *text* that is meant as one.

    An opening tag alone may be something that people wrote: "a<b>c", "the <div> element". It's one
    if it has attributes, needs no closing tag, or stands before a word as an opening quote does.
    """
    return any(_is_meant(found) for found in _ANY.finditer(text))


def _is_meant(found: re.Match[str]) -> bool:
    if not (name := found["opening"]) or name.lower() in _NEVER_CLOSED:
        return True
    text, begins, ends = found.string, found.start(), found.end()
    parted = begins == 0 or text[begins - 1].isspace()
    return parted and ends < len(text) and not text[ends].isspace()


def without_cdata(text: str) -> str:
    """*text* with what stands in CDATA sections, as feeds write them, out of these."""
    return _CDATA.sub(r"\1", text) if "<![" in text else text


def strays_escaped(text: str) -> str:
    """*text* in which every `<` that opens no tag is an entity, so that a parser leaves it."""
    return _STRAY.sub("&lt;", text)
