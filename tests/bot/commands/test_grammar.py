import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.grammar import MOST_STORIES, parse
from bot.commands.queries import (
    AskHelp,
    AskLatest,
    AskSchedule,
    AskSearch,
    AskStory,
    AskTopics,
    NotUnderstood,
)
from bot.commands.verbs import COMMAND, NAMES, VERBS
from digests.search import parse_terms


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", AskLatest()),
        ("/news", AskLatest()),
        ("/news latest", AskLatest()),
        ("latest AI", AskLatest(topic="AI")),
        ("latest 5", AskLatest(count=5)),
        ("LATEST Policy & chips 3", AskLatest(topic="Policy & chips", count=3)),
        ("/news story zhipu", AskStory("zhipu")),
        ("  /news   story  the   tech elite ", AskStory("the tech elite")),
        ("search chips topic:AI", AskSearch(parse_terms("chips topic:AI"))),
        ("topics", AskTopics()),
        ("help", AskHelp()),
        ("help search", AskHelp("search")),
        ("help /news search", AskHelp("search")),
        ("schedule", AskSchedule("list")),
        ("schedule pause morning-brief", AskSchedule("pause", "morning-brief")),
        (
            "schedule add evening every: weekday at 18:30 topics: AI, Funding",
            AskSchedule(
                "add", "evening", (("every", "weekday at 18:30"), ("topics", "AI, Funding"))
            ),
        ),
    ],
)
def test_what_is_typed_becomes_the_query_it_spells(typed, query):
    assert parse(typed) == query


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("lastest", "/news latest AI 5"),
        ("sory zhipu", "/news story zhipu"),
        ("serch chips", "/news search chips"),
        ("help serch", "/news help search"),
        ("zhipu", "/news story zhipu"),
        ("story", "/news story zhipu"),
        ("latest AI 500", "/news latest AI 8"),
        ("schedule puase x", "/news schedule pause"),
        ("schedule add", "/news schedule add morning-brief every: weekday at 09:00"),
        ("schedule add evening", "/news schedule add evening every: weekday at 09:00"),
        ("schedule edit evening", "/news schedule edit evening every: day at 18:30"),
        ("schedule pause two words", "/news schedule pause morning-brief"),
    ],
)
def test_nonsense_gets_the_nearest_verb_and_an_example(typed, nearest):
    answer = parse(typed)

    assert isinstance(answer, NotUnderstood)
    assert answer.example == nearest


@pytest.mark.parametrize("verb", VERBS, ids=lambda v: v.verb)
def test_every_example_in_the_help_is_understood(verb):
    assert not isinstance(parse(f"{COMMAND} {verb.example}"), NotUnderstood)


@given(st.text(max_size=80))
def test_whatever_is_typed_there_is_a_query_and_examples_lead_on(typed):
    answer = parse(typed)

    if isinstance(answer, NotUnderstood):
        again = parse(answer.example)
        assert not isinstance(again, NotUnderstood) or again.problem != answer.problem


@given(st.sampled_from(NAMES), st.text(max_size=40))
def test_a_verb_with_anything_behind_it_is_answered(verb, rest):
    assert parse(f"{COMMAND} {verb} {rest}") is not None


def test_a_latest_that_is_too_long_says_what_would_do():
    answer = parse(f"latest {MOST_STORIES + 1}")

    assert isinstance(answer, NotUnderstood)
    assert str(MOST_STORIES) in answer.problem
