"""The log: one line an event, no secret in it, whoever writes it."""

import io
import json
import logging
import re
import warnings
from datetime import UTC, datetime

import pytest
import structlog

from bot.log import masking, start_log
from bot.secrets import MASK, Secret

TOKEN = 'made up/"token"\\ñ'
log = structlog.get_logger("bot.newsroom")


pytestmark = pytest.mark.usefixtures("log_as_before")


@pytest.fixture
def started():
    """Starts the log as JSON or as text; gives what reads its lines so far."""

    def start(*, as_json=False, level="info", secrets=(TOKEN,), stream=None):
        stream = stream or io.StringIO()
        start_log(
            level=level,
            as_json=as_json,
            secrets=[Secret(text) for text in secrets],
            stream=stream,
        )
        return lambda: stream.getvalue().splitlines()

    return start


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_an_event_is_one_line_with_time_level_name_and_fields(started):
    lines = started()
    log.info("articles filed", articles=3, source="seeds", title="Two words")
    (line,) = lines()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info    articles filed "
        r"articles=3 source=seeds title='Two words'",
        line,
    )


def test_for_machines_an_event_is_one_json_object_with_utc_time(started):
    lines = started(as_json=True)
    before = datetime.now(UTC)
    log.warning("job failed", job="press", due=before)
    (event,) = map(json.loads, lines())
    assert list(event)[:4] == ["timestamp", "level", "event", "logger"]
    assert before <= datetime.fromisoformat(event["timestamp"]) <= datetime.now(UTC)
    assert (event["level"], event["event"], event["job"]) == ("warning", "job failed", "press")
    assert event["due"] == str(before)


@pytest.mark.parametrize("as_json", [False, True])
def test_text_from_outside_cannot_break_the_line_or_steer_the_terminal(started, as_json):
    lines = started(as_json=as_json)
    hostile = "a\n2026-01-01T00:00:00Z info forged\x1b[2J\x9b2J\u202e"
    log.info("articles filed", title=hostile)
    logging.getLogger("discord").warning(hostile)
    assert len(lines()) == 2
    assert {"\x1b", "\x9b"}.isdisjoint("".join(lines()))
    if as_json:
        assert json.loads(lines()[0])["title"] == hostile


def test_the_level_is_ours_and_libraries_are_heard_one_step_above(started):
    lines = started(level="info")
    library = logging.getLogger("babel.dates")
    log.debug("articles filed")
    library.info("added job")
    assert lines() == []
    log.info("articles filed")
    library.warning("missed")
    assert len(lines()) == 2


def test_at_debug_level_libraries_tell_what_they_do(started):
    lines = started(level="debug")
    log.debug("articles filed")
    logging.getLogger("discord.http").info("POST 200")
    logging.getLogger("discord.http").debug("a body")
    assert [line.split()[1] for line in lines()] == ["debug", "info"]


def test_a_librarys_line_says_which_library_it_is(started):
    lines = started()
    logging.getLogger("babel.dates").warning("Month %s unknown", 3)
    assert lines()[0].endswith("warning Month 3 unknown logger=babel.dates")


def test_a_second_start_changes_the_log_and_doubles_no_line(started):
    first = started()
    second = started(as_json=True, level="error")
    log.warning("job failed")
    log.error("job failed")
    assert first() == []
    assert len(second()) == 1


def refuse():
    raise ValueError(f"refused: {TOKEN}\x1b[2J")


def failing(job):
    try:
        refuse()
    except ValueError:
        log.exception("job failed", job=job)


def test_a_traceback_stands_below_its_line_for_people(started):
    lines = started()
    failing("press")
    assert lines()[0].endswith("job failed job=press")
    assert lines()[1] == "Traceback (most recent call last):"
    assert lines()[-1] == f"ValueError: refused: {MASK}\\x1b[2J"


def test_a_traceback_is_one_field_for_machines(started):
    lines = started(as_json=True)
    failing("press")
    (event,) = map(json.loads, lines())
    assert event["exception"].startswith("Traceback (most recent call last):")
    assert TOKEN not in event["exception"]


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    "say",
    [
        lambda: log.info("articles filed", token=TOKEN),
        lambda: log.info("articles filed", token=Secret(TOKEN)),
        lambda: log.info("articles filed", headers={"Authorization": [f"Bot {TOKEN}"]}),
        lambda: log.info("articles filed", payload=json.dumps({"token": TOKEN})),
        lambda: log.info(
            "articles filed", url="https://example.org/?t=made%20up%2F%22token%22%5C%C3%B1"
        ),
        lambda: log.info("articles filed", **{TOKEN: 1}),
        lambda: log.info("articles filed", entries=(1, {TOKEN})),
        lambda: logging.getLogger("discord").warning("sent %s %r", TOKEN, {"token": TOKEN}),
        lambda: warnings.warn(f"old {TOKEN}", stacklevel=1),
        lambda: failing(TOKEN),
    ],
)
@pytest.mark.filterwarnings("default")
def test_a_known_secret_is_masked_wherever_it_turns_up(started, as_json, say):
    lines = started(as_json=as_json)
    say()
    written = "\n".join(lines())
    assert MASK in written
    for piece in ("made up", "made%20up", 'token"', "%22token"):
        assert piece not in written.replace('"token"', "").replace("'token'", "")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("as xoxb-12345678901-abcDEF", f"as {MASK}"),
        ("xapp-1-A0123-456-abcdef", MASK),
        ("POST /api/webhooks/123/a-B_c4567890/messages", f"/webhooks/123/{MASK}/messages"),
        ("postgresql+psycopg://bot:pa55@db/news", f"//bot:{MASK}@db/news"),
    ],
)
def test_what_looks_like_a_token_is_masked_even_if_nobody_named_it(text, masked):
    assert masked in masking([])(text)


@pytest.mark.parametrize(
    "text", ["one two", "10:30 at https://example.org/a@b", "xox", "https://example.org:8080/x@y"]
)
def test_plain_text_passes_as_it_is(text):
    assert masking(["abc", "", "unheard-of"])(text) == text


def test_every_part_of_a_secret_is_one():
    mask = masking(
        ["first-key,second-key", "postgresql://bot:p%40ssw0rd@db/news", "line-one\nline-two"]
    )
    for part in ("first-key", "second-key", "p%40ssw0rd", "p@ssw0rd", "line-one", "line-two"):
        assert mask(f"({part})") == f"({MASK})"


def test_a_line_that_cannot_be_made_is_told_of_without_its_arguments(started):
    lines = started()
    logging.getLogger("discord").warning("%d messages", "secret-looking words")
    (line,) = lines()
    assert "log line lost (TypeError" in line
    assert "secret-looking" not in line


def test_a_stream_that_is_gone_takes_nothing_down_with_it(started):
    stream = io.StringIO()
    started(stream=stream)
    stream.close()
    log.error("job failed")


def test_colours_are_for_terminals_only(started, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    plain, coloured = io.StringIO(), Terminal()
    for stream in (plain, coloured):
        started(stream=stream)
        log.error("job failed")
    assert "\x1b[" not in plain.getvalue()
    assert "\x1b[31m" in coloured.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    silent = Terminal()
    started(stream=silent)
    log.error("job failed")
    assert "\x1b[" not in silent.getvalue()
