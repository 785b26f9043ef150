"""The register of events is whole: what the code logs stands in it, and nothing else does."""

import ast
from pathlib import Path

import pytest

from bot.log_events import EVENTS

BOT = Path(__file__).parents[2] / "bot"
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def logged():
    """Every call of `log.LEVEL(…)` in bot/: its place and its first argument."""
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if is_logging(node):
                yield f"{path.relative_to(BOT.parent)}:{node.lineno}", node.args[0]


def is_logging(node):
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    logger = ast.unparse(node.func.value)
    return node.func.attr in LEVELS and logger.rpartition(".")[2].strip("_") in {"log", "logger"}


LOGGED = list(logged())


@pytest.mark.parametrize(("place", "event"), LOGGED, ids=[place for place, _ in LOGGED])
def test_an_event_that_is_logged_stands_in_the_register(place, event):
    assert isinstance(event, ast.Constant), f"{place}: name the event in plain words"
    assert event.value in EVENTS, f"{place}: tell bot/log_events.py what “{event.value}” means"


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_in_the_register_is_logged_somewhere(event):
    assert event in {node.value for _, node in LOGGED if isinstance(node, ast.Constant)}


def test_the_register_is_in_order_and_in_sentences():
    assert list(EVENTS) == sorted(EVENTS)
    assert all(event == event.lower() for event in EVENTS)
    assert all(meaning.endswith(".") and len(meaning.split()) > 4 for meaning in EVENTS.values())
