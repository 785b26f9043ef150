"""A story on the console: in a digest, in a list, and in full."""

from collections.abc import Iterator

from digests.stories.summary import cap

from bot.commands.replies import SeveralFound, StoriesFound, StoryFound, Viewpoint
from bot.commands.verbs import COMMAND
from bot.platforms.console.dates import age, day_and_time
from bot.platforms.console.lines import GAP, Line, Style, line
from digests.digest import Digest
from digests.stories.story import Story, Telling
from digests.wording import counted, dateline, last_line, tally

NAMED = 3
"""Publishers that a byline names; the others are counted."""


def digest_lines(digest: Digest) -> Iterator[Line]:
    """Title, period and counts, the sections with their stories, and the last line (D15)."""
    seen = Viewpoint(digest.until, digest.zone)
    yield line(Style.TITLE, digest.heading)
    yield line(Style.NOTE, f"{dateline(digest)} · {tally(digest)}")
    for section in digest.sections:
        yield GAP
        yield line(Style.HEADING, section.topic)
        for story in section.stories:
            yield GAP
            yield from brief(story, seen)
    if last := last_line(digest):
        yield GAP
        yield line(Style.NOTE, last)


def brief(story: Story, seen: Viewpoint) -> Iterator[Line]:
    """Title with its link, the summary cut between sentences, and who tells it."""
    yield line(Style.STORY, story.title, link=story.url)
    if summary := " ".join(s.text for s in cap(story.summary)):
        yield line(Style.SUMMARY, summary)
    yield line(Style.BYLINE, byline(story, seen))


def byline(story: Story, seen: Viewpoint) -> str:
    """ "Nikkei Asia, CNBC and 2 more · 3 hours ago · 5 articles"; unknown houses aren't named."""
    named, others = story.publishers[:NAMED], len(story.publishers) - NAMED
    houses = ", ".join(named) + (f" and {others} more" if others > 0 else "")
    told = counted(len(story.tellings), "article")
    return " · ".join(filter(None, (houses, age(story.published, seen), told)))


def in_full(reply: StoryFound) -> Iterator[Line]:
    """The whole summary, where it stands and why, and everyone who tells it, first reporter first."""
    story, seen = reply.story, reply.seen
    yield line(Style.TITLE, story.title, link=story.url)
    yield line(Style.NOTE, byline(story, seen))
    if story.summary:
        yield GAP
        yield line(Style.TEXT, " ".join(s.text for s in story.summary))
    if reply.filings:
        yield GAP
        yield from (line(Style.NOTE, f"{f.topic}: {f.reason}") for f in reply.filings)
    if len(story.tellings) > 1:
        yield GAP
        yield line(Style.HEADING, "Told by")
        for telling in story.tellings:
            yield line(Style.STORY, telling.title, link=telling.url)
            yield line(Style.BYLINE, _teller(telling, seen))


def _teller(telling: Telling, seen: Viewpoint) -> str:
    house = telling.publisher.name if telling.publisher else "publisher unknown"
    when = day_and_time(telling.published, seen) if telling.published else "undated"
    return " · ".join(filter(None, (house, when, "a reprint" if telling.reprint_of else "")))


def several(reply: SeveralFound) -> Iterator[Line]:
    """The stories that fit, each with the words that ask for it alone."""
    yield line(Style.TEXT, f"{counted(len(reply.stories), 'story')} fit “{reply.words}”:")
    for story in reply.stories:
        yield GAP
        yield line(Style.STORY, story.title, link=story.url)
        yield line(Style.BYLINE, byline(story, reply.seen))
        yield line(Style.BYLINE, f"{COMMAND} story {story.id}")


def page(reply: StoriesFound) -> Iterator[Line]:
    """One page of what was found, with what was read otherwise than typed."""
    yield line(Style.TEXT, _found(reply))
    for typed, read in reply.corrections.items():
        yield line(Style.NOTE, f"Searched for “{read}” too, since nobody writes “{typed}”.")
    for story in reply.stories:
        yield GAP
        yield from brief(story, reply.seen)
    if reply.pages > 1:
        yield GAP
        yield line(Style.NOTE, f"Page {reply.page} of {reply.pages}; more words narrow it.")


def _found(reply: StoriesFound) -> str:
    on = f" on {reply.words}" if reply.words else ""
    return f"{counted(reply.total, 'story')}{on}, best first:"
