"""Controls: each fault that Slack would refuse is objected to, so that silence means something."""

from copy import deepcopy

import pytest

from tests.fakes.slack_blocks import objections, objections_to_options, objections_to_view


def plain(text):
    return {"type": "plain_text", "text": text}


def marked(text):
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def option(value="story 1", text="Lantern Labs"):
    return {"text": plain(text), "value": value}


MESSAGE = {
    "text": "Morning brief",
    "blocks": [
        {"type": "header", "text": plain("Morning brief")},
        {
            "type": "section",
            "text": marked("*Lantern Labs*"),
            "accessory": {
                "type": "image",
                "image_url": "https://x.example/a.png",
                "alt_text": "A lamp",
            },
        },
        {"type": "context", "elements": [marked("The Quay"), plain("2 articles")]},
        {"type": "divider"},
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "one",
                    "text": plain("More"),
                    "value": "similar 1",
                    "confirm": {
                        "title": plain("Sure?"),
                        "text": plain("It's gone then."),
                        "confirm": plain("Yes"),
                        "deny": plain("No"),
                    },
                },
                {"type": "overflow", "action_id": "two", "options": [option()]},
                {
                    "type": "static_select",
                    "action_id": "three",
                    "placeholder": plain("Which?"),
                    "options": [option(), option("story 2")],
                },
                {
                    "type": "external_select",
                    "action_id": "four",
                    "placeholder": plain("Find"),
                    "min_query_length": 2,
                },
            ],
        },
    ],
    "unfurl_links": False,
    "unfurl_media": False,
}
VIEW = {
    "type": "home",
    "blocks": [
        {
            "type": "input",
            "dispatch_action": True,
            "label": plain("Search"),
            "element": {
                "type": "plain_text_input",
                "action_id": "search",
                "placeholder": plain("Words"),
                "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
            },
        }
    ],
}


def changed(where, value, start=MESSAGE):
    """*start* with *value* at the path *where*."""
    payload = deepcopy(start)
    node = payload
    for step in where[:-1]:
        node = node[step]
    node[where[-1]] = value
    return payload


def test_what_slack_would_take_meets_no_objection():
    assert objections(MESSAGE) == []
    assert objections_to_view(VIEW) == []
    assert objections_to_options({"options": [option()]}) == []


BOTH = {"slackblocks", "blockkit"}
SECTION, ACTIONS = ("blocks", 1), ("blocks", 4, "elements")


@pytest.mark.parametrize(
    ("where", "value", "seen_by"),
    [
        (("blocks", 0, "text", "text"), "x" * 151, BOTH),
        (("blocks", 0, "text"), marked("no markup in a header"), {"blockkit"}),
        ((*SECTION, "text", "text"), "x" * 3_001, BOTH),
        ((*SECTION, "text", "text"), "", BOTH),
        ((*SECTION, "accessory", "image_url"), "https://x.example/" + "x" * 3_000, BOTH),
        ((*SECTION, "accessory", "alt_text"), "x" * 2_001, BOTH),
        ((*SECTION, "accessory", "title"), plain("no such key"), BOTH),
        ((*SECTION, "type"), "sektion", BOTH),
        (("blocks", 2, "elements"), [plain("x")] * 11, BOTH),
        ((*ACTIONS, 0, "value"), "x" * 2_001, BOTH),
        ((*ACTIONS, 0, "text", "text"), "x" * 76, BOTH),
        ((*ACTIONS, 0, "text"), marked("no markup in a button"), {"blockkit"}),
        ((*ACTIONS, 0, "confirm", "title", "text"), "x" * 101, BOTH),
        ((*ACTIONS, 0, "action_id"), "x" * 256, BOTH),
        ((*ACTIONS, 1, "options"), [option(str(n)) for n in range(6)], BOTH),
        ((*ACTIONS, 1, "options", 0, "text", "text"), "x" * 76, BOTH),
        ((*ACTIONS, 2, "options"), [option(str(n)) for n in range(101)], BOTH),
        ((*ACTIONS, 2, "placeholder", "text"), "x" * 151, BOTH),
    ],
)
def test_a_block_beyond_a_published_limit_is_objected_to(where, value, seen_by):
    found = objections(changed(where, value))

    assert {sentence.partition(" ")[0] for sentence in found} >= seen_by


@pytest.mark.parametrize(
    ("where", "value", "said"),
    [
        (("text",), "", "text: nothing"),
        (("text",), "x" * 4_001, "text: 4001 characters"),
        (("blocks",), [{"type": "divider"}] * 51, "blocks: 51"),
        (
            ("blocks",),
            [{"type": "section", "text": marked("x" * 2_800)}] * 4,
            "msg_blocks_too_long: 11200",
        ),
        ((*ACTIONS, 1, "action_id"), "one", "action_id: 'one' twice"),
        (("blocks",), [{"type": "divider", "block_id": "a"}] * 2, "block_id: 'a' twice"),
        ((*ACTIONS, 1, "options", 0, "value"), "x" * 76, "value: 76 characters"),
        ((*ACTIONS, 1, "options", 0, "value"), "", "value: 0 characters"),
    ],
)
def test_what_the_libraries_do_not_see_is_objected_to(where, value, said):
    assert any(sentence.startswith(said) for sentence in objections(changed(where, value)))


@pytest.mark.parametrize(
    ("where", "value", "said"),
    [
        (("blocks",), [{"type": "divider"}] * 101, "blocks: 101"),
        (("blocks",), [], "blocks: 0"),
        (("type",), "house", "slackblocks view"),
        (("callback_id",), "x" * 256, "blockkit view"),
        (("blocks", 0, "element", "placeholder", "text"), "x" * 151, "slackblocks"),
        (("blocks", 0, "element", "max_length"), 3_001, "blockkit"),
    ],
)
def test_a_view_beyond_a_published_limit_is_objected_to(where, value, said):
    found = objections_to_view(changed(where, value, start=VIEW))

    assert any(sentence.startswith(said) for sentence in found)


def test_a_modal_with_an_input_needs_a_button_to_submit_it():
    modal = {**VIEW, "type": "modal", "title": plain("Find"), "submit": plain("Search")}
    assert objections_to_view(modal) == []
    del modal["submit"]

    assert "submit: a modal with an input needs it" in objections_to_view(modal)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"options": [option()] * 101},
        {"options": [option(text="x" * 76)]},
        {"options": [option(text="")]},
        {"options": [option("x" * 76)]},
        {"options": [], "more": 1},
    ],
)
def test_options_beyond_a_published_limit_are_objected_to(answer):
    assert objections_to_options(answer)
