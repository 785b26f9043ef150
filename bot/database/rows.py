"""Articles and stories as rows, and rows as articles and stories."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from digests.article import Article, Image, Publisher
from digests.stories.story import Story

Row = dict[str, Any]
_T = TypeVar("_T")

MOST_VALUES = 500
"""Values in one `IN (…)`: well under what any database takes, and few enough to be parsed fast."""

_STORY: TypeAdapter[Story] = TypeAdapter(Story)


def chunks(values: Sequence[_T], size: int = MOST_VALUES) -> Iterator[Sequence[_T]]:
    """*values* in order, at most *size* at a time."""
    return (values[start : start + size] for start in range(0, len(values), size))


def article_row(article: Article) -> Row:
    """What the articles table holds of *article*, without what became of it."""
    publisher = article.publisher
    return {
        "id": article.id,
        "stub": article.stub,
        "moment": article.published or article.first_seen,
        "first_seen": article.first_seen,
        "published": article.published,
        "content_hash": bytes.fromhex(article.content_hash),
        "source": article.source,
        "source_ref": article.source_ref,
        "title": article.title,
        "url": article.url,
        "publisher": publisher and publisher.name,
        "publisher_domain": publisher and publisher.domain,
        "related_to": article.related_to,
        "quality": article.quality,
        "heat": article.heat,
        "language": article.language,
        "tags": article.tags,
        "images": [[i.url, i.width, i.height, i.alt] for i in article.images],
        "excerpt": article.excerpt,
        "text": article.text,
    }


def article_of(row: RowMapping) -> Article:
    """The article that *row* of the articles table holds."""
    publisher = row["publisher"]
    return Article(
        source=row["source"],
        source_ref=row["source_ref"],
        title=row["title"],
        first_seen=row["first_seen"],
        url=row["url"],
        publisher=publisher and Publisher(name=publisher, domain=row["publisher_domain"]),
        published=row["published"],
        excerpt=row["excerpt"],
        text=row["text"],
        tags=tuple(row["tags"]),
        images=tuple(Image(url=u, width=w, height=h, alt=a) for u, w, h, a in row["images"]),
        related_to=row["related_to"],
        stub=row["stub"],
        quality=row["quality"],
        heat=row["heat"],
        language=row["language"],
    )


def story_row(story: Story) -> Row:
    """What the stories table holds of *story*."""
    return {
        "id": story.id,
        "first_seen": story.first_seen,
        "updated": story.updated,
        "title": story.title,
        "told": _STORY.dump_json(story).decode(),
    }


def story_of(told: str) -> Story:
    """The story whose presentation *told* is."""
    return _STORY.validate_json(told)
