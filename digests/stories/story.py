"""A story: one event, told by one or more articles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from digests.article import Article, ArticleId, Image, Publisher

StoryId = str
"""Sixteen characters; that of the article that opened the story, so it never changes (NEWSROOM)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a summary, word for word as in *article*, but for marks and heads cut off."""

    text: str
    article: ArticleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How one article tells a story: what a list of links needs, without the article's text.

    *reprint_of* names the article whose words it repeats: the two are one voice (DESIGN D10). What
    is *released* is a press release: all of these together are one voice, that of who pays.
    """

    article: ArticleId
    title: str
    first_seen: datetime
    url: str | None = None
    publisher: Publisher | None = None
    published: datetime | None = None
    reprint_of: ArticleId | None = None
    released: bool = False

    @property
    def when(self) -> datetime:
        """UTC: when it was published, else first seen."""
        return self.published or self.first_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event, told by *tellings* (never empty; ordered by time, then id).

    *title* and *url* are those of the article nearest to what all say. *published* is the earliest
    date that a telling gives, None if all are undated; *first_seen* and *updated* are the earliest
    and the latest time at which a telling was first seen. All UTC. *quality* and *heat* are the
    best that a telling's source gives; *addressing* is the share of words that mean the reader, on
    the average of its tellings.
    """

    id: StoryId
    title: str
    summary: tuple[Sentence, ...]
    tellings: tuple[Telling, ...]
    first_seen: datetime
    updated: datetime
    url: str | None = None
    published: datetime | None = None
    image: Image | None = None
    language: str | None = None
    quality: int | None = None
    heat: int | None = None
    addressing: float = 0.0

    @property
    def articles(self) -> tuple[ArticleId, ...]:
        """The ids of the articles that tell it."""
        return tuple(t.article for t in self.tellings)

    @property
    def first(self) -> Telling:
        """Who told it first, named or not: the earliest telling that repeats no other's words."""
        return next((t for t in self.tellings if t.reprint_of is None), self.tellings[0])

    @property
    def publishers(self) -> tuple[str, ...]:
        """The names of the houses that tell it, in order of time; unknown ones don't count."""
        voices = (t for t in self.tellings if t.reprint_of is None)
        return tuple(dict.fromkeys(t.publisher.name for t in voices if t.publisher))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a story weighs, as named parts that can be shown ("3 publishers" → 2.1)."""

    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """The sum of the parts."""
        return sum(self.parts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """*article* tells *story*; *reprint_of* where its words are those of another article."""

    article: ArticleId
    story: StoryId
    reprint_of: ArticleId | None = None


__all__ = ["Article", "Membership", "Score", "Sentence", "Story", "StoryId", "Telling"]
