"""What is said of stories: who tells them, what was found, and how it was read."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.commands.replies import SeveralFound, SimilarFound, StoriesFound
from bot.wording.answers import WORDS
from bot.wording.markup import Markup
from digests.stories.capping import ended
from digests.stories.story import Sentence, Story, Telling
from digests.text import tidy
from digests.wording import counted

UNDATED = "undated"

CHOOSE = "Which one?"

QUOTED = 200
"""Characters of a title within a sentence."""

WORD = 60

MOST_CORRECTED = 5
"""Words whose other reading is told."""


def titled(story: Story) -> str:
    """Its title, not escaped yet; some have nothing to see in theirs."""
    return tidy(story.title) or "Untitled"


def byline(story: Story, who: str, when: str | None) -> str:
    """ "Nikkei Asia, CNBC and 2 more · 3 hours ago · 5 articles"; *when* is None without a date."""
    articles = counted(len(story.tellings), "article")
    return " · ".join(filter(None, (who, when or UNDATED, articles)))


def house(telling: Telling) -> str:
    """Who published it, not escaped yet."""
    named = tidy(telling.publisher.name) if telling.publisher else ""
    return named or "publisher unknown"


def own_title(telling: Telling, story: Story) -> str:
    """Its title, not escaped yet, where it's another one than the story's; else ""."""
    return telling.title if telling.title != story.title else ""


def role(telling: Telling, story: Story) -> str:
    """That it told the story first, as far as dates say; or that its words are another's; or ""."""
    if telling.reprint_of:
        return "a reprint"
    return "first" if telling == story.first and telling.published else ""


def voices(story: Story) -> list[tuple[str, Sequence[Sentence]]]:
    """The whole summary as it's spoken in turn; "" for who speaks alone or isn't known."""
    by = {t.article: t.publisher.name for t in story.tellings if t.publisher}
    turns = groupby(ended(story.summary), lambda said: by.get(said.article, ""))
    spoken: list[tuple[str, Sequence[Sentence]]] = [(who, tuple(said)) for who, said in turns]
    return spoken if len(spoken) > 1 else [("", said) for _, said in spoken]


def found(total: int, words: str, markup: Markup) -> str:
    """ "12 stories on “chips”"."""
    return f"{counted(total, 'story')} on “{markup.text(words, WORDS)}”"


def which(reply: SeveralFound) -> str:
    """What the reader is to do with several stories."""
    if reply.total > len(reply.stories):
        return f"{CHOOSE} The best {len(reply.stories)}:"
    return CHOOSE


def like(reply: SimilarFound, markup: Markup) -> str:
    """What a list of similar stories is a list of; or that there's none."""
    title = markup.text(titled(reply.story), QUOTED)
    return f"Like “{title}”" if reply.stories else f"Nothing is much like “{title}” yet."


def notes(reply: StoriesFound, markup: Markup) -> str:
    """In which order they stand, and what was read otherwise than typed; "" if that's nothing."""
    return "; ".join(_notes(reply, markup))


def page_of(reply: StoriesFound) -> str:
    """ "Page 2 of 7"; "" where there's but one."""
    return f"Page {reply.page:,} of {reply.pages:,}" if reply.pages > 1 else ""


def _notes(reply: StoriesFound, markup: Markup) -> Iterator[str]:
    if reply.complete < reply.total:
        yield f"{reply.complete or 'none'} with every word"
    elif reply.total > 1:
        yield "best first"
    for typed, read in list(reply.corrections.items())[:MOST_CORRECTED]:
        told = f"nobody writes “{markup.text(typed, WORD)}”"
        yield f"{told}, so “{markup.text(read, WORD)}” was read"
