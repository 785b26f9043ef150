"""Slack's blocks as plain dicts; every limit of theirs is kept here (FACTS 1.1)."""

from collections.abc import Iterable
from typing import Any

from bot.platforms.slack.markup import address, plain

Block = dict[str, Any]
Element = dict[str, Any]

SECTION = 3_000
"""Characters of a section's text."""
HEADER = 150
BUTTON = 75
OPTION = 75
"""Characters of an option's text, its description and its value."""
REMEMBERED = 2_000
"""Characters of a button's value."""
OPTIONS = 100
ALT_TEXT = 250
"""Characters; Slack allows 2,000, but a voice reads them all."""
PICTURE = 2_048
"""Characters of a picture's address; Slack allows 3,000, but all of a message has to fit."""


def label(text: str, limit: int) -> Element:
    """*text* without markup, of at most *limit* characters; "…" for nothing."""
    return _text(plain(text, limit) or "…")


def header(text: str) -> Block:
    """A heading, in large type; *text* is anybody's, without markup."""
    return {"type": "header", "text": label(text, HEADER)}


def section(markup: str, accessory: Element | None = None) -> Block:
    """*markup* (not empty), with a picture or a menu beside it."""
    block = {"type": "section", "text": _marked(markup)}
    return block if accessory is None else {**block, "accessory": accessory}


def context(markup: str) -> Block:
    """*markup* (not empty) in small grey type."""
    return {"type": "context", "elements": [_marked(markup)]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def actions(*elements: Element | None) -> list[Block]:
    """A row of what can be pressed or chosen; no row where there's nothing."""
    there = [element for element in elements if element is not None]
    return [{"type": "actions", "elements": there}] if there else []


def button(words: str, action: str, value: str | None) -> Element | None:
    """A button that remembers *value*; None where it can't."""
    if not value or len(value) > REMEMBERED:
        return None
    return {
        "type": "button",
        "action_id": action,
        "text": label(words, BUTTON),
        "value": value,
    }


def confirmed(element: Element, question: str, *, yes: str) -> Element:
    """*element*, which counts as pressed only once *question* was answered with *yes*."""
    asked = {
        "title": label("Are you sure?", 100),
        "text": label(question, 300),
        "confirm": label(yes, 30),
        "deny": label("Cancel", 30),
    }
    return {**element, "confirm": asked}


def option(words: str, value: str | None, description: str = "") -> Element | None:
    """One line of a menu; None where it can't be remembered, or has no words."""
    shown = plain(words, OPTION)
    if not value or len(value) > OPTION or not shown:
        return None
    said = plain(description, OPTION)
    line = own_option(shown, value)
    return {**line, "description": _text(said)} if said else line


def own_option(words: str, value: str) -> Element:
    """One line of a menu whose *words* are ours, as short as they have to be."""
    return {"text": _text(words), "value": value}


def overflow(action: str, options: Iterable[Element | None]) -> Element | None:
    """The menu "⋯"; the first five of *options*."""
    there = [one for one in options if one is not None]
    return {"type": "overflow", "action_id": action, "options": there[:5]} if there else None


def select(action: str, prompt: str, options: Iterable[Element | None]) -> Element | None:
    """A menu that shows *prompt* until something is chosen."""
    there = [one for one in options if one is not None]
    if not there:
        return None
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": label(prompt, HEADER),
        "options": there[:OPTIONS],
    }


def finder(action: str, prompt: str) -> Element:
    """A menu whose options come while one types."""
    return {
        "type": "external_select",
        "action_id": action,
        "placeholder": label(prompt, HEADER),
        "min_query_length": 1,
    }


def search_field(action: str, words: str, prompt: str) -> Block:
    """A line to type in, which is sent by Enter."""
    return {
        "type": "input",
        "dispatch_action": True,
        "label": label(words, HEADER),
        "element": {
            "type": "plain_text_input",
            "action_id": action,
            "placeholder": label(prompt, HEADER),
            "max_length": 400,
            "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
        },
    }


def picture(url: str | None, alt: str) -> Element | None:
    """A small picture, to stand beside a section; None where it has no address of that kind.

    Beside a section, a picture that Slack can't load is left blank; as a block of its own it would
    have the whole message refused (slackapi/java-slack-sdk#1396).
    """
    leads = address(url)
    shown = plain(alt, ALT_TEXT)
    if not leads or len(leads) > PICTURE or not shown:
        return None
    return {"type": "image", "image_url": leads, "alt_text": shown}


def cost(block: object) -> int:
    """Characters that *block* takes of what a message may hold: all its strings, ids included.

    A header takes another 100 (FACTS 0.6).
    """
    if isinstance(block, str):
        return len(block)
    if isinstance(block, dict):
        kind: str = block.get("type", "")
        return sum(map(cost, block.values())) - len(kind) + 100 * (kind == "header")
    return sum(map(cost, block)) if isinstance(block, list) else 0


def _marked(markup: str) -> Element:
    """Verbatim: Slack makes no links of words that look like a channel, a person or an address."""
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def _text(words: str) -> Element:
    return {"type": "plain_text", "text": words}
