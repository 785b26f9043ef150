"""From pydantic's errors to sentences that name the place and the remedy."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.settings.document import Document
from bot.settings.problems import Path, Problem, listed, nearest
from bot.settings.shape import FileShape, example_of, keys_of
from digests.quoting import LONGEST, cut, quoted

LONGEST_NUMBER = 9
"""Digits; no setting takes a number of more."""

_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


def problems_in(error: ValidationError, document: Document) -> Iterator[Problem]:
    """One problem for each error, at the line where *document* has it.

    A key that is missing because it's mistyped is one problem, not two.
    """
    details = error.errors(include_url=False)
    in_quotes = _in_quotes(details, document)
    mistyped = {_meant(detail["loc"]) for detail in details if detail["type"] == "extra_forbidden"}
    for detail in details:
        path = tuple(detail["loc"])
        if path in document.unread or (detail["type"] == "missing" and path in mistyped):
            continue
        if detail["type"] == "feed":
            path = (*path, "feed")
        sentence = in_quotes.get(path) or _sentence(detail, path, document)
        if detail["type"] == "missing":
            path = path[:-1]
        yield Problem(line=document.line(path), path=path, sentence=sentence)


def _in_quotes(details: Iterable[ErrorDetails], document: Document) -> dict[Path, str]:
    """What would be wrong with bare values if quotes made them text, by the way to each.

    So that nobody is told to write 12345 in quotes where "12345" is refused as well.
    """
    bare = {
        path: document.bare[path]
        for path in (tuple(detail["loc"]) for detail in details if detail["type"] == "string_type")
        if path in document.bare and not _TIME.fullmatch(document.bare[path])
    }
    try:
        FileShape.model_validate(_replaced(document.content, bare))
    except ValidationError as error:
        return {
            tuple(detail["loc"]): _sentence(detail, tuple(detail["loc"]), document)
            for detail in error.errors(include_url=False)
            if tuple(detail["loc"]) in bare
        }
    return {}


def _replaced(content: Any, values: Mapping[Path, Any], path: Path = ()) -> Any:  # noqa: ANN401 - any
    """A copy of *content* with other *values* at the ends of the ways to them."""
    if path in values:
        return values[path]
    if isinstance(content, dict):
        return {key: _replaced(entry, values, (*path, key)) for key, entry in content.items()}
    if isinstance(content, list):
        return [_replaced(entry, values, (*path, n)) for n, entry in enumerate(content)]
    return content


def _sentence(detail: ErrorDetails, path: Path, document: Document) -> str:
    kind, value, bounds = detail["type"], detail["input"], detail.get("ctx", {})
    match kind:
        case "value_error":
            return str(bounds["error"])
        case "feed":
            return detail["msg"]
        case "missing":
            return _missing(path)
        case "extra_forbidden":
            return _unknown(path)
        case "string_type":
            return _no_text(path, value, document.bare.get(path))
        case "string_too_long":
            return f"it has {len(value):,} characters; at most {bounds['max_length']} fit"
        case "greater_than_equal":
            return f"{cut(str(value))} is too few; at least {bounds['ge']}"
        case "less_than_equal":
            return f"{cut(str(value))} is too many; at most {bounds['le']}"
        case _:
            return _wrong_kind(kind, path, value)


def _section(path: Path) -> str:
    """The name of the mapping that *path*'s last key stands in."""
    return next((str(step) for step in path[:-1] if isinstance(step, str)), "")


def _missing(path: Path) -> str:
    key = str(path[-1])
    return f"it needs {key}:, such as {key}: {example_of(_section(path), key)}"


def _unknown(path: Path) -> str:
    known = keys_of(_section(path))
    meant = nearest(str(path[-1]), known)
    remedy = f"did you mean {meant}?" if meant else f"there are {listed(known, 'and')}"
    return f"there's no such setting; {remedy}"


def _meant(path: Path) -> Path:
    """Where the key would be that a mistyped one stands for."""
    return (*path[:-1], nearest(str(path[-1]), keys_of(_section(path))) or "")


def _no_text(path: Path, value: object, written: str | None) -> str:
    """Most often YAML took a bare word or time for something else."""
    if written is None:
        return "it takes a text, not a list or a mapping"
    written = cut(written)
    remedy = f"day at {written}" if path[-1] == "every" and _TIME.fullmatch(written) else written
    return f"write {remedy} in quotes (YAML read the bare {written} as {_read_as(value, written)})"


def _read_as(value: object, written: str) -> str:
    match value:
        case bool():
            same = str(value).lower() == written.lower()
            return f"{'yes or no' if same else str(value).lower()}"
        case int() | float():
            return "a number" if str(value) == written else f"the number {value}"
        case None:
            return "nothing"
        case _:
            return f"the date {value}"


def _wrong_kind(kind: str, path: Path, value: Any) -> str:  # noqa: ANN401 - whatever was written
    if kind == "list_type":
        return _no_list(path, value)
    if kind.startswith("int_"):
        digits = isinstance(value, str) and len(value) <= LONGEST_NUMBER and value.isdecimal()
        remedy = f"; write {int(value)} without quotes" if digits else ", such as 8"
        return f"it takes a whole number{remedy}"
    if kind.startswith("bool_"):
        return "it takes true or false, without quotes"
    if kind.startswith(("model_", "dict_")):
        return _no_mapping(path)
    named = kind.replace("_", " ")
    return f"{quoted(str(value))} doesn't fit here ({named})"


def _no_list(path: Path, value: object) -> str:
    if isinstance(value, str):
        remedy = f"write [{value}]" if len(value) <= LONGEST else "begin each entry with a hyphen"
        return f"it takes a list; {remedy}"
    return f"it takes a list; begin each of the {path[-1]} with a hyphen"


def _no_mapping(path: Path) -> str:
    section = next((str(step) for step in path if isinstance(step, str)), "")
    key = keys_of(section)[0]
    if not path:
        return f"the file takes settings with a colon, such as {key}: Europe/London"
    return f"it takes settings with a colon, such as {key}: {example_of(section, key)}"
