"""From the options of a command to a query, and from what is typed to what may be meant.

Options become the text that would be typed elsewhere: so it's read by one grammar, with the same
refusals, whatever Discord let through.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.commands.grammar import parse
from bot.commands.queries import LATEST, AskLatest, AskSchedule, Query, ScheduleVerb
from bot.commands.schedule_grammar import VERBS, parse_schedule
from bot.commands.spelling import spelled
from bot.desk.suggestions import Kind, Suggestion
from bot.platforms.discord.commands import CHANNEL, SCHEDULE, SUGGESTED

Given = Mapping[str, Any]

MULTIPLE = frozenset({"topics"})
"""Options that hold several, with commas between them."""

LONGEST = 100
"""Characters of a choice's value (FACTS 2.2)."""


def query_of_command(data: Given, guild: int | None) -> Query:
    """What a command asks whose interaction has *data*, in the server *guild*."""
    verb, options = _verb(data)
    given = {option["name"]: option for option in options}
    if data["name"] == SCHEDULE:
        return _schedule(verb, given, guild)
    values = {name: option["value"] for name, option in given.items()}
    if verb == "latest":
        return AskLatest(values.get("topic"), values.get("count", LATEST))
    if verb == "search":
        return parse(" ".join(("search", *_search(values))))
    typed = values.get("words") or values.get("verb") or ""
    return parse(f"{verb} {typed}")


def typing(data: Given) -> tuple[Kind, str] | None:
    """What is being typed, as far as it's ours to suggest something for it."""
    focused = _focused(data)
    kind = SUGGESTED.get(focused["name"]) if focused else None
    if focused is None or kind is None:
        return None
    typed = str(focused["value"])
    return kind, _last(typed) if focused["name"] in MULTIPLE else typed


def completed(data: Given, suggestions: Sequence[Suggestion]) -> Sequence[Suggestion]:
    """*suggestions* as values of the option: after what stands there already, where it's a list."""
    focused = _focused(data)
    if focused is None or focused["name"] not in MULTIPLE:
        return suggestions
    before = [t for t in map(str.strip, str(focused["value"]).split(",")[:-1]) if t]
    named = {t.casefold() for t in before}
    return [
        Suggestion(longer, longer, s.note)
        for s in suggestions
        if s.value.casefold() not in named
        and len(longer := ", ".join((*before, s.value))) <= LONGEST
    ]


def _verb(data: Given) -> tuple[str, Sequence[Given]]:
    """The subcommand and its options; Discord nests one in the other."""
    chosen = next(iter(data.get("options") or ()), None)
    return (str(chosen["name"]), chosen.get("options") or ()) if chosen else ("", ())


def _focused(data: Given) -> Given | None:
    return next((option for option in _verb(data)[1] if option.get("focused")), None)


def _last(typed: str) -> str:
    return typed.rpartition(",")[2].strip()


def _search(values: Given) -> Iterator[str]:
    yield str(values.get("words", ""))
    for key in ("topic", "from"):
        if name := str(values.get(key, "")).replace('"', " ").strip():
            yield f'{key}:"{name}"'
    if since := "".join(str(values.get("since", "")).split()):
        yield f"since:{since}"
    if "page" in values:
        yield f"page:{values['page']}"


def _schedule(verb: str, given: Mapping[str, Given], guild: int | None) -> Query:
    """Read as it would be if it were typed, whatever the options hold."""
    name = str(given["name"]["value"]) if "name" in given else ""
    settings = tuple(
        (_KEYS.get(key, key), _typed(option, guild))
        for key, option in given.items()
        if key != "name"
    )
    known: ScheduleVerb = next((v for v in VERBS if v == verb), "list")
    asked = spelled(AskSchedule(known, name, settings))
    return parse_schedule(asked.removeprefix("schedule").strip())


_KEYS = {"new_name": "name"}
"""Options whose setting is called otherwise."""


def _typed(option: Given, guild: int | None) -> str:
    value = option["value"]
    match value:
        case bool():
            return "true" if value else "false"
        case _ if option.get("type") == CHANNEL:
            return f"discord:{guild}/{value}"
        case _:
            return str(value)
