"""A query as the text that asks it: what a button remembers, for a month and across restarts."""

from typing import assert_never

from bot.commands.queries import (
    LATEST,
    AskFrontPage,
    AskHelp,
    AskLatest,
    AskSchedule,
    AskSearch,
    AskSimilar,
    AskStory,
    AskTopics,
    NotUnderstood,
    Query,
)


def spelled(query: Query) -> str:
    """The text, without the command's name, that `parse` reads as *query* again.

    A front page can't be typed: it's "". What wasn't understood is as it was typed.
    """
    match query:
        case AskLatest(topic, count):
            topic_and_count = (topic or "", "" if count == LATEST and topic is None else str(count))
            return " ".join(filter(None, ("latest", *topic_and_count)))
        case AskStory(words):
            return f"story {words}"
        case AskSimilar(words):
            return f"similar {words}"
        case AskSearch(terms, page):
            return f"search {terms.typed}" + (f" page:{page}" if page > 1 else "")
        case AskTopics():
            return "topics"
        case AskHelp(verb):
            return f"help {verb}" if verb else "help"
        case AskSchedule():
            return _schedule(query)
        case AskFrontPage():
            return ""
        case NotUnderstood(typed):
            return typed
        case _:
            assert_never(query)


def _schedule(query: AskSchedule) -> str:
    """Each value in quotes, so that it's read whole; a quote within can't be."""
    settings = (f'{key}: "{value.replace(chr(34), "")}"' for key, value in query.settings)
    return " ".join(filter(None, ("schedule", query.verb, query.name, *settings)))
