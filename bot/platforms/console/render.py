"""The console's words for every reply: a pure function, screen and colour aside."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from bot.chat import Message
from bot.commands.replies import (
    AskedTooOften,
    DigestReady,
    EditionOrdered,
    HelpShown,
    NoSuchTopic,
    NothingFound,
    NotUnderstood,
    Reply,
    ScheduleList,
    ScheduleRefused,
    ScheduleShown,
    SeveralFound,
    StoriesFound,
    StoryFound,
    TopicList,
)
from bot.commands.verbs import COMMAND
from bot.platforms.console.lines import Line, Style, line, payload
from bot.platforms.console.schedules import schedule_list, schedule_shown
from bot.platforms.console.stories import digest_lines, in_full, page, several
from digests.wording import counted


def render(reply: Reply) -> Sequence[Message]:
    """One message for each reply: a terminal has no limit to its length."""
    return (Message(payload=payload(_lines(reply))),)


def _lines(reply: Reply) -> Iterable[Line]:  # noqa: C901, PLR0912 - one case a reply
    match reply:
        case DigestReady(digest):
            return digest_lines(digest)
        case StoryFound():
            return in_full(reply)
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
            return _says(_capital(reply.problem), f"Try: {reply.example}")
        case AskedTooOften(seconds):
            return _says(f"That was a lot of questions; ask again in {counted(seconds, 'second')}")
        case NoSuchTopic(topic, known):
            return _says(f"There's no topic “{topic}”; there are {', '.join(known)}")
        case ScheduleList():
            return schedule_list(reply)
        case ScheduleShown():
            return schedule_shown(reply)
        case ScheduleRefused(problem, remedy):
            return _says(_capital(problem), _capital(remedy))
        case EditionOrdered():
            return _ordered(reply)
        case _:
            assert_never(reply)


def _says(sentence: str, remedy: str = "") -> Iterator[Line]:
    yield line(Style.TEXT, sentence if sentence.endswith(("?", ".")) else f"{sentence}.")
    if remedy:
        yield line(Style.NOTE, remedy)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _nothing(reply: NothingFound) -> Iterator[Line]:
    yield line(Style.TEXT, f"Nothing on “{reply.words}” yet.")
    for suggestion in reply.suggestions:
        yield line(Style.NOTE, f"Try: {suggestion}")


def _topics(reply: TopicList) -> Iterator[Line]:
    yield line(Style.TITLE, "Topics")
    yield line(Style.NOTE, f"stories of the last {counted(reply.days, 'day')}")
    for topic in reply.topics:
        yield line(Style.STORY, f"{topic.topic}: {counted(topic.stories, 'story')}")
        if topic.newest:
            yield line(Style.BYLINE, f"newest: {topic.newest}")


def _help(reply: HelpShown) -> Iterator[Line]:
    for verb in reply.verbs:
        yield line(Style.STORY, f"{COMMAND} {verb.usage}")
        yield line(Style.SUMMARY, verb.promise)
        yield line(Style.BYLINE, f"for example: {COMMAND} {verb.example}")


def _ordered(reply: EditionOrdered) -> Iterator[Line]:
    schedule = reply.schedule
    if reply.key is None:
        return _says(f"{schedule.heading} has nothing to tell that it hasn't told already")
    return _says(f"{schedule.heading} is on its way to {schedule.channel} ({reply.key})")
