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
from bot.commands.schedule_grammar import VERBS as VERBS_OF_SCHEDULES
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
        ("latest 5 AI", AskLatest(topic="AI", count=5)),
        ("latest 2024 elections", AskLatest(topic="2024 elections")),
        ("latest 5 5", AskLatest(topic="5", count=5)),
        ("LATEST Policy & chips 3", AskLatest(topic="Policy & chips", count=3)),
        ("/news story zhipu", AskStory("zhipu")),
        ("  /news   story  the   tech elite ", AskStory("the tech elite")),
        ("search chips topic:AI", AskSearch(parse_terms("chips topic:AI"))),
        ("search chips page:2", AskSearch(parse_terms("chips"), page=2)),
        ("search PAGE: 3 chips topic:AI", AskSearch(parse_terms("chips topic:AI"), page=3)),
        ("search chips page:", AskSearch(parse_terms("chips"))),
        ("search chips page:0", AskSearch(parse_terms("chips"))),
        ("search homepage:2", AskSearch(parse_terms("homepage:2"))),
        ("topics", AskTopics()),
        ("/NEWS Topics", AskTopics()),
        ("help", AskHelp()),
        ("help search", AskHelp("search")),
        ("?", AskHelp()),
        ("/news ?!", AskHelp()),
        ("hi", AskHelp()),
        ("Hello there!", AskHelp()),
        ("good morning, bot", AskHelp()),
        ("help /news search", AskHelp("search")),
        ("schedule", AskSchedule("list")),
        ("schedule pause morning-brief", AskSchedule("pause", "morning-brief")),
        ("schedule list everything", AskSchedule("list")),
        (
            "schedule edit evening title: “Every: the evening” Stories:5",
            AskSchedule("edit", "evening", (("title", "Every: the evening"), ("stories", "5"))),
        ),
        (
            "schedule edit evening title: Sport: the day every: day at 09:00",
            AskSchedule(
                "edit", "evening", (("title", "Sport: the day"), ("every", "day at 09:00"))
            ),
        ),
        (
            "schedule add name: evening every: day at 18:30",
            AskSchedule("add", "evening", (("every", "day at 18:30"),)),
        ),
        ("schedule edit old name: new", AskSchedule("edit", "old", (("name", "new"),))),
        ("schedule edit evening title:", AskSchedule("edit", "evening", (("title", ""),))),
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
        ("hello kitty", "/news story hello kitty"),
        ("hepl me", "/news help"),
        ("lastest AI 500", "/news latest AI 8"),
        ("serch chips since:soon", "/news search chips since:7d"),
        ("story", "/news story zhipu"),
        ("latest AI 500", "/news latest AI 8"),
        ("schedule puase x", "/news schedule pause x"),
        ("schedule rename x y", "/news schedule edit x name: y"),
        ("schedule rename", "/news schedule edit morning-brief name: evening-brief"),
        ("schedule edit x paused: true", "/news schedule pause x"),
        ("schedule nonsense x", "/news schedule list x"),
        ("schedule add", "/news schedule add morning-brief every: weekday at 09:00"),
        ("schedule add evening", "/news schedule add evening every: weekday at 09:00"),
        ("schedule edit evening", "/news schedule edit evening every: day at 18:30"),
        ("schedule pause two words", "/news schedule pause morning-brief"),
        ("schedule add evening evry: day at 18:30", "/news schedule add evening every: weekday"),
        ("schedule edit evening colour: red", "/news schedule edit evening every: day at 18:30"),
        ("schedule edit evening title: A topic: AI", "/news schedule edit evening every: day"),
        ("schedule edit evening stories: 5 stories: 6", "/news schedule edit evening every: day"),
        ("schedule pause evening every: day at 9", "/news schedule pause evening"),
        ('search "', "/news search "),
        ("search page:2", "/news search "),
        ("search topic:", "/news search "),
        ("search chips since:2023-13-45", "/news search chips since:7d"),
        ("story chips since:2023-13-45", "/news story chips since:7d"),
        (
            'search "since: now" since:tuesday topic:"Policy & chips" from:cnbc',
            '/news search "since: now" topic:"Policy & chips" from:"cnbc" since:7d',
        ),
    ],
)
def test_nonsense_gets_the_nearest_verb_and_an_example(typed, nearest):
    answer = parse(typed)

    assert isinstance(answer, NotUnderstood)
    assert answer.example.startswith(nearest)
    assert not isinstance(parse(answer.example), NotUnderstood)


@pytest.mark.parametrize("verb", VERBS, ids=lambda v: v.verb)
def test_every_example_in_the_help_is_understood(verb):
    for example in (verb.example, *verb.more):
        assert not isinstance(parse(f"{COMMAND} {example}"), NotUnderstood), example


PIECES = (
    *NAMES,
    *VERBS_OF_SCHEDULES,
    *"serch hepl latets schedle ad AI 500 0 page:2 since:x since:7d topic:AI every: x:".split(),
    *('"', '"since:', "since:", "hello", "?", "“a", "b”", COMMAND, "x" * 300, "99 " * 150),
)
WORDS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=7).map(" ".join)


@given(st.text(max_size=80) | WORDS)
def test_whatever_is_typed_the_example_that_answers_it_is_understood(typed):
    answer = parse(typed)

    if isinstance(answer, NotUnderstood):
        assert not isinstance(parse(answer.example), NotUnderstood)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("blargh", "I don't know “blargh”. For a story about it:"),
        ("serch chips", "I don't know “serch”; did you mean “search”?"),
    ],
)
def test_a_word_that_is_no_verb_is_said_so(typed, problem):
    assert parse(typed).problem == problem


