"""Every reply as lines for the console: a pure function, screen and colour aside."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from bot.chat import Message
from bot.commands import replies
from bot.commands.queries import NotUnderstood
from bot.commands.replies import Reply
from bot.commands.verbs import COMMAND
from bot.platforms.console.lines import GAP, MARKUP, Line, LineStyle, line, payload
from bot.platforms.console.schedules import ordered, schedule_list, schedule_shown
from bot.platforms.console.stories import digest_lines, front_page, in_full, page, several, similar
from bot.wording import answers


def render(reply: Reply) -> Sequence[Message]:
    """One message for each reply: a terminal has no limit to its length."""
    return (Message(payload=payload(_lines(reply))),)


def _lines(reply: Reply) -> Iterable[Line]:  # noqa: C901, PLR0911, PLR0912 - one each
    match reply:
        case replies.DigestReady(digest):
            return digest_lines(digest)
        case replies.StoryFound():
            return in_full(reply)
        case replies.SimilarFound():
            return similar(reply)
        case replies.SeveralFound():
            return several(reply)
        case replies.StoriesFound():
            return page(reply)
        case replies.NothingFound():
            return _nothing(reply)
        case replies.TopicList():
            return _topics(reply)
        case replies.HelpShown():
            return _help(reply)
        case NotUnderstood():
            return _says(reply.problem, example=reply.example)
        case replies.AskedTooOften():
            return _says(answers.too_often(reply))
        case replies.NotAnswered():
            return _says(*answers.not_answered(reply))
        case replies.NoSuchTopic():
            return _says(answers.no_such_topic(reply, MARKUP))
        case replies.ScheduleList():
            return schedule_list(reply)
        case replies.ScheduleShown():
            return schedule_shown(reply)
        case replies.ScheduleRefused(problem, remedy):
            return _says(problem, remedy)
        case replies.EditionOrdered():
            return ordered(reply)
        case replies.FrontPage():
            return front_page(reply)
        case _:
            assert_never(reply)


def _says(*sentences: str, example: str = "") -> Iterator[Line]:
    """Each sentence on a line, and below them what works when it's typed."""
    yield from (line(LineStyle.TEXT, said) for said in answers.sentences(*sentences))
    if example:
        yield line(LineStyle.COMMAND, example)


def _nothing(reply: replies.NothingFound) -> Iterator[Line]:
    yield line(LineStyle.TEXT, answers.nothing(reply, MARKUP))
    yield from (line(LineStyle.COMMAND, suggestion) for suggestion in reply.suggestions)


def _topics(reply: replies.TopicList) -> Iterator[Line]:
    yield line(LineStyle.TITLE, "Topics")
    yield line(LineStyle.NOTE, answers.since(reply))
    for topic in reply.topics:
        yield GAP
        yield line(LineStyle.STORY, f"{topic.topic} · {answers.stories_of(topic)}")
        if topic.newest:
            yield line(LineStyle.SUMMARY, topic.newest)


def _help(reply: replies.HelpShown) -> Iterator[Line]:
    """Each verb: what it does, how it's typed, an example; one alone, with more of them."""
    alone = len(reply.verbs) == 1
    for n, verb in enumerate(reply.verbs):
        if n:
            yield GAP
        yield line(LineStyle.TITLE, f"{COMMAND} {verb.usage}")
        yield line(LineStyle.SUMMARY, verb.promise)
        for example in (verb.example, *(verb.more if alone else ())):
            yield line(LineStyle.COMMAND, f"{COMMAND} {example}")
