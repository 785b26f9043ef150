"""Every reply as messages for Slack: a pure function from what is meant to Block Kit."""

from collections.abc import Sequence
from typing import assert_never

from bot.chat import Message
from bot.commands import replies
from bot.commands.queries import NotUnderstood, Query
from bot.commands.replies import Reply
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
        case replies.DigestReady(ready):
            closing = actions(occasion.share())
            issued = occasion.sharing and ready.edition is not None
            return digest.messages(ready, closing, shareable=occasion.shareable or issued)
        case replies.StoryFound():
            return answers.story(reply, occasion)
        case replies.SimilarFound():
            return answers.similar(reply, occasion)
        case replies.SeveralFound():
            return answers.several(reply)
        case replies.StoriesFound():
            return answers.page(reply, occasion)
        case replies.NothingFound():
            return answers.nothing(reply, occasion)
        case replies.TopicList():
            return notices.topics(reply, occasion)
        case replies.HelpShown():
            return notices.usage(reply, occasion)
        case NotUnderstood():
            return notices.not_understood(reply, occasion)
        case replies.AskedTooOften():
            return notices.too_often(reply, occasion)
        case replies.NotAnswered():
            return notices.not_answered(reply, occasion)
        case replies.NoSuchTopic():
            return notices.no_such_topic(reply)
        case replies.ScheduleList():
            return schedules.schedule_list(reply, occasion)
        case replies.ScheduleShown():
            return schedules.schedule_shown(reply, occasion)
        case replies.ScheduleRefused(problem, remedy):
            return notices.says(problem, remedy, occasion=occasion)
        case replies.EditionOrdered():
            return schedules.ordered(reply)
        case replies.FrontPage():
            return front_page.in_chat(reply, occasion)
        case _:
            assert_never(reply)
