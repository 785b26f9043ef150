"""Slack's words for every reply: a pure function from what is meant to Block Kit."""

from collections.abc import Sequence
from typing import assert_never

from bot.chat import Message
from bot.commands.queries import NotUnderstood, Query
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
from bot.platforms.slack import answers, digest, front_page, notices, schedules
from bot.platforms.slack.blocks import actions
from bot.platforms.slack.occasion import Occasion


def render(
    reply: Reply,
    *,
    command: str = COMMAND,
    asked: Query | None = None,
    shareable: bool = False,
    sharing: bool = True,
) -> Sequence[Message]:
    """*reply* as messages, each with all that is posted but where to.

    *command* is how `/news` is called in the workspace. *asked* is the query that it answers, for
    the buttons that ask it again; *shareable* says that one alone sees the answer, who may show it
    to the channel; *sharing*, that the stories of an edition may be shown to it.
    """
    return _messages(reply, Occasion(command, asked, shareable, sharing))


def _messages(reply: Reply, occasion: Occasion) -> list[Message]:  # noqa: C901, PLR0911, PLR0912 - one each
    match reply:
        case DigestReady(ready):
            closing = actions(occasion.share())
            issued = occasion.sharing and ready.edition is not None
            return digest.messages(ready, closing, shareable=occasion.shareable or issued)
        case StoryFound():
            return answers.story(reply, occasion)
        case SimilarFound():
            return answers.similar(reply, occasion)
        case SeveralFound():
            return answers.several(reply)
        case StoriesFound():
            return answers.page(reply, occasion)
        case NothingFound():
            return answers.nothing(reply, occasion)
        case TopicList():
            return notices.topics(reply, occasion)
        case HelpShown():
            return notices.usage(reply, occasion)
        case NotUnderstood():
            return notices.not_understood(reply, occasion)
        case AskedTooOften():
            return notices.too_often(reply, occasion)
        case NotAnswered():
            return notices.not_answered(reply, occasion)
        case NoSuchTopic():
            return notices.no_such_topic(reply)
        case ScheduleList():
            return schedules.schedules(reply, occasion)
        case ScheduleShown():
            return schedules.schedule(reply, occasion)
        case ScheduleRefused(problem, remedy):
            return notices.says(problem, remedy, occasion=occasion)
        case EditionOrdered():
            return schedules.ordered(reply)
        case FrontPage():
            return front_page.in_chat(reply, occasion)
        case _:
            assert_never(reply)
