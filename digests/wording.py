"""What a digest says of itself, the same on every platform; markup is the platforms' own."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from digests.digest import Digest
from digests.stories.capping import cap
from digests.stories.story import Sentence, Story
from digests.text import normalise

WORDS_A_MINUTE = 230
"""Silent reading of English non-fiction takes 238 words a minute on average (Brysbaert 2019)."""

NAMED = 3
"""Publishers that a byline names; the others are counted."""

_UTC = {"UTC", "UCT", "Universal", "Zulu"}
"""The names that the zone database has for it."""

_UNSPACED = re.compile(r"[\u3001-\ufffe\U00020000-\U0010ffff]")

CHARACTERS_A_WORD = 5
"""Where words aren't spaced, this many characters count as one, as many as an English word has."""


def dateline(digest: Digest) -> str:
    """The day or the period a digest is of, in its zone: that of its window, up to its own date.

    An edition's own date is the one in its key, whenever it's made: ahead, in time or late.
    """
    own = digest.edition.key.day if digest.edition else None
    return period(digest.since, own or digest.until.astimezone(digest.zone).date(), digest.zone)


def period(since: datetime, last: date, zone: ZoneInfo) -> str:
    """ "Sunday 22 November 2026", or "16–22 November 2026" where more than a day went by.

    A period begins on the day after *since*: that day belongs to the issue before.
    """
    first = min(since.astimezone(zone).date() + timedelta(days=1), last)
    if first == last:
        return f"{last:%A} {_day(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_day(last)}"
    begun = f"{first.day} {first:%B}" if first.year == last.year else _day(first)
    return f"{begun} – {_day(last)}"


def tally(digest: Digest) -> str:
    """ "8 stories from 14 publishers, 3 minutes"; unknown publishers aren't counted."""
    stories = digest.stories
    if not stories:
        return "no new stories"
    publishers = {name for story in stories for name in story.publishers}
    of = f" from {counted(len(publishers), 'publisher')}" if publishers else ""
    return f"{counted(len(stories), 'story')}{of}, {counted(minutes(stories), 'minute')}"


def minutes(stories: tuple[Story, ...]) -> int:
    """How long titles and summaries take to read, in minutes, at least 1."""
    length = sum(_length(s.title) + sum(_length(x.text) for x in cap(s.summary)) for s in stories)
    return max(1, ceil(length / WORDS_A_MINUTE))


def more(digest: Digest) -> str:
    """ "and 14 more", or "" where nothing was left out."""
    return f"and {digest.left_out:,} more" if digest.left_out else ""


def next_issue(digest: Digest) -> str:
    """ "next: Monday 23 November, 09:00 (Hong Kong)", or "" where none is known.

    With the year where it isn't this issue's.
    """
    if digest.next_due is None:
        return ""
    due = digest.next_due.astimezone(digest.zone)
    same_year = due.year == digest.until.astimezone(digest.zone).year
    day = f"{due.day} {due:%B}" if same_year else _day(due.date())
    return f"next: {due:%A} {day}, {due:%H:%M} ({place(digest.zone)})"


def place(zone: ZoneInfo) -> str:
    """ "Hong Kong" for Asia/Hong_Kong: the place whose clocks are meant; "UTC" for UTC."""
    name = zone.key.rpartition("/")[2].replace("_", " ")
    return "UTC" if name in _UTC else name


def last_line(digest: Digest) -> str:
    """ "And 14 more; next: Monday 23 November, 09:00 (Hong Kong)", as much as there is to say."""
    line = "; ".join(filter(None, (more(digest), next_issue(digest))))
    return line[:1].upper() + line[1:]


def houses(names: Sequence[str]) -> str:
    """ "Nikkei Asia, CNBC, Echo and 2 more": the first NAMED of *names*, and how many others."""
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED:,} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def in_one_run(sentences: Sequence[Sentence]) -> str:
    """Their text; Chinese and Japanese sentences follow each other without a blank."""
    return re.sub(r"(?<=[。！？]) ", "", " ".join(sentence.text for sentence in sentences))


def counted(count: int, noun: str) -> str:
    """ "1 story", "1,204 stories", "30 days"."""
    if count == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun[-1] == "y" and noun[-2] not in "aeo" else f"{noun}s"
    return f"{count:,} {plural}"


def _day(day: date) -> str:
    """%d would pad with a zero."""
    return f"{day.day} {day:%B %Y}"


def _length(text: str) -> float:
    """In words; what runs on without spaces is counted by characters."""
    if not _UNSPACED.search(text):
        return len(text.replace("—", " — ").split())
    return sum(_word_length(word) for word in normalise(text).split())


def _word_length(word: str) -> float:
    unspaced = 0 if word.isascii() else len(_UNSPACED.findall(word))
    return max(1.0, unspaced / CHARACTERS_A_WORD)
