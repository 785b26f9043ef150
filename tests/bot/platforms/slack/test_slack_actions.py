"""What a press, a choice or a typed line means: the query that the message remembers."""

import re
from typing import get_args

import pytest

from bot.commands.grammar import parse
from bot.commands.queries import (
    AskLatest,
    AskSchedule,
    AskSearch,
    AskSimilar,
    AskStory,
    NotUnderstood,
    ScheduleVerb,
)
from bot.commands.spelling import spelled
from bot.platforms.slack.actions import OURS, Action, choice, query_of, remembered, shares
from bot.platforms.slack.home import home
from bot.platforms.slack.render import render
from digests.search import parse_terms
from tests.bot.platforms.slack.looking import elements
from tests.bot.platforms.slack.replies import every_reply, front_page_of, story_of


def pressed(element, value=None):
    """The action that Slack sends for *element*, or for the option *value* of it."""
    if element["type"] in ("overflow", "static_select", "external_select"):
        chosen = value or element["options"][0]["value"]
        return {"action_id": element["action_id"], "selected_option": {"value": chosen}}
    return {"action_id": element["action_id"], "value": value or element["value"]}


def order(verb):
    """A whole command of schedules with that *verb*."""
    settings = (("stories", "1"),) if verb == "edit" else ()
    settings = (("every", "day at 09:00"),) if verb == "add" else settings
    return spelled(AskSchedule(verb, "" if verb == "list" else "brief", settings))


def everything():
    """All that can be pressed or chosen in any reply."""
    asked = AskSearch(parse_terms("lantern labs"))
    payloads = [
        message.payload
        for reply in every_reply()
        for message in render(reply, asked=asked, shareable=True)
    ]
    payloads.append(home(front_page_of("Lantern Labs", [story_of("Lantern Labs")])))
    for payload in payloads:
        for kind in ("button", "overflow", "static_select"):
            yield from elements(payload["blocks"], kind)


def test_everything_that_can_be_pressed_asks_something():
    found = [*everything()]
    assert len(found) > 40
    for element in found:
        values = [o["value"] for o in element.get("options", [])] or [element["value"]]
        for value in values:
            assert query_of(pressed(element, value)) is not None, element
        assert OURS.match(element["action_id"])


def test_a_menu_asks_for_details_for_what_is_alike_or_shows_the_channel():
    [menu, *_] = [e for e in everything() if e["type"] == "overflow"]
    details, similar, share = (pressed(menu, option["value"]) for option in menu["options"])

    id_ = menu["action_id"].partition(":")[2]
    assert query_of(details) == AskStory(id_)
    assert query_of(similar) == AskSimilar(id_)
    assert query_of(share) == AskStory(id_)
    assert [shares(action) for action in (details, similar, share)] == [False, False, True]


def test_what_is_shared_is_what_was_asked():
    query = AskSearch(parse_terms('"language model" topic:AI'), page=2)
    button = {"action_id": Action.SHARE, "value": remembered(query)}

    assert query_of(button) == query
    assert shares(button)
    assert not shares({"action_id": Action.ASK, "value": remembered(query)})


@pytest.mark.parametrize("verb", get_args(ScheduleVerb))
def test_no_hand_made_button_shares_schedules(verb):
    said = order(verb)
    chosen = {"selected_option": {"value": f"share {said}"}}
    assert query_of({"action_id": Action.SHARE, "value": said}) is None
    assert query_of({"action_id": Action.SHARE, "value": f"share {said}"}) is None
    assert query_of({"action_id": f"{Action.SHARE}:1", "selected_option": {"value": said}}) is None
    assert query_of({"action_id": f"{Action.MENU}:1", **chosen}) is None
    assert query_of({"action_id": Action.SCHEDULE, "value": said}).verb == verb


def test_what_is_typed_into_app_home_is_searched_for():
    assert query_of({"action_id": Action.SEARCH, "value": " chips  from:cnbc "}) == parse(
        "search chips from:cnbc"
    )
    typed = query_of({"action_id": Action.SEARCH, "value": "chips since:soon"})
    assert isinstance(typed, NotUnderstood)


def test_a_story_that_is_found_while_typing_is_asked_for_by_its_id():
    chosen = {"action_id": Action.FIND, "selected_option": {"value": "abcdefgh12345678"}}
    assert query_of(chosen) == AskStory("abcdefgh12345678")


@pytest.mark.parametrize(
    "action",
    [
        {},
        {"action_id": "story.menu.v0", "value": "latest"},
        {"action_id": "someone.elses", "value": "latest"},
        {"action_id": None, "value": "latest"},
        {"action_id": Action.ASK},
        {"action_id": Action.ASK, "value": ""},
        {"action_id": Action.ASK, "value": None},
        {"action_id": Action.ASK, "value": 7},
        {"action_id": Action.ASK, "value": "blargh"},
        {"action_id": Action.ASK, "value": "latest 500"},
        {"action_id": Action.CHOOSE, "selected_option": None},
        {"action_id": Action.CHOOSE, "selected_option": {"value": ["story x"]}},
        {"action_id": Action.SEARCH, "value": "   "},
    ],
)
def test_what_is_none_of_ours_or_malformed_asks_nothing(action):
    assert query_of(action) is None
    assert not shares(action)


def test_what_would_be_read_otherwise_is_not_remembered():
    assert remembered(AskStory("x" * 2_000)) is None
    assert remembered(AskStory("x" * 600)) is None, "the grammar reads 500 characters"
    assert remembered(NotUnderstood("blargh", "no", "help")) is None
    assert choice(AskStory("x" * 80)) is None
    assert choice(AskLatest("Web 3")) == "latest Web 3 8"


def test_every_action_has_a_version_and_none_is_the_beginning_of_another():
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\.v\d+", action) for action in Action)
    assert not OURS.match("story.menu.v10")
