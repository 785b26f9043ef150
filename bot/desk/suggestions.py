"""What could be meant by what somebody is typing: for menus and autocompletion."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from bot.commands.queries import Asker
from bot.database.archive import Archive
from bot.database.schedules import Schedules
from bot.desk.headings import Headings
from digests.text import normalise
from digests.topics import Topic
from digests.wording import houses

MOST = 25
"""Discord shows no more choices (FACTS 2.2); nobody reads so many."""


class Kind(StrEnum):
    """What is being typed."""

    STORY = "story"
    PUBLISHER = "publisher"
    TOPIC = "topic"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """*value* is what the query takes (a story's id, a name), *label* what is shown for it.

    *note* says more, where there's more to say: who tells a story.
    """

    value: str
    label: str
    note: str = ""


class Suggestions:
    """Answers while somebody types; it counts for nothing and logs nothing."""

    def __init__(self, archive: Archive, schedules: Schedules, topics: Sequence[Topic]) -> None:
        self._archive = archive
        self._schedules = schedules
        self.use(topics)

    def use(self, topics: Sequence[Topic]) -> None:
        """Suggest *topics* from now on, as after a reload."""
        self._headings = Headings(topics)

    async def answer(self, kind: Kind, typed: str, asker: Asker) -> tuple[Suggestion, ...]:
        """At most MOST, best first; for nothing typed the newest stories, or all names."""
        match kind:
            case Kind.STORY:
                return await self._stories(typed)
            case Kind.PUBLISHER:
                houses = await self._archive.publishers(typed, limit=MOST)
                return tuple(Suggestion(name, name) for name in houses)
            case Kind.TOPIC:
                return _named(typed, self._headings.names, self._headings.meant(typed))
            case Kind.SCHEDULE:
                states = await self._schedules.all(asker.workplace) if asker.admin else ()
                return _named(typed, [state.schedule.name for state in states])
            case _:
                assert_never(kind)

    async def _stories(self, typed: str) -> tuple[Suggestion, ...]:
        found = await self._archive.suggest(typed, limit=MOST)
        return tuple(Suggestion(one.story, one.title, houses(one.publishers)) for one in found)


def _named(typed: str, names: Sequence[str], meant: str | None = None) -> tuple[Suggestion, ...]:
    """Those of *names* with a word that begins as it is typed, and the one that is *meant*."""
    plain = normalise(typed)
    fitting = [name for name in names if f" {plain}" in f" {normalise(name)}"]
    if meant and meant not in fitting:
        fitting.append(meant)
    return tuple(Suggestion(name, name) for name in fitting[:MOST])
