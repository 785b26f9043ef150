"""Our commands as Discord is told of them: data, compared with what it has, and sent if changed.

Admins' verbs are a command of their own, `/news-schedule`, since Discord hides commands from those
who lack a right, but not verbs of one (FACTS 2.2); the desk checks again, whoever asks.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import discord

from bot.commands.grammar import MOST_STORIES
from bot.commands.queries import ScheduleVerb
from bot.commands.verbs import COMMAND, NAMES
from bot.desk.suggestions import Kind
from bot.platforms.discord.localisation import localised, named
from bot.settings.shape import MOST_STORIES as MOST_IN_A_DIGEST
from digests.schedule.presentation import Style
from digests.schedule.schedule import CatchUp, OnUnknown, WhenEmpty

Option = dict[str, Any]

NEWS = COMMAND.removeprefix("/")
SCHEDULE = "news-schedule"

SUBCOMMAND, TEXT, WHOLE_NUMBER, SWITCH, CHANNEL = 1, 3, 4, 5, 7
"""Discord's kinds of options."""

POSTABLE = [0, 2, 5, 10, 11, 12, 13, 15]
"""The kinds of channels that take messages."""

GUILD, BOT_DM, PRIVATE_CHANNEL = 0, 1, 2
INTO_SERVERS, BY_USERS = 0, 1
"""Where commands can be used, and who installed them (FACTS 2.2)."""

SUGGESTED: Mapping[str, Kind] = {
    "words": Kind.STORY,
    "topic": Kind.TOPIC,
    "topics": Kind.TOPIC,
    "from": Kind.PUBLISHER,
    "name": Kind.SCHEDULE,
}
"""What is suggested while an option is typed. A new schedule's name is nobody's to suggest."""

MANAGE_SERVER = discord.Permissions(manage_guild=True)


def commands() -> list[dict[str, Any]]:
    """All of them, as the body of `PUT /applications/{id}/commands`."""
    return [_news(), _schedule()]


def differs(wanted: Sequence[Mapping[str, Any]], there: Sequence[Mapping[str, Any]]) -> bool:
    """Whether Discord, which has *there*, has to be told of *wanted*."""
    return sorted(map(_plain, wanted), key=_name) != sorted(map(_plain, there), key=_name)


