"""The head of a compound that an excerpt lost: "Cola Company and Microsoft have announced"."""

import re
from collections.abc import Iterable

from digests.article import Article

_FIRST_WORDS = re.compile(r"([A-Z][\w’']*)[,;]? ([A-Z]?[\w’']+)")
_HEAD = r"([A-Z][\w’']*-){}\b"


def headed(text: str, articles: Iterable[Article]) -> str:
    """*text* with the head of its first word, where *articles* know these first words only so.

    Both words stand behind one head there ("The Coca-Cola Company") and never without it: "China
    said" stays what it is beside "US-China talks".
    """
    first = _FIRST_WORDS.match(text)
    if first is None:
        return text
    words = f"{first[1]} {first[2]}"
    compound = f"-{words}"
    told = [said for a in articles for said in (a.title, a.text or a.excerpt)]
    if not any(compound in said for said in told):
        return text
    opened = re.compile(rf"(?<![\w-]){re.escape(words)}\b")
    if any(opened.search(said.replace(text, "", 1)) for said in told):
        return text
    found = re.search(_HEAD.format(re.escape(words)), "\n".join(told))
    return found[1] + text if found else text
