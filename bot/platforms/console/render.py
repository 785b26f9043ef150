"""The console's words for every reply: a pure function, screen and colour aside."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from bot.chat import Message
from bot.commands.queries import NotUnderstood
from bot.commands.replies import (
    AskedTooOften,
    DigestReady,
    EditionOrdered,
    FrontPage,
    HelpShown,
    NoSuchTopic,
    NotAnswered,
    NothingFound,
    Reply,
    ScheduleList,
    ScheduleRefused,
    ScheduleShown,
    SeveralFound,
    SimilarFound,
    StoriesFound,
    StoryFound,
    TopicList,
)
from bot.commands.verbs import COMMAND
from bot.platforms.console.lines import GAP, Line, Style, line, payload
from bot.platforms.console.schedules import ordered, schedule_list, schedule_shown
from bot.platforms.console.stories import digest_lines, front_page, in_full, page, several, similar
from digests.wording import counted


def render(reply: Reply) -> Sequence[Message]:
    """One message for each reply: a terminal has no limit to its length."""
    return (Message(payload=payload(_lines(reply))),)


def _lines(reply: Reply) -> Iterable[Line]:  # noqa: C901, PLR0911, PLR0912 - one each
    match reply:
        case DigestReady(digest):
            return digest_lines(digest)
        case StoryFound():
            return in_full(reply)
        case SimilarFound():
            return similar(reply)
        case SeveralFound():
            return several(reply)
        case StoriesFound():
            return page(reply)
        case NothingFound():
            return _nothing(reply)
        case TopicList():
            return _topics(reply)
        case HelpShown():
            return _help(reply)
        case NotUnderstood():
            return _says(reply.problem, example=reply.example)
        case AskedTooOften(seconds):
            return _says(f"that was a lot of questions; ask again in {counted(seconds, 'second')}")
        case NotAnswered(query):
            return _says(f"that went wrong on our side; the log says why beside query={query}")
        case NoSuchTopic(topic, known):
            return _says(f"there's no topic “{topic}”; there are {', '.join(known)}")
        case ScheduleList():
            return schedule_list(reply)
        case ScheduleShown():
            return schedule_shown(reply)
        case ScheduleRefused(problem, remedy):
            return _says(problem, remedy)
        case EditionOrdered():
            return ordered(reply)
        case FrontPage():
            return front_page(reply)
        case _:
            assert_never(reply)


def _says(*sentences: str, example: str = "") -> Iterator[Line]:
    """Each sentence on a line, and below them what works when it's typed."""
    for sentence in filter(None, sentences):
        stop = "" if sentence.endswith(("?", ".", ":")) else "."
        begins_with_a_key = sentence.partition(" ")[0].endswith(":")  # `every:` is typed so
        first = sentence[:1] if begins_with_a_key else sentence[:1].upper()
        yield line(Style.TEXT, f"{first}{sentence[1:]}{stop}")
    if example:
        yield line(Style.COMMAND, example)


def _nothing(reply: NothingFound) -> Iterator[Line]:
    if reply.gone:
        yield line(Style.TEXT, "That story isn't kept any more.")
    else:
        yield line(
            Style.TEXT, f"Nothing on “{reply.words}” yet." if reply.words else "Nothing yet."
        )
    yield from (line(Style.COMMAND, suggestion) for suggestion in reply.suggestions)


def _topics(reply: TopicList) -> Iterator[Line]:
    yield line(Style.TITLE, "Topics")
    yield line(Style.NOTE, f"stories of the last {counted(reply.days, 'day')}")
    for topic in reply.topics:
        yield GAP
        yield line(Style.STORY, f"{topic.topic} · {counted(topic.stories, 'story')}")
        if topic.newest:
            yield line(Style.SUMMARY, topic.newest)


def _help(reply: HelpShown) -> Iterator[Line]:
    """Each verb: what it does, how it's typed, an example; one alone, with more of them."""
    alone = len(reply.verbs) == 1
    for n, verb in enumerate(reply.verbs):
        if n:
            yield GAP
        yield line(Style.TITLE, f"{COMMAND} {verb.usage}")
        yield line(Style.SUMMARY, verb.promise)
        for example in (verb.example, *(verb.more if alone else ())):
            yield line(Style.COMMAND, f"{COMMAND} {example}")
