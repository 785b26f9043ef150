"""How much a story weighs before its topic is known, in parts that a person can follow."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import exp, log

from digests.article import Publisher
from digests.stories.story import Score, Story
from digests.text import normalise

VOICES = 1.5
"""Weight of ln(1 + publishers): the second is worth 0.6, the third 0.4, the tenth 0.1."""

RELEASE = 0.6
"""What a story loses that only press releases tell: a second publisher's worth, which the first
who reports it gives back."""

RECENCY = 1.0
"""Weight of a story of this moment; one rhythm later 1/e of it, so it settles what voices don't."""

UNDATED = exp(-0.5)
"""An undated story counts as one from the middle of the period: neither new nor old."""

MIDDLING_QUALITY = 50
"""`quality` is read as a share of 100; a story whose source gives none is neither good nor bad."""

HOT = 100
"""A `heat` from which more makes no difference; a source that doesn't know says none or -1."""

HEAT = 0.5
"""Weight of a hot story, less than a second publisher: heat is one source's opinion."""

ADDRESS = 1.0
"""Weight of speaking to the reader all along: what three houses sell is worth one house's news."""

SELDOM, ALL_ALONG = 0.02, 0.06
"""Shares of words that mean the reader. News reports have fewer than the first (of AG News and
ecbplus 99 in 100, though not columns), exam dumps, discounts and instructions up to the second and
beyond."""


def score(story: Story, *, now: datetime, length: timedelta) -> Score:
    """The parts of *story*'s weight at *now*: "3 publishers" → 2.1, "4 h old" → 0.8.

    Recency is scaled to *length*, the time between two editions: what is old for a daily digest is
    fresh for a weekly one.
    """
    parts = [_voices(story), _recency(story, now, length), _quality(story), _heat(story)]
    return Score(parts=dict(part for part in [*parts, _address(story), _release(story)] if part))


def families(publishers: Iterable[Publisher]) -> int:
    """How many houses *publishers* are: two of one domain, or of one below the other, are one.

    A publisher without a domain is that of its name.
    """
    named = {(normalise(p.name), _domain(p)) for p in publishers}
    domains = {domain for _, domain in named if domain}
    roots = {d for d in domains if not any(d.endswith(f".{other}") for other in domains)}
    placed = {name for name, domain in named if domain}
    return len(roots) + len({name for name, _ in named} - placed)


def _domain(publisher: Publisher) -> str:
    return (publisher.domain or "").lower().removeprefix("www.")


def _voices(story: Story) -> tuple[str, float]:
    telling = [t for t in story.tellings if t.publisher and t.reprint_of is None]
    reporting = families(t.publisher for t in telling if t.publisher and not t.released)
    count = reporting + any(t.released for t in telling)
    name = (
        "publisher unknown"
        if count == 0
        else "1 publisher"
        if count == 1
        else f"{count} publishers"
    )
    return name, VOICES * log(1 + max(1, count))


def _recency(story: Story, now: datetime, length: timedelta) -> tuple[str, float]:
    if story.published is None:
        return "undated", RECENCY * UNDATED
    age = max(now - story.published, timedelta())
    return f"{_aged(age)} old", RECENCY * exp(-age / length)


def _aged(age: timedelta) -> str:
    """Whole minutes below an hour, hours below two days, else days."""
    if age < timedelta(hours=1):
        return f"{age // timedelta(minutes=1)} min"
    return f"{age // timedelta(hours=1)} h" if age < timedelta(days=2) else f"{age.days} days"


def _quality(story: Story) -> tuple[str, float] | None:
    if story.quality is None:
        return None
    capped = min(max(story.quality, 0), 2 * MIDDLING_QUALITY)
    return f"quality {story.quality}", (capped - MIDDLING_QUALITY) / (2 * MIDDLING_QUALITY)


def _heat(story: Story) -> tuple[str, float] | None:
    if story.heat is None or story.heat <= 0:
        return None
    return f"heat {story.heat}", HEAT * log(1 + min(story.heat, HOT)) / log(1 + HOT)


def _address(story: Story) -> tuple[str, float] | None:
    if story.addressing < SELDOM:
        return None
    return "speaks to its reader", -ADDRESS * min(1.0, story.addressing / ALL_ALONG)


def _release(story: Story) -> tuple[str, float] | None:
    return ("press release", -RELEASE) if all(t.released for t in story.tellings) else None
