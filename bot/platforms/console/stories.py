"""A story on the console: in a digest, in a list, and in full."""

from collections.abc import Iterator

from bot.commands.replies import (
    FrontPage,
    SeveralFound,
    SimilarFound,
    StoriesFound,
    StoryFound,
    Viewpoint,
)
from bot.commands.verbs import COMMAND
from bot.platforms.console.dates import age, day_and_time
from bot.platforms.console.lines import GAP, Line, Style, line, linked
from digests.digest import Digest
from digests.stories.capping import cap, ended
from digests.stories.story import Story, Telling
from digests.wording import counted, dateline, houses, in_one_run, last_line, tally


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
    if story.summary:
        yield line(Style.SUMMARY, in_one_run(cap(story.summary)))
    yield line(Style.BYLINE, byline(story, seen))
    yield from linked(Style.ADDRESS, story.url)


def byline(story: Story, seen: Viewpoint) -> str:
    """ "Nikkei Asia, CNBC and 2 more · 3 hours ago · 5 articles"; unknown houses aren't named."""
    told = counted(len(story.tellings), "article")
    return " · ".join(filter(None, (houses(story.publishers), age(story.published, seen), told)))


def in_full(reply: StoryFound) -> Iterator[Line]:
    """The whole summary, where it stands and why, and everyone who tells it, in order of time."""
    story, seen = reply.story, reply.seen
    yield line(Style.TITLE, story.title, link=story.url)
    yield line(Style.NOTE, byline(story, seen))
    if story.summary:
        yield GAP
        yield line(Style.TEXT, in_one_run(ended(story.summary)))
    if reply.filings:
        yield GAP
        yield line(Style.HEADING, "Topics")
        yield from (line(Style.SUMMARY, f"{f.topic}: {f.reason}") for f in reply.filings)
    yield from _tellers(story, seen)


def _tellers(story: Story, seen: Viewpoint) -> Iterator[Line]:
    """Everyone who tells it and where; of one alone the byline has said all but where."""
    if len(story.tellings) > 1:
        yield GAP
        yield line(Style.HEADING, "Told by")
        for telling in story.tellings:
            yield GAP
            yield from _told(telling, story, seen)
    elif link := [*linked(Style.LINK, story.url)]:
        yield GAP
        yield from link


def several(reply: SeveralFound) -> Iterator[Line]:
    """The stories that fit, each with the words that ask for it alone."""
    more = reply.total > len(reply.stories)
    yield line(Style.TITLE, f"{counted(reply.total, 'story')} on “{reply.words}”")
    yield line(Style.NOTE, f"Which one? The best {len(reply.stories)}:" if more else "Which one?")
    for story in reply.stories:
        yield GAP
        yield line(Style.STORY, story.title, link=story.url)
        yield line(Style.BYLINE, byline(story, reply.seen))
        yield line(Style.COMMAND, f"{COMMAND} story {story.id}")
    if more:
        yield GAP
        yield line(Style.NOTE, "For the others:")
        yield line(Style.COMMAND, f"{COMMAND} search {reply.words}")


def similar(reply: SimilarFound) -> Iterator[Line]:
    """The stories that are most like one, each with the words that ask for it alone."""
    if not reply.stories:
        yield line(Style.TEXT, f"Nothing is much like “{reply.story.title}”.")
        return
    yield line(Style.TITLE, f"Like “{reply.story.title}”")
    for story in reply.stories:
        yield GAP
        yield from brief(story, reply.seen)
        yield line(Style.COMMAND, f"{COMMAND} story {story.id}")


def front_page(reply: FrontPage) -> Iterator[Line]:
    """Each schedule: what it told last, by title."""
    for n, issue in enumerate(reply.issues):
        if n:
            yield GAP
        yield line(Style.HEADING, issue.state.schedule.heading)
        when = age(issue.posted_at, reply.seen) if issue.posted_at else "no digest yet"
        yield line(Style.NOTE, when)
        yield from (line(Style.STORY, story.title, link=story.url) for story in issue.stories)


def page(reply: StoriesFound) -> Iterator[Line]:
    """One page of what was found, with what was read otherwise than typed, and how to go on."""
    yield line(Style.TITLE, f"{counted(reply.total, 'story')} on “{reply.words}”")
    if notes := "; ".join(_notes(reply)):
        yield line(Style.NOTE, notes)
    for story in reply.stories:
        yield GAP
        yield from brief(story, reply.seen)
    if reply.page < reply.pages:
        yield GAP
        yield line(Style.NOTE, f"Page {reply.page} of {reply.pages}; for the next:")
        yield line(Style.COMMAND, f"{COMMAND} search {reply.words} page:{reply.page + 1}")
    elif reply.pages > 1:
        yield GAP
        yield line(Style.NOTE, f"Page {reply.page} of {reply.pages}, the last.")


def _notes(reply: StoriesFound) -> Iterator[str]:
    if reply.complete < reply.total:
        yield f"{reply.complete or 'none'} with every word"
    elif reply.total > 1:
        yield "best first"
    for typed, read in reply.corrections.items():
        yield f"nobody writes “{typed}”, so “{read}” was read"


def _told(telling: Telling, story: Story, seen: Viewpoint) -> Iterator[Line]:
    """Its title where it's another one than the story's, the house, when, and where to read it."""
    if telling.title != story.title:
        yield line(Style.STORY, telling.title, link=telling.url)
    house = telling.publisher.name if telling.publisher else "publisher unknown"
    when = day_and_time(telling.published, seen) if telling.published else "undated"
    reprint = "a reprint" if telling.reprint_of else ""
    yield line(Style.BYLINE, " · ".join(filter(None, (house, when, reprint))))
    yield from linked(Style.LINK, telling.url)
