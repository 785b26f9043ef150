"""Summaries: a few sentences of a story's articles, word for word."""

from collections.abc import Sequence

from digests.article import Article
from digests.stories.story import Sentence
from digests.text import sentences as split
from digests.text import shorten

LONGEST = 400
"""Characters of a summary in a digest: about four lines on a phone."""


def summarise(articles: Sequence[Article], *, sentences: int = 3) -> tuple[Sentence, ...]:
    """At most *sentences* of *articles*, in the order in which they're read; none made up."""
    for article in articles:
        found = split(article.text or article.excerpt, article.language)
        if found:
            return tuple(Sentence(text=s, article=article.id) for s in found[:sentences])
    return ()


def cap(summary: Sequence[Sentence], limit: int = LONGEST) -> tuple[Sentence, ...]:
    """The first sentences of *summary* that fit in *limit* characters, blanks between them counted.

    A first sentence that's longer by itself is shortened.
    """
    kept: list[Sentence] = []
    length = -1
    for sentence in summary:
        length += 1 + len(sentence.text)
        if length > limit:
            break
        kept.append(sentence)
    if summary and not kept:
        first = summary[0]
        return (Sentence(text=shorten(first.text, limit), article=first.article),)
    return tuple(kept)
