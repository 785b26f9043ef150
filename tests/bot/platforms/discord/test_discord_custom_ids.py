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
)
from bot.platforms.discord.custom_ids import CHOOSE, asking, choosing, is_shared, query_of, sharing
from digests.search import parse_terms

ID = "abcdefghijklmn23"


@pytest.mark.parametrize(
    "query",
    [
        AskStory(ID),
        AskSimilar(ID),
        AskLatest(),
        AskLatest("Policy & chips", 5),
        AskSearch(parse_terms('"language model" topic:AI since:7d'), page=3),
        AskTopics(),
        AskHelp("search"),
        AskSchedule("preview", "morning-brief"),
    ],
)
def test_a_button_asks_what_it_was_made_for(query):
    for custom_id in (asking(query), sharing(query)):
        assert len(custom_id) <= 100
        assert query_of(custom_id) == query
    assert is_shared(sharing(query))
    assert not is_shared(asking(query))


@pytest.mark.parametrize(
    "query", [AskStory("x" * 95), AskFrontPage(frozenset()), parse("latest 900")]
)
def test_what_cannot_be_remembered_gets_no_button(query):
    assert asking(query) is None
    assert sharing(query) is None


def test_a_menu_asks_for_the_story_that_was_chosen():
    assert choosing(AskStory(ID)) == f"story {ID}"
    assert query_of(CHOOSE, [choosing(AskStory(ID))]) == AskStory(ID)
    assert choosing(AskStory("x" * 100)) is None


@pytest.mark.parametrize(
    ("custom_id", "values"),
    [
        ("", ()),
        ("poll:1:vote", ()),
        ("news:2:ask:latest", ()),
        ("news:1:ask", ()),
        ("news:1:ask:", ()),
        ("news:1:ask:latest 900", ()),
        ("news:1:delete:latest", ()),
        ("news:1:choose", ()),
        ("news:1:choose", ("",)),
        ("news:1:choose", ("story a", "story b")),
        ("news:1:choose", ("latest 900",)),
    ],
)
def test_what_is_not_ours_or_broken_asks_nothing(custom_id, values):
    assert query_of(custom_id, values) is None
