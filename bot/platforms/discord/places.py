"""Places: what kind of channel an id stands for, which nobody has to say in the settings."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.platforms.discord.rest import Rest

KNOWN_FOR = 26 * 3600.0
"""Seconds after which a channel is looked at again, where it hasn't refused us by then.

So a daily digest costs one call a channel, not two: of 50 a second that's half of them.
"""

CHANGING = 600.0
"""The same for forums, which may have new tags, for threads, and for what takes no messages yet."""

REQUIRES_TAG = 1 << 4
"""A forum's flag (FACTS 2.1)."""


class Kind(Enum):
    """What can be posted to, and how; the numbers are Discord's."""

    TEXT = (0, 2, 13)
    """Voice and stage channels have a chat of their own."""
    ANNOUNCEMENT = (5,)
    THREAD = (10, 11, 12)
    FORUM = (15, 16)
    OTHER = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel as Discord has it. *tags* are a forum's, by their names in lower case."""

    id: str
    kind: Kind
    guild: str | None
    name: str
    parent: str | None = None
    archived: bool = False
    wants_tag: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """As people know it."""
        return f"#{self.name}" if self.name else self.id


class Places:
    """The channels that were looked at, for a while."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._known: dict[str, tuple[float, Place]] = {}

    async def place(self, id_: str) -> Place:
        """The channel of that id; raises as `Rest.ask` does."""
        if self.knows(id_):
            return self._known[id_][1]
        place = _place(await self._rest.ask("GET", "/channels/{channel_id}", channel_id=id_))
        self._known[id_] = (time.monotonic(), place)
        return place

    def knows(self, id_: str) -> bool:
        """Whether that channel needn't be looked at now."""
        if (known := self._known.get(id_)) is None:
            return False
        since, place = known
        stays = place.kind in {Kind.TEXT, Kind.ANNOUNCEMENT}
        return time.monotonic() - since < (KNOWN_FOR if stays else CHANGING)

    def forget(self, id_: str) -> None:
        """Look at it anew the next time: it isn't as we thought."""
        self._known.pop(id_, None)


def _place(shown: Mapping[str, Any]) -> Place:
    state = shown.get("thread_metadata") or {}
    return Place(
        id=str(shown["id"]),
        kind=next((kind for kind in Kind if shown["type"] in kind.value), Kind.OTHER),
        guild=shown.get("guild_id"),
        name=shown.get("name") or "",
        parent=shown.get("parent_id"),
        archived=bool(state.get("archived")),
        wants_tag=bool(shown.get("flags", 0) & REQUIRES_TAG),
        tags={tag["name"].casefold(): tag["id"] for tag in shown.get("available_tags") or ()},
    )
