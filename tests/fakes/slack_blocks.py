"""What Slack would object to in a payload, by two libraries that hold its limits and by sums.

`slackblocks` and `blockkit` are made to build the same blocks from our JSON: what they refuse,
Slack refuses. What neither sees is checked here: ids that stand twice, the length of everything
together, keys that no block of that kind has.
"""

import inspect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import blockkit
import slackblocks

MOST_BLOCKS = 50
MOST_BLOCKS_OF_A_VIEW = 100
LONGEST_TEXT = 4_000
"""Characters; from 4,041 on, Slack splits a text into several messages."""
LONGEST_IN_ALL = 11_000
"""Characters of all texts and addresses; Slack has refused 11,341 (FACTS 0.6)."""
LONGEST_OPTION_VALUE = 75
"""Slack's own types say 75, slackblocks 150."""


def objections(payload: dict[str, Any]) -> list[str]:
    """What Slack would refuse *payload* for, as a message; [] if it would take it."""
    text, blocks = payload.get("text"), payload.get("blocks", [])
    found = []
    if not isinstance(text, str) or not text.strip():
        found.append("text: nothing to notify with")
    elif len(text) > LONGEST_TEXT:
        found.append(f"text: {len(text)} characters, over {LONGEST_TEXT}")
    if len(blocks) > MOST_BLOCKS:
        found.append(f"blocks: {len(blocks)}, over {MOST_BLOCKS}")
    if (length := weight(blocks)) > LONGEST_IN_ALL:
        found.append(f"msg_blocks_too_long: {length} characters, over {LONGEST_IN_ALL}")
    return found + _objections_to(blocks)


def objections_to_view(view: dict[str, Any]) -> list[str]:
    """What Slack would refuse *view* for: an App Home or a modal."""
    blocks = view.get("blocks", [])
    found = []
    if not 1 <= len(blocks) <= MOST_BLOCKS_OF_A_VIEW:
        found.append(f"blocks: {len(blocks)}, not 1 to {MOST_BLOCKS_OF_A_VIEW}")
    waits = any(block.get("type") == "input" for block in blocks)
    if view.get("type") == "modal" and waits and "submit" not in view:
        found.append("submit: a modal with an input needs it")
    for library in LIBRARIES:
        found += library.refusals(view, kind="view", place=f"{library.name} view")
    return found + _objections_to(blocks)


def objections_to_options(answer: dict[str, Any]) -> list[str]:
    """What Slack would refuse *answer* for, as the options of an external select."""
    options = answer.get("options")
    if not isinstance(options, list) or set(answer) != {"options"}:
        return ["options: a list of them, and nothing else"]
    found = [f"options: {len(options)}, over 100"] if len(options) > 100 else []
    found += _objections_to_values(options)
    for n, option in enumerate(options):
        for library in LIBRARIES:
            found += library.refusals(option, kind="option", place=f"{library.name} {n}")
    return found


def weight(node: Any) -> int:
    """The characters of all texts and addresses in *node*, wherever they stand in it."""
    if isinstance(node, dict):
        counted = ("text", "url", "image_url", "alt_text")
        return sum(
            len(value) if key in counted and isinstance(value, str) else weight(value)
            for key, value in node.items()
        )
    return sum(map(weight, node)) if isinstance(node, list) else 0


def _objections_to(blocks: list[dict[str, Any]]) -> list[str]:
    found = []
    for key in ("block_id", "action_id"):
        twice = [name for name, times in Counter(_values(key, blocks)).items() if times > 1]
        found += [f"{key}: {name!r} twice" for name in twice]
    found += _objections_to_values([o for options in _values("options", blocks) for o in options])
    for n, block in enumerate(blocks):
        for library in LIBRARIES:
            place = f"{library.name} {n} ({block.get('type')})"
            found += library.refusals(block, kind="block", place=place)
    return found


def _objections_to_values(options: list[dict[str, Any]]) -> list[str]:
    values = [option.get("value", "") for option in options]
    return [
        f"value: {len(value)} characters, not 1 to {LONGEST_OPTION_VALUE}"
        for value in values
        if not 1 <= len(value) <= LONGEST_OPTION_VALUE
    ]


def _values(key: str, node: Any) -> list[Any]:
    """All that stands under *key* anywhere in *node*."""
    if isinstance(node, dict):
        own = [node[key]] if key in node else []
        return own + [found for value in node.values() for found in _values(key, value)]
    return (
        [found for part in node for found in _values(key, part)] if isinstance(node, list) else []
    )


