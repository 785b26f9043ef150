"""A digest: what an edition says. Chosen, cut and grouped here; worded by each platform."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from digests.article import ArticleId
from digests.schedule.edition import Edition
from digests.stories.story import Score, Story
from digests.topics import Filing, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A story that an edition could tell, where it is filed, and what it weighs."""

    story: Story
    filings: tuple[Filing, ...] = ()
    score: Score = Score()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A topic of a digest with its stories, best first (never empty)."""

    topic: str
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What is said: sections of stories under a heading.

    *since* and *until* (UTC) are the period, *zone* the reader's; *left_out* counts the stories
    that found no place ("and 14 more"); *edition* is None for `/news latest`.
    """

    heading: str
    since: datetime
    until: datetime
    zone: ZoneInfo
    sections: tuple[Section, ...]
    left_out: int = 0
    next_due: datetime | None = None
    edition: Edition | None = None
