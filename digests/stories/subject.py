"""Which articles of a story tell what its title does, and which only share the subject."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from math import fsum, sqrt

from digests.article import Article
from digests.stories.background import rarity
from digests.stories.terms import keys
from digests.text import words

OPENING = 400
"""Characters of an article, about 60 words (NEWSROOM): what it's about has been said by then."""

NEAR = 0.25
"""The cosine from which two openings tell one thing: below it as many pairs of announcements that
only share a subject are found as accounts of one event."""

Rarities = Mapping[str, float]


def on_subject(articles: Sequence[Article]) -> list[Article]:
    """Those of *articles* that tell what the first does, itself among them; in their order.

    What all their titles say is the subject, and tells no event. Beyond it an article has to open
    with the rarest word of the first's title, or both openings have to be alike.
    """
    if len(articles) <= 1:  # as most stories are: no word needs to be looked at
        return list(articles)
    titles = [set(words(article.title)) for article in articles]
    bodies = [words((article.text or article.excerpt)[:OPENING]) for article in articles]
    shared = set.intersection(*titles)
    openings = [title.union(body) - shared for title, body in zip(titles, bodies, strict=True)]
    listed = sorted(set(chain.from_iterable(openings)))
    rarities = dict(zip(listed, rarity(keys(listed)).tolist(), strict=True))
    first, opening = titles[0] - shared, openings[0]
    return [
        article
        for article, other in zip(articles, openings, strict=True)
        if _names(other, first, rarities) or _likeness(opening, other, rarities) >= NEAR
    ]


def _names(opening: Collection[str], title: Collection[str], rarities: Rarities) -> bool:
    """Whether *opening* has the rarest word of *title*, or there's none."""
    rarest = max((rarities[word] for word in title), default=0.0)
    return not title or any(rarities[word] == rarest for word in title if word in opening)


def _likeness(one: set[str], other: set[str], rarities: Rarities) -> float:
    """The cosine of two openings, each word as long as it's rare."""
    both, *each = (fsum(rarities[w] ** 2 for w in some) for some in (one & other, one, other))
    return both / max(sqrt(each[0] * each[1]), 1e-9)
