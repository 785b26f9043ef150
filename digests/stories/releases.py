"""Press releases: what a firm says of itself and pays to have distributed."""

import re
from functools import lru_cache

from digests.article import Article
from digests.text import normalise

OPENING = 400
"""Characters of an article in which a distributor's mark stands: its dateline's."""

_DISTRIBUTORS = frozenset(
    "prnewswire|businesswire|globenewswire|prweb|accesswire|newsfile|newsfilecorp|einpresswire|"
    "einnews|openpr|prlog|newswire|marketwired|marketwire|cision|realwire|newswiretoday|"
    "presswire|newsaktuell|pressebox|apogroup|newsvoir|prnewsasia|mediaoutreach".split("|")
)
_SPELLING = re.compile(r"\.(?:com|net|org|de)$|[^a-z]")
_MARK = re.compile(
    r"[/(]\s?(?:pr ?newswire|business ?wire|globe ?newswire|prweb|accesswire|marketwired|newsfile"
    r"(?: corp\.?)?|ein ?presswire(?:\.com)?|apo group|media outreach)(?:-[\w -]{2,30})?\s?[/)]",
    re.IGNORECASE,
)
_MARKED = ("wire", "prweb", "newsfile", "apo group", "media outreach")


def is_release(article: Article) -> bool:
    """Whether a distributor of press releases publishes *article*, or is named in its dateline."""
    house = article.publisher
    if house and _is_distributor(house.name):
        return True
    opening = (article.text or article.excerpt)[:OPENING]
    lowered = opening.lower()
    return any(word in lowered for word in _MARKED) and _MARK.search(opening) is not None


@lru_cache(maxsize=1 << 10)  # many articles are of one house
def _is_distributor(name: str) -> bool:
    return _SPELLING.sub("", normalise(name)) in _DISTRIBUTORS