def mentions(there: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """How our commands are mentioned in text, by what is typed behind `/news` elsewhere."""
    ids = {command["name"]: command["id"] for command in there}
    found = {verb: f"</{NEWS} {verb}:{ids[NEWS]}>" for verb in _READERS if NEWS in ids}
    if SCHEDULE in ids:
        verbs = get_args(ScheduleVerb)
        found |= {f"schedule {v}": f"</{SCHEDULE} {v}:{ids[SCHEDULE]}>" for v in verbs}
        found["schedule"] = found["schedule list"]
    return found


def _news() -> dict[str, Any]:
    return {
        "type": 1,
        "name": NEWS,
        "description": (what := "News by topic, from Broadsheet"),
        "description_localizations": localised(what),
        "contexts": [GUILD, BOT_DM, PRIVATE_CHANNEL],
        "integration_types": [INTO_SERVERS, BY_USERS],
        "options": [_verb(verb, *options) for verb, options in _READERS.items()],
    }


def _schedule() -> dict[str, Any]:
    return {
        "type": 1,
        "name": SCHEDULE,
        "description": (what := "When digests come to this server, for admins"),
        "description_localizations": localised(what),
        "contexts": [GUILD],
        "integration_types": [INTO_SERVERS],
        "default_member_permissions": MANAGE_SERVER.value,
        "options": [_verb(verb, *options) for verb, options in _ADMINS.items()],
    }


def _verb(verb: str, what: str, *options: Option) -> Option:
    return named(verb, what, type=SUBCOMMAND, options=list(options))


def _text(name: str, what: str, *, must: bool = False) -> Option:
    """What is typed; suggestions come with it where SUGGESTED has some."""
    return named(name, what, type=TEXT, required=must, autocomplete=name in SUGGESTED)


def _number(name: str, what: str, *, most: int | None = None) -> Option:
    upper = {} if most is None else {"max_value": most}
    return named(name, what, type=WHOLE_NUMBER, min_value=1, **upper)


def _switch(name: str, what: str) -> Option:
    return named(name, what, type=SWITCH)


def _choice(name: str, what: str, values: Sequence[str]) -> Option:
    return named(name, what, type=TEXT, choices=[{"name": v, "value": v} for v in values])


def _settings() -> tuple[Option, ...]:
    """What `add` and `edit` take beside the name and the time: the settings file's keys."""
    return (
        named(
            "channel", "Where to; without it, this channel", type=CHANNEL, channel_types=POSTABLE
        ),
        _text("topics", "Only these, with commas between them"),
        _text("timezone", "The zone of those times: Europe/Berlin"),
        _text("title", "What stands above the digest"),
        _number("stories", "How many stories at most", most=MOST_IN_A_DIGEST),
        _choice("first", "Post a first digest at once", ["now"]),
        _choice("when_empty", "What to post when there’s nothing to tell", list(WhenEmpty)),
        _choice("catch_up", "What to do about digests that were missed", list(CatchUp)),
        _choice(
            "on_unknown", "What to do when nobody can tell whether it was posted", list(OnUnknown)
        ),
        _text("carry", "How long a story that found no place competes again: 2 days"),
        _text("starting", "From which date rhythms over several weeks count"),
        _choice("style", "What the digest is made of", list(Style)),
        _switch("pictures", "With thumbnails"),
        _switch("silent", "Without a notification"),
        _switch("crosspost", "From an announcement channel to those that follow it"),
        _text("forum_tags", "A forum’s tags for it, with commas between them"),
    )


EVERY = "When: weekday at 09:00 | mon, thu at 08:00, 18:30 | friday at 16:30"

_WORDS = _text("words", "A word or two of it; typos are forgiven", must=True)
_TOPIC = _text("topic", "Only this topic")
_NAMED = _text("name", "The schedule’s name", must=True)
_NEW = {
    **_text("name", "What it’s called: letters, digits and hyphens", must=True),
    "autocomplete": False,
}

_READERS: Mapping[str, tuple[Any, ...]] = {
    "latest": (
        "The newest stories, under their topics",
        _TOPIC,
        _number("count", "How many stories", most=MOST_STORIES),
    ),
    "story": ("One story in full: summary, who tells it, when, links", _WORDS),
    "similar": ("Stories like the one you name", _WORDS),
    "search": (
        "Stories in the archive",
        {**_text("words", "Words, or “a phrase”", must=True), "autocomplete": False},
        _TOPIC,
        _text("from", "Only what this publisher tells"),
        _text("since", "A date, a month (2026-11), yesterday or 7d"),
        _number("page", "Which page"),
    ),
    "topics": ("The headings, and how many stories stand under each",),
    "help": ("What can be asked, with examples", _choice("verb", "One command", NAMES)),
}

_ADMINS: Mapping[ScheduleVerb, tuple[Any, ...]] = {
    "list": ("The schedules of this server",),
    "add": (
        "A new schedule; its first times are shown",
        _NEW,
        _text("every", EVERY, must=True),
        *_settings(),
    ),
    "edit": (
        "Change a schedule; it keeps its memory",
        _NAMED,
        _text("new_name", "What it’s called from now on"),
        _text("every", EVERY),
        *_settings(),
    ),
    "show": ("A schedule and its next times", _NAMED),
    "preview": ("What a schedule would say now; nothing is posted", _NAMED),
    "run": ("Post an extra edition now", _NAMED),
    "pause": ("Stop a schedule until it’s resumed", _NAMED),
    "resume": ("Let a paused schedule go on", _NAMED),
    "remove": ("Take a schedule out", _NAMED),
}

_OURS = frozenset(
    """
    type name name_localizations description description_localizations contexts integration_types
    default_member_permissions options required autocomplete choices value min_value max_value
    channel_types
    """.split()
)
"""What we say of a command; what else Discord keeps of it is its own."""

_AS_IT_IS = frozenset({"name_localizations", "description_localizations"})
"""Words by locale."""


def _name(command: Mapping[str, Any]) -> str:
    return str(command["name"])


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """*value* without what says nothing, whether it's left out or spelled out."""
    if isinstance(value, list):
        return list(map(_plain, value))
    if not isinstance(value, Mapping):
        return value
    ours = {k: v if k in _AS_IT_IS else _plain(v) for k, v in value.items() if k in _OURS}
    if (rights := ours.get("default_member_permissions")) is not None:
        ours["default_member_permissions"] = str(rights)  # sent as a number, listed as text
    return {k: v for k, v in ours.items() if v not in (None, False, [], {})}
