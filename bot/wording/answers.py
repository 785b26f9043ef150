"""The short answers: what can't be done, and what there is instead."""

from bot.commands.replies import (
    AskedTooOften,
    NoSuchTopic,
    NotAnswered,
    NothingFound,
    TopicCount,
    TopicList,
)
from bot.wording.markup import Markup
from digests.text import tidy
from digests.wording import counted

WORDS = 200
"""Characters of what was typed, as an answer repeats it."""

TOPIC = 100

TOPICS = 600
"""Characters of many topics in a row."""


def sentences(*said: str) -> tuple[str, ...]:
    """Each of those that say something with a capital and a stop; at least one, whatever it says.

    `every:` and other keys stay as they're typed.
    """
    return tuple(map(_sentence, filter(None, map(tidy, said)))) or ("There's no answer to that.",)


def too_often(reply: AskedTooOften) -> str:
    """When to ask again."""
    return f"That was a lot of questions; ask again in {counted(reply.seconds, 'second')}."


def not_answered(reply: NotAnswered) -> tuple[str, str]:
    """What helps to find the reason, and what to do."""
    return (
        f"That went wrong on our side; the log says why beside query={reply.query}.",
        "Try again in a minute, or tell whoever runs this bot.",
    )


def no_such_topic(reply: NoSuchTopic, markup: Markup) -> str:
    """Which topics there are."""
    said = f"There's no topic “{markup.text(reply.topic, TOPIC)}”"
    known = markup.text(", ".join(reply.known), TOPICS)
    return f"{said}; there are {known}." if known else f"{said}."


def nothing(reply: NothingFound, markup: Markup) -> str:
    """That there's nothing, as far as we know by now."""
    if reply.gone:
        return "That story isn't kept any more."
    words = markup.text(reply.words, WORDS)
    return f"Nothing on “{words}” yet." if words else "Nothing yet."


def since(reply: TopicList) -> str:
    """Which stories a list of topics counts."""
    return f"stories of the last {counted(reply.days, 'day')}"


def stories_of(topic: TopicCount) -> str:
    """ "12 stories"."""
    return counted(topic.stories, "story")


def _sentence(words: str) -> str:
    stop = "" if words.endswith(("?", ".", ":")) else "."
    begins_with_a_key = words.partition(" ")[0].endswith(":")
    return f"{words if begins_with_a_key else words[:1].upper() + words[1:]}{stop}"
