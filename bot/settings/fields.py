"""The kinds of value that settings hold: each from text to its type, with a sentence if it isn't.

Every error raised in here is meant for people: what is wrong, then what to write.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Annotated, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo
from pydantic_core import PydanticKnownError

from bot.settings.durations import parse_duration
from bot.settings.problems import did_you_mean, listed, nearest
from digests.quoting import quoted
from digests.schedule.channel import Channel
from digests.schedule.grammar import parse_rhythm
from digests.schedule.rhythm import Rhythm

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")

LONGEST_NAME = 64
LONGEST_TITLE = 100
"""Characters; Slack's header takes 150 and Discord's embed title 256, and a date is added."""

HIGHEST_PORT = 65_535

_REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
_OFFSET = re.compile(
    r"[A-Za-z]{1,4}|(?:[A-Za-z]{1,4} ?)?[+\-\u2212] ?\d{1,2}(?::?\d{2})?", re.ASCII
)
_NAME = re.compile(r"[\w-]+")
_COMMAND = re.compile(r"/[a-z0-9_-]{1,31}")
_SHARDS = re.compile(
    r"(?P<ids>\d{1,5}(?: ?- ?\d{1,5})?(?: ?, ?\d{1,5}(?: ?- ?\d{1,5})?)*)"
    r" of (?P<count>[1-9]\d{0,4})"
)
_MEMBER = re.compile(r"(?:[TE][A-Z0-9]+/)?[UW][A-Z0-9]+")


def choice(kind: type[Choice]) -> PlainValidator:
    """One of the words of *kind*."""
    words = [member.value for member in kind]

    def chosen(value: object) -> Choice:
        word = value.strip() if isinstance(value, str) else ""
        if word not in words:
            meant = did_you_mean(word, words) if len(words) > 1 else ""
            raise ValueError(f"it takes {listed(words)}{meant}")
        return kind(word)

    return PlainValidator(chosen)


def only_on(*platforms: str) -> AfterValidator:
    """A schedule's setting that means nothing but on channels of *platforms*.

    The key `channel` has to be read before it.
    """

    def fits(value: Value, around: ValidationInfo) -> Value:
        channel = around.data.get("channel")
        if channel is not None and channel.platform not in platforms:
            raise ValueError(
                f"only {listed(platforms, 'and')} channels have it; take it away, "
                f"since this schedule posts to {channel}"
            )
        return value

    return AfterValidator(fits)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticKnownError("string_type")
    return value.strip()


def _read_as(parse: Callable[[str], object]) -> PlainValidator:
    return PlainValidator(lambda value: parse(_text(value)))


@cache
def _zones() -> tuple[str, ...]:
    """Every zone by name: 0.03 s of looking through files, hence once."""
    return tuple(sorted(available_timezones()))


def _zone(name: str) -> ZoneInfo:
    if name not in _zones():
        raise ValueError(f"{quoted(name)} is no time zone{_zone_like(name)}")
    return ZoneInfo(name)


def parted_zone(text: str) -> tuple[str, str | None]:
    """`weekday at 9am Europe/Berlin` without its zone, and that; None where it names none."""
    words, _, last = text.strip().rpartition(" ")
    spelled = {zone.casefold(): zone for zone in _zones() if "/" in zone or zone == "UTC"}
    zone = spelled.get(last.strip("()").casefold())
    return (words.rstrip(" ,"), zone) if words and zone else (text, None)


def _zone_like(name: str) -> str:
    """Hong Kong, hongkong and asia/hong_kong all mean Asia/Hong_Kong; a worse guess is hours off.

    An offset or an abbreviation gets none: IST is three zones, and Etc/GMT+8 is west of London.
    """
    cities = {zone.rpartition("/")[2]: zone for zone in _zones() if zone.startswith(_REGIONS)}
    typed, exact = _plain(name), {_plain(city): city for city in cities}
    if typed not in exact and _OFFSET.fullmatch(name) and not name.istitle():
        return (
            ": an offset or an abbreviation doesn't say when clocks change; "
            "write a city's, such as Europe/Berlin or Asia/Hong_Kong"
        )
    for words in (_zones(), tuple(cities)):
        meant = exact.get(typed) or nearest(name.replace(" ", "_"), words, alike=0.8) or ""
        zone = cities.get(meant, meant)
        if zone.startswith(_REGIONS):
            return f"; did you mean {zone}?"
    return "; write one such as Europe/London, Asia/Hong_Kong or UTC"


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _duration(value: object) -> timedelta:
    if isinstance(value, int):
        raise ValueError(f"{value} of what? write {value} days" if value > 1 else "write 1 day")  # noqa: TRY004 - pydantic collects only ValueErrors
    return parse_duration(_text(value))


def _day(value: object) -> date:
    # What YAML itself takes for a date is one: here, nothing was bent.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = _text(value)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{quoted(text)} is no date; write it as 2026-11-23") from error


def _rhythm(value: object, around: ValidationInfo) -> Rhythm:
    """A rhythm, read together with the date beside it that it counts from."""
    return parse_rhythm(_text(value), starting=around.data.get("starting"))


def _name(name: str) -> str:
    if _NAME.fullmatch(name):
        return name
    plain = re.sub(r"[^\w-]+", "-", name).strip("-").lower()
    remedy = f"write {plain}, and the words into title:" if plain else "such as morning-brief"
    raise ValueError(f"{quoted(name)} can't be a name: letters, digits and hyphens only; {remedy}")


def _filled(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValueError("it's empty; write something or take it away")
    return text


def _command(text: str) -> str:
    command = text.strip().casefold()
    if not _COMMAND.fullmatch(command):
        raise ValueError(f"{quoted(text)} is no command; write a slash and a word, such as /news")
    return command


def _member(text: str) -> str:
    member = text.strip().lstrip("@")
    if not _MEMBER.fullmatch(member):
        raise ValueError(
            f"{quoted(text)} is no member's id; it's under Copy member ID in their profile, "
            "such as U0123ABC, or T024/U0123ABC where there are several workspaces"
        )
    return member


def _discord_user(text: str) -> str:
    if not text.isdecimal():
        raise ValueError(
            f"{quoted(text)} is no user's id; it's what Copy User ID gives, digits alone, in quotes"
        )
    return text


def _shards(text: str) -> tuple[tuple[int, ...], int]:
    """ "0-3, 7 of 16": which ones, of how many."""
    spelled = _SHARDS.fullmatch(text.strip())
    if spelled is None:
        raise ValueError(f"{quoted(text)} names no shards; write 0-3 of 16, or 5 of 16")
    count = int(spelled["count"])
    ends = [piece.split("-") for piece in spelled["ids"].replace(" ", "").split(",")]
    ids = {n for piece in ends for n in range(int(piece[0]), int(piece[-1]) + 1)}
    if not ids or max(ids) >= count:
        raise ValueError(f"of {count} shards, the first is 0 and the last {count - 1}")
    return tuple(sorted(ids)), count


def _listen(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) <= HIGHEST_PORT:
        raise ValueError(f"{quoted(text)} is no address to listen on; write 127.0.0.1:3000")
    return host.strip("[]"), int(port)


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{quoted(text)} is no public address; write https://news.example.com")
    return text.rstrip("/")


Text = Annotated[str, AfterValidator(_filled)]
Name = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_name)]
Title = Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(_filled)]
Zone = Annotated[ZoneInfo, _read_as(_zone)]
Address = Annotated[Channel, _read_as(Channel.parse)]
Duration = Annotated[timedelta, PlainValidator(_duration)]
Day = Annotated[date, PlainValidator(_day)]
Every = Annotated[Rhythm, PlainValidator(_rhythm)]
Command = Annotated[str, AfterValidator(_command)]
Member = Annotated[str, AfterValidator(_member)]
Listen = Annotated[tuple[str, int], _read_as(_listen)]
DiscordUser = Annotated[str, _read_as(_discord_user)]
Shards = Annotated[tuple[tuple[int, ...], int], _read_as(_shards)]
PublicUrl = Annotated[str, AfterValidator(_public_url)]
