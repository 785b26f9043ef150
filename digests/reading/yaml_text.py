"""YAML in which every scalar stays the text it was written as, and no document can hurt.

YAML 1.1 would make a number of 18:30, a boolean of `no` and a failure of a date that doesn't exist.
"""

from typing import Any, cast

import yaml

from digests.reading.outcome import Unreadable

MOST_EVENTS = 200_000
DEEPEST = 20
LONGEST = 2_000_000
"""Characters. The three limits are some twenty times what the largest real documents need."""

_FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TextLoader(_FASTEST):  # type: ignore[misc] # which of the two depends on the machine
    """A SafeLoader that resolves no plain scalar."""

    yaml_implicit_resolvers: dict[str, list[Any]] = {}  # noqa: RUF012 - PyYAML looks here


def mapping(text: str) -> dict[str, object] | None:
    """The mapping that *text* holds, of texts, lists and mappings; None where it's something else.

    Of equal keys, the last one counts. Raises Unreadable, with the line, for a list, for
    what isn't YAML, nests deeper than 20, is too big, or repeats whole branches by alias.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"its front matter is longer than {LONGEST:,} characters", 1)
    try:
        _measure(text)
        found = yaml.load(text, Loader=_TextLoader)  # noqa: S506 - it descends from SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(f"bad YAML: {error.problem}", mark.line + 1 if mark else None) from error
    except Unreadable:
        raise
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise Unreadable(f"bad YAML: {str(error).splitlines()[0]}") from error
    if isinstance(found, list):
        raise Unreadable("its front matter is a list; write fields, as in `title: Rain`", 1)
    if not isinstance(found, dict):
        return None
    return cast("dict[str, object]", {str(key): value for key, value in found.items()})


def _measure(text: str) -> None:
    """Refuse what would grow in memory, from the events alone, so that nothing has grown yet."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_TextLoader), 1):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.CollectionStartEvent):
            if event.anchor:
                raise Unreadable("bad YAML: an alias may repeat a text, not a whole branch", line)
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise Unreadable(f"bad YAML: it nests deeper than {DEEPEST}", line)
        if count > MOST_EVENTS:
            raise Unreadable("bad YAML: it is too big for front matter", line)
