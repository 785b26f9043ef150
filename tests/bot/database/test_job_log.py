"""What Procrastinate says of itself, as it stands in our log."""

import io
import json
import logging

import pytest
from procrastinate.exceptions import ConnectorException

from bot.database.job_log import shorten
from bot.log import start_log


@pytest.fixture
def said():
    """The lines that the log has by then."""
    root = logging.getLogger()
    before = root.handlers, root.level
    stream = io.StringIO()
    start_log(level="error", as_json=True, secrets=(), stream=stream)
    shorten()
    shorten()
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = before


def failing(problem, speaker="procrastinate.worker"):
    """A task of a worker that met *problem*."""
    try:
        raise problem
    except type(problem):
        logging.getLogger(speaker).exception("Side task %s failed", "deferrer")


def test_a_fault_is_a_sentence_without_its_traceback(said):
    failing(RuntimeError("no\n  such period"))
    (line,) = said()
    assert line["event"] == "Side task deferrer failed (RuntimeError: no such period)"
    assert "exception" not in line


@pytest.mark.parametrize("speaker", ["procrastinate.worker", "procrastinate.utils", "asyncio"])
def test_of_a_connection_that_is_lost_only_we_speak(said, speaker):
    failing(ConnectorException("Database error."), speaker)
    assert said() == []


def test_what_others_leave_to_asyncio_keeps_its_traceback(said):
    failing(RuntimeError("no luck"), "asyncio")
    (line,) = said()
    assert "no luck" in line["exception"]


def test_what_is_no_fault_is_passed_on(said):
    logging.getLogger("procrastinate.worker").error("Task was not found")
    (line,) = said()
    assert line["event"] == "Task was not found"