@given(st.sampled_from(NAMES), st.text(max_size=40))
def test_a_verb_with_anything_behind_it_is_answered(verb, rest):
    assert parse(f"{COMMAND} {verb} {rest}") is not None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("schedule add evening evry: day at 18:30", "no setting “evry”; did you mean every:?"),
        ("schedule edit evening colour: red", "no setting “colour”; there are title, channel"),
        ("schedule edit evening title: A topic: AI", "no setting “topic”; did you mean topics:?"),
        ("schedule edit evening stories: 5 stories: 6", "stories: is there twice"),
        ("schedule add evening every: day at 9 foo: bar", "no setting “foo”; there are title, ch"),
        (
            "schedule edit evening stories: 5 colour: red",
            "no setting “colour”; there are title, ch",
        ),
        ("schedule pause evening every: day", "pause takes a name alone"),
        ("schedule edit evening paused: true", "pausing is no setting but a verb"),
        ("schedule edit evening", "what should change?"),
        ("schedule puase x", "schedule has no “puase”"),
    ],
)
def test_a_slip_in_a_schedule_is_named(typed, problem):
    assert problem in parse(typed).problem


@given(st.sampled_from(VERBS_OF_SCHEDULES), st.text(max_size=60))
def test_a_schedule_verb_with_anything_behind_it_is_answered(verb, rest):
    answer = parse(f"schedule {verb} {rest}")

    assert isinstance(answer, AskSchedule | NotUnderstood)


@pytest.mark.parametrize(
    ("typed", "problem", "example"),
    [
        (
            "add brief weekday at 9",
            "every: is missing before “weekday at 9”",
            "add brief every: weekday at 9",
        ),
        (
            "add brief day at 09:00 topics: AI channel: slack:C1",
            "every: is missing before “day at 09:00”",
            'add brief every: day at 09:00 topics: AI channel: "slack:C1"',
        ),
        (
            "add brief every weekday at 09:00 Europe/Berlin",
            "every: is missing before “weekday at 09:00 Europe/Berlin”",
            "add brief every: weekday at 09:00 Europe/Berlin",
        ),
        (
            "edit brief the 15th at 18:30",
            "every: is missing before “the 15th at 18:30”",
            "edit brief every: day 15 of the month at 18:30",
        ),
        (
            "add weekday at 09:00",
            "it needs a name; and every: is missing before “weekday at 09:00”",
            "add morning-brief every: weekday at 09:00",
        ),
    ],
)
def test_a_rhythm_without_every_isnt_blamed_on_the_name(typed, problem, example):
    answer = parse(f"schedule {typed}")
    assert answer.problem == problem
    meant = parse(answer.example)
    assert isinstance(meant, AskSchedule)
    assert meant == parse(f"schedule {example}")


@pytest.mark.parametrize(
    ("typed", "problem", "example"),
    [
        ("edit x3 stories 4", "stories: 4", "edit x3 stories: 4"),
        (
            "edit x3 Stories 4 topics AI, Funding layout: threads",
            "stories: 4",
            "edit x3 stories: 4 topics: AI, Funding layout: threads",
        ),
        ("add x3 stories 4", "stories: 4", "add x3 every: weekday at 09:00"),
        (
            "add x3 title Noon every: day at 12",
            "title: Noon",
            "add x3 title: Noon every: day at 12",
        ),
    ],
)
def test_a_missing_colon_is_said_with_the_key_to_write(typed, problem, example):
    answer = parse(f"schedule {typed}")
    assert answer.problem == f"a colon is missing; write {problem}"
    assert parse(answer.example) == parse(f"schedule {example}")


def test_a_word_with_a_colon_in_free_text_is_no_key():
    made = parse("schedule add x every: day at 09:00 title: Note: well channel: slack:C1")
    assert dict(made.settings)["title"] == "Note: well"
    assert dict(made.settings)["channel"] == "slack:C1"


@pytest.mark.parametrize("name", ["my brief", "my brief every: day at 9", "weekday brief"])
def test_a_name_of_two_words_is_blamed_where_no_rhythm_is_in_it(name):
    assert "can't be a schedule's name" in parse(f"schedule add {name}").problem


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("search from:", "from: needs a publisher behind it"),
        ("search Topic:", "topic: needs a topic behind it"),
        ("search since: ", "since: needs a date behind it"),
        ("search", "search for what?"),
    ],
)
def test_an_empty_search_says_what_belongs_there(typed, problem):
    answer = parse(typed)
    assert answer.problem == problem
    assert isinstance(parse(answer.example), AskSearch)


def test_a_date_that_is_none_is_told_which_are():
    assert parse("search chips since:tuesday").problem == (
        "since: takes a date such as 2026-11-22, a month (2026-11), a year, today, yesterday or "
        "7d; “tuesday” is none of these"
    )


@pytest.mark.parametrize("typed", ["latest -5", "latest AI -5"])
def test_a_latest_of_less_than_one_is_answered_as_one_of_none(typed):
    assert parse(typed).problem == parse("latest 0").problem
    assert parse(typed).example == parse(typed.replace("-5", "0")).example


def test_a_latest_that_is_too_long_says_what_would_do():
    answer = parse(f"latest {MOST_STORIES + 1}")

    assert isinstance(answer, NotUnderstood)
    assert str(MOST_STORIES) in answer.problem
