"""The rules of time zones, as this machine has them: whether they changed since the last start.

A new edition of the time zone database moves what is next, and then only: so a few files are
looked at, not every schedule.
"""

import zlib
from collections.abc import Collection, Mapping
from importlib.resources import files
from pathlib import Path
from zoneinfo import TZPATH

from sqlalchemy import Connection

from bot.database.marks import mark, set_mark

Rules = Mapping[str, int]
"""A checksum of each zone's rules, by its name."""


def present_rules(zones: Collection[str]) -> Rules:
    """The rules of *zones*, from where `zoneinfo` takes them: the system, else `tzdata`."""
    return {zone: zlib.crc32(_written(zone)) for zone in zones}


def changed(db: Connection, rules: Rules) -> list[str]:
    """The zones whose *rules* are other ones than were noted last, or were never noted."""
    return [zone for zone, checksum in rules.items() if mark(db, _name(zone)) != checksum]


def note(db: Connection, rules: Rules) -> None:
    """Remember *rules* for the next start."""
    for zone, checksum in rules.items():
        set_mark(db, _name(zone), checksum)


def _written(zone: str) -> bytes:
    for folder in TZPATH:
        if (path := Path(folder, zone)).is_file():
            return path.read_bytes()
    packaged = files("tzdata").joinpath("zoneinfo", *zone.split("/"))
    return packaged.read_bytes() if packaged.is_file() else b""


def _name(zone: str) -> str:
    return f"rules of {zone}"
