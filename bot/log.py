"""The log: one line an event, on standard error, in words for people or in JSON; never a secret.

What we log has an event's name from `log_events` and named fields; what libraries log through
Python's own logging comes out the same way.
"""

import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import StringIO
from typing import Any, TextIO
from urllib.parse import quote, unquote, urlsplit

import structlog
from structlog.dev import Column, ConsoleRenderer, KeyValueColumnFormatter, plain_traceback
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from bot.secrets import MASK, Secret
from digests.quoting import legible, legible_json

OURS = "bot"
"""The logger above all of ours: they carry their modules' names."""

LIBRARIES: dict[str, int] = {
    "debug": logging.INFO,
    "info": logging.WARNING,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
"""Each level that can be set, with that of libraries: their information is their own business."""

SHORTEST = 6
"""Characters; a shorter secret would be found inside ordinary words."""

TOKENS = re.compile(
    r"\bx(?:ox[a-z]|app)-[\w.-]{8,}"  # Slack's, of whichever workspace
    r"|(?<=/webhooks/)(\d+)/[\w-]{8,}"  # Discord's webhooks and answers to interactions
    r"|(?<=://)([^/\s:@]*):[^/\s@]+(?=@)"  # a password in an address
)
"""What is a secret by its look, known to us or not."""

LOST = "log line lost"

Mask = Callable[[str], str]


def start_log(
    *,
    level: str,
    as_json: bool,
    secrets: Iterable[Secret],
    stream: TextIO | None = None,
) -> None:
    """Write the log to *stream* (standard error) from now on; may be called again to change it.

    *level* is one of LIBRARIES. *secrets* are masked wherever they turn up, inside other words and
    in tracebacks too.
    """
    stream = stream or sys.stderr
    mask = masking(secret.reveal() for secret in secrets)
    handler = _Lines(stream)
    handler.setFormatter(_formatter(mask, as_json=as_json, colours=_wants_colours(stream)))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(LIBRARIES[level])
    logging.getLogger(OURS).setLevel(level.upper())
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_named(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # so that a second call reaches loggers in use
    )


def masking(secrets: Iterable[str]) -> Mask:
    """A function that masks *secrets* in a text, however they are written in it."""
    forms = {form for secret in secrets for form in _forms(secret) if len(form) >= SHORTEST}
    # The longest first: a short one may be part of it.
    known = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))) or r"(?!)")

    def mask(text: str) -> str:
        return TOKENS.sub(_masked_token, known.sub(MASK, text))

    return mask


def _masked_token(match: re.Match[str]) -> str:
    """The mask, after what isn't secret and tells which one it was."""
    webhook, user = match.groups()
    if webhook is not None:
        return f"{webhook}/{MASK}"
    return MASK if user is None else f"{user}:{MASK}"


def _forms(secret: str) -> Iterator[str]:
    """*secret* and its parts (keys, lines, a password in an address), as texts may hold them."""
    password = _password(secret)
    for part in {secret, *secret.split(","), *secret.splitlines(), password, unquote(password)}:
        plain = part.strip()
        yield plain
        yield quote(plain, safe="")
        yield repr(plain)[1:-1]
        yield json.dumps(plain)[1:-1]
        yield json.dumps(plain, ensure_ascii=False)[1:-1]


def _password(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""


class _Lines(logging.StreamHandler[TextIO]):
    """A stream of lines; one that can't be made is told of without what was in it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Say that a line was lost: logging itself would print its arguments, secrets and all."""
        failure = type(sys.exc_info()[1]).__name__
        place = (record.name, logging.ERROR, record.pathname, record.lineno)
        lost = logging.LogRecord(*place, f"{LOST} ({failure}, line {record.lineno})", (), None)
        try:
            self.stream.write(self.format(lost) + self.terminator)
        except (OSError, ValueError):
            return  # the stream itself is gone: there's nowhere left to say so


def _formatter(mask: Mask, *, as_json: bool, colours: bool) -> ProcessorFormatter:
    rendering = _for_machines() if as_json else _for_people(colours=colours)
    return ProcessorFormatter(
        foreign_pre_chain=_named(),
        processors=[
            ProcessorFormatter.remove_processors_meta,
            partial(_masked_fields, mask),
            *rendering,
            partial(_masked_line, mask),
        ],
    )


def _named() -> list[Processor]:
    """Who says it, how grave it is, and when: in UTC."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _for_machines() -> list[Processor]:
    return [
        structlog.processors.format_exc_info,
        _in_order,
        structlog.processors.JSONRenderer(_json, default=str),
    ]


def _json(event: EventDict, **options: Any) -> str:  # noqa: ANN401 - JSON's own
    return legible_json(json.dumps(event, ensure_ascii=False, **options))


def _in_order(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """When, how grave and what, before the fields."""
    first = {name: event[name] for name in ("timestamp", "level", "event", "logger")}
    return {**first, **event}


def _for_people(*, colours: bool) -> list[Processor]:
    return [
        _shortened,
        ConsoleRenderer(columns=_columns(colours=colours), exception_formatter=_traceback),
    ]


def _traceback(out: TextIO, failure: ExcInfo) -> None:
    """Python's own words, without what would steer a terminal: messages may quote anybody."""
    words = StringIO()
    plain_traceback(words, failure)
    lines = words.getvalue().strip("\n").splitlines()
    out.write("\n" + "\n".join(map(_one_line, lines)))


def _shortened(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Seconds will do for people, and our own events tell by their names where they come from."""
    event["timestamp"] = event["timestamp"][:19] + "Z"
    if event["logger"].partition(".")[0] == OURS:
        del event["logger"]
    return event


_DIM, _BOLD, _RESET = "\x1b[2m", "\x1b[1m", "\x1b[0m"
_GRAVITY = {"warning": "\x1b[33m", "error": "\x1b[31m", "critical": "\x1b[31m"}


def _columns(*, colours: bool) -> list[Column]:
    """Time, level, event, then the fields by name."""
    dim, bold, reset = (_DIM, _BOLD, _RESET) if colours else ("", "", "")

    def column(name: str, style: str, shown: Callable[[object], str]) -> Column:
        return Column(name, KeyValueColumnFormatter(None, style, reset, shown))

    def level(value: object) -> str:
        return f"{_GRAVITY.get(str(value), '') if colours else ''}{value!s:7}"

    fields = KeyValueColumnFormatter(dim, "", reset, _one_word)
    return [
        Column("", fields),
        column("timestamp", dim, str),
        column("level", "", level),
        column("event", bold, _one_line),
    ]


def _one_line(value: object) -> str:
    """*value* with everything spelled out that would break the line or turn it round."""
    return legible(str(value))


def _one_word(value: object) -> str:
    """*value* as it is where it's one plain word, else in quotes."""
    text = str(value)
    plain = text.isprintable() and text and not set(text) & set(" \"'=")
    return text if plain else repr(text)


def _masked_fields(mask: Mask, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Before rendering, which may escape what is escaped already beyond recognition."""
    failure = {name: event.pop(name) for name in ("exc_info",) if name in event}
    return {name: _masked(mask, value) for name, value in event.items()} | failure


def _masked(mask: Mask, value: object) -> object:
    match value:
        case str():
            return mask(value)
        case dict():
            return {mask(str(key)): _masked(mask, entry) for key, entry in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked(mask, entry) for entry in value]
        case _:
            return value


def _masked_line(mask: Mask, _: WrappedLogger, __: str, line: Any) -> str:  # noqa: ANN401 - the rendered line
    """After rendering: what stood in a traceback, or in another object's own words."""
    return mask(line)


def _wants_colours(stream: TextIO) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ
