"""What a button remembers is read as the query that it was made from."""

import pytest

from bot.commands.grammar import parse
from bot.commands.queries import (
    AskFrontPage,
    AskHelp,
    AskLatest,
    AskSchedule,
    AskSearch,
    AskSimilar,
    AskStory,
    AskTopics,
    NotUnderstood,
)
from bot.commands.spelling import spelled
from digests.search import parse_terms


@pytest.mark.parametrize(
    "query",
    [
        AskLatest(),
        AskLatest(count=12),
        AskLatest(topic="Policy & chips"),
        AskLatest(topic="Web 2", count=8),
        AskStory("zhipu raises"),
        AskStory("abcdefghij234567"),
        AskSimilar("zhipu"),
        AskSearch(parse_terms('"language model" topic:AI since:7d')),
        AskSearch(parse_terms("chips"), page=3),
        AskTopics(),
        AskHelp(),
        AskHelp("search"),
        AskSchedule("list"),
        AskSchedule("show", "morning-brief"),
        AskSchedule("add", "brief", (("every", "weekday at 09:00"), ("topics", "AI, Funding"))),
    ],
    ids=spelled,
)
def test_a_query_is_read_again_as_it_was(query):
    assert parse(spelled(query)) == query


def test_what_cannot_be_typed_is_nothing():
    assert spelled(AskFrontPage(frozenset())) == ""


def test_what_was_not_understood_is_as_it_was_typed():
    asked = parse("serch chips")
    assert isinstance(asked, NotUnderstood)
    assert spelled(asked) == "serch chips"
