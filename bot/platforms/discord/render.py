"""Every reply as messages for Discord: a pure function to plain dicts, without any SDK.

A message's payload is the body that `POST /channels/{id}/messages` takes, all but the nonce:
either `{"flags", "components"}` (Components V2), or `{"content", "embeds", "components", "flags"}`
as far as there's something in them; always with `"allowed_mentions": {"parse": []}`.

A digest's messages have a key of our own besides, "broadsheet", which the adapter takes out:

- "title" (at most 100 characters): the name of the post, in a forum channel;
- "tags": the names of the forum's tags that it should have, as far as they exist;
- "crosspost": whether to publish it from an announcement channel to those that follow it.

Messages after a digest's first hang under it: in a forum they go into its post, elsewhere simply
into the channel.
"""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from bot.chat import Message, Payload
from bot.commands import replies
from bot.commands.queries import SHAREABLE, AskSimilar, AskStory, NotUnderstood, Query
from bot.commands.replies import Reply
from bot.platforms.discord import answers, schedules, stories
from bot.platforms.discord.answers import Mentions
from bot.platforms.discord.components import Component, button, row
from bot.platforms.discord.custom_ids import sharing
from bot.platforms.discord.digest import for_the_adapter, in_components, presentation
from bot.platforms.discord.embeds import in_embeds
from bot.platforms.discord.flags import SILENT
from bot.platforms.discord.packing import Sheet, Spread, packed
from bot.platforms.discord.plain import in_text
from bot.wording import answers as words
from digests.digest import Digest
from digests.schedule.presentation import Style

NO_MENTIONS: Mentions = MappingProxyType({})

Buttons = tuple[Component, ...]


def render(
    reply: Reply,
    *,
    asked: Query | None = None,
    shareable: bool = False,
    shared_by: str = "",
    mentions: Mentions = NO_MENTIONS,
    interactive: bool = True,
) -> Sequence[Message]:
    """The messages for *reply*, in order; never empty.

    *shareable* adds a button that answers *asked* again, for everybody; *shared_by* is the id of
    who pressed it, who is named and not pinged. *mentions* are Discord's
    mentions of our commands by what is typed behind `/news`, as far as they're known. What isn't
    *interactive* has no button and no menu that somebody would have to answer.
    """
    meant = _meant(reply, asked) if shareable else None
    share = tuple(button("Share", sharing(meant))) if meant else ()
    if isinstance(reply, replies.DigestReady):
        sheets = _digest(reply.digest, share, shared_by, interactive=interactive)
        return _messages(sheets, reply.digest)
    spread = _shared(_spread(reply, mentions), shared_by)
    return _messages(packed(_finished(spread, share, interactive=interactive)))


def for_a_webhook(reply: Reply) -> Sequence[Message]:
    """The same where a webhook posts: it can't be answered by anybody."""
    return render(reply, interactive=False)


def _spread(reply: Reply, mentions: Mentions) -> Spread:  # noqa: C901, PLR0911, PLR0912 - one each
    match reply:
        case replies.StoryFound():
            return stories.in_full(reply)
        case replies.SimilarFound():
            return stories.similar(reply)
        case replies.SeveralFound():
            return stories.several(reply)
        case replies.StoriesFound():
            return stories.page(reply)
        case replies.NothingFound():
            return answers.nothing(reply)
        case replies.TopicList():
            return answers.topics(reply)
        case replies.HelpShown():
            return answers.help_shown(reply, mentions)
        case NotUnderstood():
            return answers.not_understood(reply, mentions)
        case replies.AskedTooOften():
            return answers.says(words.too_often(reply))
        case replies.NotAnswered():
            return answers.says(*words.not_answered(reply))
        case replies.NoSuchTopic():
            return answers.no_such_topic(reply)
        case replies.ScheduleList():
            return schedules.schedule_list(reply, answers.command("schedule add", mentions))
        case replies.ScheduleShown():
            return schedules.schedule_shown(reply)
        case replies.ScheduleRefused():
            return answers.refused(reply, mentions)
        case replies.EditionOrdered():
            return schedules.ordered(reply)
        case replies.FrontPage():
            return answers.front_page(reply)
        case replies.DigestReady(digest):
            return in_components(digest)
        case _:
            assert_never(reply)


def _digest(
    digest: Digest, share: Buttons, shared_by: str, *, interactive: bool
) -> Sequence[Sheet]:
    style = presentation(digest).style
    match style:
        case Style.COMPONENTS:
            spread = _shared(in_components(digest), shared_by)
            return packed(_finished(spread, share, interactive=interactive))
        case Style.EMBEDS:
            sheets = list(in_embeds(digest, invites=interactive))
        case Style.TEXT:
            sheets = list(in_text(digest, invites=interactive))
        case _:
            assert_never(style)
    if share and interactive:
        last = sheets.pop()
        rows = [*last.payload.get("components", ()), row(share)]
        sheets.append(replace(last, payload={**last.payload, "components": rows}))
    return sheets


def _finished(spread: Spread, share: Buttons, *, interactive: bool) -> Spread:
    """*spread* with the button that shares it; where nobody can answer, without questions."""
    if not interactive:
        return spread.without_questions()
    return replace(spread, buttons=(*spread.buttons, *share))


def _shared(spread: Spread, by: str) -> Spread:
    """*spread* with the name of who shows it to everybody, as they asked in private."""
    if not by:
        return spread
    return replace(
        spread, closing="\n".join(filter(None, (spread.closing, f"-# Shared by <@{by}>")))
    )


def _messages(sheets: Sequence[Sheet], digest: Digest | None = None) -> Sequence[Message]:
    ours = for_the_adapter(digest) if digest else {}
    silent = SILENT if digest and presentation(digest).silent else 0
    return [
        Message(
            payload={
                **_flagged(sheet.payload, silent),
                "allowed_mentions": {"parse": []},
                **({"broadsheet": ours} if ours else {}),
            },
            under=0 if number and ours else None,
            tells=tuple(story.id for story in sheet.stories),
        )
        for number, sheet in enumerate(sheets)
    ]


def _flagged(payload: Payload, flag: int) -> Payload:
    flags = payload.get("flags", 0) | flag
    return {**payload, "flags": flags} if flags else payload


def _meant(reply: Reply, asked: Query | None) -> Query | None:
    """What shows *reply* again: a story by its id, whatever words have found it.

    None where there's nothing to show, where not everybody may see it, or where asking again would
    do something.
    """
    match reply:
        case replies.NothingFound() | replies.SimilarFound(stories=()):
            return None
        case replies.StoryFound(story):
            return AskStory(story.id)
        case replies.SimilarFound(story):
            return AskSimilar(story.id)
        case _:
            return asked if isinstance(asked, SHAREABLE) else None
