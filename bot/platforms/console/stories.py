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
from bot.platforms.console.lines import GAP, MARKUP, Line, LineStyle, line, linked
from bot.wording import schedules, stories
from digests.digest import Digest
from digests.stories.capping import cap, ended
from digests.stories.story import Story, Telling
from digests.wording import dateline, houses, in_one_run, last_line, tally


def digest_lines(digest: Digest) -> Iterator[Line]:
    """Title, period and counts, the sections with their stories, and the last line (D15)."""
    seen = Viewpoint(digest.until, digest.zone)
    yield line(LineStyle.TITLE, digest.heading)
    yield line(LineStyle.NOTE, f"{dateline(digest)} · {tally(digest)}")
    for section in digest.sections:
        yield GAP
        yield line(LineStyle.HEADING, section.topic)
        for story in section.stories:
            yield GAP
            yield from brief(story, seen)
    if last := last_line(digest):
        yield GAP
        yield line(LineStyle.NOTE, last)


def brief(story: Story, seen: Viewpoint) -> Iterator[Line]:
    """Title with its link, the summary cut between sentences, and who tells it."""
    yield titled(story, LineStyle.STORY)
    if story.summary:
        yield line(LineStyle.SUMMARY, in_one_run(cap(story.summary)))
    yield line(LineStyle.BYLINE, byline(story, seen))
    yield from linked(LineStyle.ADDRESS, story.url)


def byline(story: Story, seen: Viewpoint) -> str:
    """ "Nikkei Asia, CNBC and 2 more · 3 hours ago · 5 articles"; unknown houses aren't named."""
    when = age(story.published, seen) if story.published else None
    return stories.byline(story, houses(story.publishers), when)


def titled(story: Story, style: LineStyle) -> Line:
    """Its title, which leads to where it's told."""
    return line(style, stories.titled(story), link=story.url)


def in_full(reply: StoryFound) -> Iterator[Line]:
    """The whole summary, where it stands and why, and everyone who tells it, in order of time."""
    story, seen = reply.story, reply.seen
    yield titled(story, LineStyle.TITLE)
    yield line(LineStyle.NOTE, byline(story, seen))
    if story.summary:
        yield GAP
        yield line(LineStyle.TEXT, in_one_run(ended(story.summary)))
    if reply.filings:
        yield GAP
        yield line(LineStyle.HEADING, "Topics")
        yield from (line(LineStyle.SUMMARY, f"{f.topic}: {f.reason}") for f in reply.filings)
    yield from _tellers(story, seen)


def _tellers(story: Story, seen: Viewpoint) -> Iterator[Line]:
    """Everyone who tells it and where; of one alone the byline has said all but where."""
    if len(story.tellings) > 1:
        yield GAP
        yield line(LineStyle.HEADING, "Told by")
        for telling in story.tellings:
            yield GAP
            yield from _told(telling, story, seen)
    elif link := [*linked(LineStyle.LINK, story.url)]:
        yield GAP
        yield from link


def several(reply: SeveralFound) -> Iterator[Line]:
    """The stories that fit, each with the words that ask for it alone."""
    yield line(LineStyle.TITLE, stories.found(reply.total, reply.words, MARKUP))
    yield line(LineStyle.NOTE, stories.which(reply))
    for story in reply.stories:
        yield GAP
        yield titled(story, LineStyle.STORY)
        yield line(LineStyle.BYLINE, byline(story, reply.seen))
        yield line(LineStyle.COMMAND, f"{COMMAND} story {story.id}")
    if reply.total > len(reply.stories):
        yield GAP
        yield line(LineStyle.NOTE, "For the others:")
        yield line(LineStyle.COMMAND, f"{COMMAND} search {reply.words}")


def similar(reply: SimilarFound) -> Iterator[Line]:
    """The stories that are most like one, each with the words that ask for it alone."""
    yield line(LineStyle.TITLE if reply.stories else LineStyle.TEXT, stories.like(reply, MARKUP))
    for story in reply.stories:
        yield GAP
        yield from brief(story, reply.seen)
        yield line(LineStyle.COMMAND, f"{COMMAND} story {story.id}")


def front_page(reply: FrontPage) -> Iterator[Line]:
    """Each schedule: what it told last, by title."""
    if not reply.issues:
        yield line(LineStyle.TEXT, schedules.NOWHERE)
    for n, issue in enumerate(reply.issues):
        if n:
            yield GAP
        yield line(LineStyle.HEADING, issue.state.schedule.heading)
        when = age(issue.posted_at, reply.seen) if issue.posted_at else schedules.NO_DIGEST_YET
        yield line(LineStyle.NOTE, when)
        yield from (titled(story, LineStyle.STORY) for story in issue.stories)


def page(reply: StoriesFound) -> Iterator[Line]:
    """One page of what was found, with what was read otherwise than typed, and how to go on."""
    yield line(LineStyle.TITLE, stories.found(reply.total, reply.words, MARKUP))
    if notes := stories.notes(reply, MARKUP):
        yield line(LineStyle.NOTE, notes)
    for story in reply.stories:
        yield GAP
        yield from brief(story, reply.seen)
    if reply.page < reply.pages:
        yield GAP
        yield line(LineStyle.NOTE, f"{stories.page_of(reply)}; for the next:")
        yield line(LineStyle.COMMAND, f"{COMMAND} search {reply.words} page:{reply.page + 1}")
    elif reply.pages > 1:
        yield GAP
        yield line(LineStyle.NOTE, f"{stories.page_of(reply)}, the last.")


def _told(telling: Telling, story: Story, seen: Viewpoint) -> Iterator[Line]:
    """Its title where it's another one than the story's, the house, when, and where to read it."""
    if own := stories.own_title(telling, story):
        yield line(LineStyle.STORY, own, link=telling.url)
    when = day_and_time(telling.published, seen) if telling.published else stories.UNDATED
    by = (stories.house(telling), when, stories.role(telling, story))
    yield line(LineStyle.BYLINE, " · ".join(filter(None, by)))
    yield from linked(LineStyle.LINK, telling.url)
