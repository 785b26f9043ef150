"""Which articles of a story tell what its title does, and which only share the subject."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from math import fsum, sqrt

from digests.article import Article
from digests.stories.background import rarity
from digests.stories.quotes import terms
from digests.stories.terms import keys
from digests.text import words

OPENING = 400
"""Characters of an article, about 60 words (NEWSROOM): what it's about has been said by then."""

NEAR = 0.25
"""The cosine from which two openings tell one thing: below it as many pairs of announcements that
only share a subject are found as accounts of one event."""

PATTERN = 0.5
"""The share of the longer title's words from which two titles follow one pattern: what they don't
share is then who, where or how much."""

Rarities = Mapping[str, float]


def on_subject(articles: Sequence[Article]) -> list[Article]:
    """Those of *articles* that tell what the first does, itself among them; in their order.

    What all their titles say is the subject, and tells no event. Beyond it an article has to open
    with the rarest word of the first's title, or both openings have to be alike. It has to say a
    name or number of that title; each, where the two titles follow one pattern.
    """
    if len(articles) <= 1:  # as most stories are: no word needs to be looked at
        return list(articles)
    titles = [set(terms(article.title)) for article in articles]
    bodies = [words((article.text or article.excerpt)[:OPENING]) for article in articles]
    shared = set.intersection(*titles)
    openings = [title.union(body) - shared for title, body in zip(titles, bodies, strict=True)]
    listed = sorted(set(chain.from_iterable(openings)))
    rarities = dict(zip(listed, rarity(keys(listed)).tolist(), strict=True))
    first, opening = titles[0] - shared, openings[0]
    named = particulars(articles[0].title) & titles[0]
    return [
        article
        for article, title, other in zip(articles, titles, openings, strict=True)
        if _particular(named, title | other, every=_follow_one_pattern(titles[0], title))
        and (_names(other, first, rarities) or _likeness(opening, other, rarities) >= NEAR)
    ]


def particulars(title: str) -> set[str]:
    """The names and numbers of *title*: words with a capital or a digit, the first among them."""
    telling = (w for w in title.split() if any(c.isupper() or c.isdigit() for c in w))
    return set(words(" ".join(telling)))


def _particular(named: set[str], said: set[str], *, every: bool) -> bool:
    """Whether one of the particulars *named*, or *every* one, is *said*; or there's none."""
    missing = named - said
    return not missing or (not every and missing != named)


def _follow_one_pattern(one: set[str], other: set[str]) -> bool:
    """Whether two titles share most words, and each has one that the other lacks."""
    shared = one & other
    lacking = min(len(one), len(other)) > len(shared)
    return lacking and len(shared) >= PATTERN * max(len(one), len(other))


def _names(opening: Collection[str], title: Collection[str], rarities: Rarities) -> bool:
    """Whether *opening* has the rarest word of *title*, or there's none."""
    rarest = max((rarities[word] for word in title), default=0.0)
    return not title or any(rarities[word] == rarest for word in title if word in opening)


def _likeness(one: set[str], other: set[str], rarities: Rarities) -> float:
    """The cosine of two openings, each word as long as it's rare."""
    both, *each = (fsum(rarities[w] ** 2 for w in some) for some in (one & other, one, other))
    return both / max(sqrt(each[0] * each[1]), 1e-9)