@dataclass(frozen=True, kw_only=True)
class Library:
    """How one library's classes are called: by where they stand and their `type`."""

    name: str
    classes: dict[str, dict[str, type]]
    text: Callable[[dict[str, Any]], Any]
    built: str
    """The method that turns an object into what is sent, and checks what wasn't checked yet."""
    errors: tuple[type[Exception], ...]

    def refusals(self, node: dict[str, Any], *, kind: str, place: str) -> list[str]:
        """[] where *node* can be built; else the one sentence that the library has for it."""
        try:
            getattr(self._made(node, kind), self.built)()
        except (*self.errors, TypeError, ValueError, AttributeError) as refusal:
            return [f"{place}: {refusal}"]
        return []

    def _made(self, node: Any, kind: str) -> Any:
        if isinstance(node, list):
            return [self._made(part, kind) for part in node]
        if not isinstance(node, dict):
            return node
        if node.get("type") in ("plain_text", "mrkdwn"):  # among elements, too, or in a confirm
            return self.text(node)
        made = self.classes.get(kind, {}).get(node.get("type", ""))
        if made is None:
            raise TypeError(f"no {kind} is of type {node.get('type')!r}")
        given = {
            key: self._made(v, _KINDS.get(key, "")) for key, v in node.items() if key != "type"
        }
        if unknown := set(given) - _parameters(made):
            raise TypeError(f"{node.get('type', kind)} has no {', '.join(sorted(unknown))}")
        return made(**given)


@cache
def _parameters(made: type) -> frozenset[str]:
    return frozenset(inspect.signature(made).parameters)


_KINDS = {
    "blocks": "block",
    "elements": "element",
    "element": "element",
    "accessory": "element",
    "options": "option",
    "option_groups": "option_group",
    "initial_option": "option",
    "confirm": "confirm",
    "dispatch_action_config": "dispatch",
}
"""What stands under each key; texts say themselves that they are, a plain value stays as it is."""


def _text_of_slackblocks(node: dict[str, Any]) -> slackblocks.Text:
    given = {key: value for key, value in node.items() if key != "type"}
    return slackblocks.Text(**given, type_=slackblocks.TextType(node["type"]))


LIBRARIES = (
    Library(
        name="slackblocks",
        text=_text_of_slackblocks,
        built="__repr__",
        errors=(slackblocks.InvalidUsageError,),
        classes={
            "block": {
                "section": slackblocks.SectionBlock,
                "header": slackblocks.HeaderBlock,
                "context": slackblocks.ContextBlock,
                "actions": slackblocks.ActionsBlock,
                "divider": slackblocks.DividerBlock,
                "image": slackblocks.ImageBlock,
                "input": slackblocks.InputBlock,
            },
            "element": {
                "image": slackblocks.Image,
                "button": slackblocks.Button,
                "overflow": slackblocks.OverflowMenu,
                "static_select": slackblocks.StaticSelectMenu,
                "external_select": slackblocks.ExternalSelectMenu,
                "plain_text_input": slackblocks.PlainTextInput,
            },
            "option": {"": slackblocks.Option},
            "option_group": {"": slackblocks.OptionGroup},
            "confirm": {"": slackblocks.ConfirmationDialogue},
            "dispatch": {"": slackblocks.DispatchActionConfiguration},
            "view": {"home": slackblocks.HomeTabView, "modal": slackblocks.ModalView},
        },
    ),
    Library(
        name="blockkit",
        text=lambda node: blockkit.Text(**node),
        built="build",
        errors=(
            blockkit.core.FieldValidationError,
            blockkit.core.ComponentValidationError,
        ),
        classes={
            "block": {
                "section": blockkit.Section,
                "header": blockkit.Header,
                "context": blockkit.Context,
                "actions": blockkit.Actions,
                "divider": blockkit.Divider,
                "image": blockkit.Image,
                "input": blockkit.Input,
            },
            "element": {
                "image": blockkit.ImageEl,
                "button": blockkit.Button,
                "overflow": blockkit.Overflow,
                "static_select": blockkit.StaticSelect,
                "external_select": blockkit.ExternalSelect,
                "plain_text_input": blockkit.PlainTextInput,
            },
            "option": {"": blockkit.Option},
            "option_group": {"": blockkit.OptionGroup},
            "confirm": {"": blockkit.Confirm},
            "dispatch": {"": blockkit.DispatchActionConfig},
            "view": {"home": blockkit.Home, "modal": blockkit.Modal},
        },
    ),
)
