"""`/news schedule …`: a verb, a name, and settings as `key: value`, by the settings file's keys."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import get_args

from bot.commands.queries import AskSchedule, NotUnderstood, Query, ScheduleVerb
from bot.commands.verbs import COMMAND
from bot.settings.fields import parted_zone
from digests.schedule.grammar import RhythmError, parse_rhythm
from digests.schedule.remedies import repaired

VERBS: tuple[ScheduleVerb, ...] = get_args(ScheduleVerb)

KEYS = (
    "title",
    "channel",
    "every",
    "timezone",
    "topics",
    "stories",
    "first",
    "when_empty",
    "catch_up",
    "on_unknown",
    "carry",
    "starting",
    "layout",
    "style",
    "pictures",
    "silent",
    "crosspost",
    "forum_tags",
    "name",
)
"""What chat may set: the settings file's keys but for `was` and `paused`: a new `name` renames, and
`pause` is a verb."""

FREE = ("title", "channel", "topics", "forum_tags", "name")
"""Keys whose values may hold a word with a colon; in any other value, that's one more key."""

EXAMPLE = "morning-brief"
"""The name in examples, where none was typed that can be one."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"：": ":"})
_KEY = re.compile(r'"[^"]*"|(?:^|(?<=\s))(?P<key>[^\W\d]\w*):')
_BARE_KEY = re.compile(rf"(?<!\S)(?P<key>{'|'.join(KEYS)})(?= )", re.IGNORECASE)
_NAME = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stands before the first key, each key with its value, and words that are no keys."""

    name: str
    settings: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]


def parse_schedule(rest: str) -> Query:
    """`[VERB] [NAME] [key: value …]`; a bare `schedule` lists them."""
    typed_verb, _, tail = rest.partition(" ")
    verb = next((v for v in VERBS if v == typed_verb.casefold()), None)
    if not rest:
        return AskSchedule("list")
    if verb is None:
        return _no_verb(typed_verb, tail)
    typed = _typed(tail)
    if verb == "list":
        return AskSchedule("list")
    wrong = _wrong_settings(verb, typed) or _bare_rhythm(verb, typed)
    wrong = (
        wrong or _bare_key(verb, typed) or _wrong_name(verb, typed.name) or _lacking(verb, typed)
    )
    return wrong or AskSchedule(verb, typed.name, typed.settings)


def _typed(tail: str) -> _Typed:
    """*tail* taken apart at its keys; what's in quotes stays whole, and loses them.

    A word with a colon within free text is a key only if it is one, or nearly one.
    """
    tail = tail.translate(_QUOTES)
    keys = [found for found in _KEY.finditer(tail) if found["key"]]
    known = [k for k in keys if k["key"].lower() in KEYS]
    unknown = [k for k in keys if k not in known and (k is keys[0] or _misspelled(k, known, tail))]
    ends = [*(k.start() for k in known[1:]), len(tail)]
    settings = [
        (k["key"].lower(), _plain(tail[k.end() : end])) for k, end in zip(known, ends, strict=False)
    ]
    before = tail[: keys[0].start()] if keys else tail
    name = _plain(before)
    if not name and settings[:1] and settings[0][0] == "name":
        name = settings.pop(0)[1]
    return _Typed(name, tuple(settings), tuple(k["key"] for k in unknown))


def _misspelled(key: re.Match[str], known: Iterable[re.Match[str]], tail: str) -> bool:
    """Whether *key* is meant for one: it's nearly one, or stands behind a value without colons."""
    before = [k for k in known if k.end() <= key.start()]
    value = tail[before[-1].end() : key.start()] if before else ""
    behind = bool(value.strip()) and before[-1]["key"].lower() not in FREE
    return behind or bool(_near(key["key"]))


def _plain(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] == '"' and value.count('"') == 2  # noqa: PLR2004
    return value[1:-1].strip() if quoted else value


def _near(key: str) -> str | None:
    return next(iter(get_close_matches(key.lower(), KEYS, n=1, cutoff=0.7)), None)


def _no_verb(typed: str, tail: str) -> NotUnderstood:
    """The example is what was typed, under the nearest verb, or what that needs."""
    if typed.casefold() == "rename":
        return _renaming(*tail.split()[:2])
    nearest = next(iter(get_close_matches(typed.casefold(), VERBS, n=1, cutoff=0.5)), "list")
    meant = parse_schedule(f"{nearest} {tail}".strip())
    meant_so = f"{COMMAND} schedule {nearest} {tail}".strip()
    return NotUnderstood(
        typed=f"schedule {typed}",
        problem=f"schedule has no “{typed}”; it has {', '.join(VERBS)}",
        example=meant.example if isinstance(meant, NotUnderstood) else meant_so,
    )


def _renaming(old: str = EXAMPLE, new: str = "evening-brief") -> NotUnderstood:
    return NotUnderstood(
        typed=f"schedule rename {old} {new}",
        problem="a schedule is renamed by its setting name:",
        example=f"{COMMAND} schedule edit {old} name: {new}",
    )


def _wrong_settings(verb: str, typed: _Typed) -> NotUnderstood | None:
    keys = [key for key, _ in typed.settings]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if typed.unknown and typed.unknown[0].casefold().startswith("paus"):
        problem = "pausing is no setting but a verb, as is resuming"
        refused = _refused("pause", typed.name, problem)
        return replace(refused, typed=f"schedule {verb} {typed.name}".strip())
    if typed.unknown:
        near = _near(typed.unknown[0])
        remedy = f"did you mean {near}:?" if near else f"there are {', '.join(KEYS)}"
        problem = f"there's no setting “{typed.unknown[0]}”; {remedy}"
    elif twice:
        problem = f"{twice}: is there twice; once will do"
    elif keys and verb not in {"add", "edit"}:
        problem = f"{verb} takes a name alone; settings go with add and edit"
    else:
        return None
    return _refused(verb, typed.name, problem)


def _bare_rhythm(verb: str, typed: _Typed) -> NotUnderstood | None:
    """That `every:` is missing before a rhythm, where one stands behind the name, or in its place.

    The example holds whatever else was typed.
    """
    if verb not in {"add", "edit"} or " " not in typed.name or "every" in dict(typed.settings):
        return None
    first, _, rest = typed.name.partition(" ")
    name, words = (first, rest) if _rhythm(typed.name) is None else ("", typed.name)
    rhythm = _rhythm(words)
    if rhythm is None or not _NAME.fullmatch(name or first):
        return None
    lacking = "" if name else "it needs a name; and "
    said = rhythm if rhythm in words else words
    words_of_it = (
        COMMAND,
        "schedule",
        verb,
        name or EXAMPLE,
        f"every: {rhythm}",
        *_as_typed(typed.settings),
    )
    return NotUnderstood(
        typed=f"schedule {verb} {typed.name}",
        problem=f"{lacking}every: is missing before “{said}”",
        example=" ".join(words_of_it),
    )


def _bare_key(verb: str, typed: _Typed) -> NotUnderstood | None:
    """That a key behind the name lacks its colon; the example gives it to each that does."""
    name, _, words = typed.name.partition(" ")
    found = list(_BARE_KEY.finditer(words))
    if verb not in {"add", "edit"} or not found or found[0].start() or not _NAME.fullmatch(name):
        return None
    end = found[1].start() if len(found) > 1 else len(words)
    key = found[0]["key"].lower()
    value = words[len(key) : end].strip() or "…"
    refused = _refused(verb, name, f"a colon is missing; write {key}: {value}")
    meant = " ".join([_BARE_KEY.sub(r"\g<key>:", words), *_as_typed(typed.settings)])
    if isinstance(parse_schedule(f"{verb} {name} {meant}"), NotUnderstood):
        return refused
    return replace(refused, example=f"{COMMAND} schedule {verb} {name} {meant}")


def _as_typed(settings: Iterable[tuple[str, str]]) -> list[str]:
    return [f'{k}: "{v}"' if ":" in v else f"{k}: {v}" for k, v in settings]


def _rhythm(words: str) -> str | None:
    """*words* where they're a rhythm, or what they're meant to be; else None."""
    dates, zone = parted_zone(words)
    bare = re.sub("^every ", "", dates, flags=re.IGNORECASE)
    for candidate in (bare, dates, *repaired(dates.lower())):
        try:
            parse_rhythm(candidate)
        except RhythmError:
            continue
        return f"{candidate} {zone}" if zone else candidate
    return None


def _wrong_name(verb: str, name: str) -> NotUnderstood | None:
    if _NAME.fullmatch(name):
        return None
    problem = (
        f"“{name}” can't be a schedule's name: letters, digits and hyphens, no blanks"
        if name
        else f"which schedule should I {verb}?"
    )
    return _refused(verb, "", problem)


def _lacking(verb: str, typed: _Typed) -> NotUnderstood | None:
    if verb == "add" and "every" not in dict(typed.settings):
        return _refused(verb, typed.name, "when should it come? Say every: …")
    if verb == "edit" and not typed.settings:
        problem = f"what should change? Say {', '.join(KEYS[:5])} … with a colon"
        return _refused(verb, typed.name, problem)
    return None


def _refused(verb: str, name: str, problem: str) -> NotUnderstood:
    """With an example for the same schedule, where its name can be one."""
    known = name if _NAME.fullmatch(name) else EXAMPLE
    setting = {"add": " every: weekday at 09:00", "edit": " every: day at 18:30"}.get(verb, "")
    return NotUnderstood(
        typed=f"schedule {verb} {name}".strip(),
        problem=problem,
        example=f"{COMMAND} schedule {verb} {known}{setting}",
    )
