"""A round of assembling: what its editions have in common is looked up and worded once.

Ten thousand channels that ask for the same at nine o'clock get the same digest: from their window,
under their topics, worded for their platform, it's made once, and each of them keeps its own.
"""

import asyncio
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from bot.chat import Renderer
from bot.database.carried import CarriedOver
from bot.database.enqueuing import Rendering
from bot.database.told import Memory
from bot.publishing.layout import rendering
from digests.article import ArticleId
from digests.digest import Assembly, Candidate, assemble
from digests.schedule.channel import Channel
from digests.schedule.edition import Edition
from digests.topics import Topic

MOST_KEPT = 16
"""How many different windows and digests are remembered: those due together come together."""

_T = TypeVar("_T")


class Candidates(Protocol):
    """What the press asks of the newsroom."""

    async def through(self) -> int:
        """The archive's last sequence number."""
        ...

    async def caught_up(self, through: int) -> None:
        """Return when everything stored up to that sequence number is filed."""
        ...

    async def file_under(self, topics: Sequence[Topic]) -> None:
        """Have what is live filed under these topics, or `caught_up` wait until it is."""
        ...

    async def candidates(
        self, edition: Edition, carried: Collection[ArticleId]
    ) -> Sequence[Candidate]:
        """The stories of the edition's window and those of *carried* articles, weighed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An edition as it goes into the outbox; *stories* are told, *left_out* had no place."""

    edition: Edition
    rendering: Rendering
    stories: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Competing:
    """What an edition could tell, with all articles of that."""

    candidates: Sequence[Candidate]
    articles: frozenset[ArticleId]


class _Kept(Generic[_T]):
    """The last few of what was made, by what it was made of."""

    def __init__(self) -> None:
        self._by_key: dict[Hashable, _T] = {}

    def get(self, key: Hashable) -> _T | None:
        return self._by_key.get(key)

    def keep(self, key: Hashable, made: _T) -> _T:
        if len(self._by_key) >= MOST_KEPT:
            del self._by_key[next(iter(self._by_key))]
        self._by_key[key] = made
        return made


class Round:
    """Makes editions of what is filed now; for one round alone, since it remembers."""

    def __init__(
        self,
        newsroom: Candidates,
        memory: Memory,
        renderers: Mapping[str, Renderer],
        topics: Sequence[Topic],
    ) -> None:
        self._newsroom = newsroom
        self._memory = memory
        self._renderers = renderers
        self._topics = topics
        self._filed = -1
        self._competing: _Kept[_Competing] = _Kept()
        self._made: _Kept[Made] = _Kept()

    async def make(self, some: Sequence[Edition]) -> list[Made]:
        """*some* as they go into the outbox, of different schedules; raises what one of them does.

        Of one schedule, only the first is made: what it tells isn't told by the others.
        """
        first = {edition.schedule.id: edition for edition in reversed(some)}
        mine = [edition for edition in some if first[edition.schedule.id] is edition]
        await self._catch_up(max(edition.window.through for edition in mine))
        carried = await self._memory.carried_by({e.schedule.id: oldest(e) for e in mine})
        groups: dict[int, list[Edition]] = {}
        found: dict[int, _Competing] = {}
        for edition in mine:
            competing = await self._competing_in(edition, carried[edition.schedule.id])
            groups.setdefault(id(competing), []).append(edition)
            found[id(competing)] = competing
        made: list[Made] = []
        for number, group in groups.items():
            made += await self._made_of(found[number], group, carried)
        return made

    async def _catch_up(self, through: int) -> None:
        if through > self._filed:
            await self._newsroom.caught_up(through)
            self._filed = through

    async def _competing_in(self, edition: Edition, carried: CarriedOver) -> _Competing:
        again = frozenset(article for spoken in carried.alive for article in spoken.articles)
        key = (edition.window.after, edition.window.through, _weighing(edition), again)
        if (kept := self._competing.get(key)) is not None:
            return kept
        candidates = await self._newsroom.candidates(edition, again)
        articles = frozenset(a for candidate in candidates for a in candidate.story.articles)
        return self._competing.keep(key, _Competing(candidates=candidates, articles=articles))

    async def _made_of(
        self, competing: _Competing, group: Sequence[Edition], carried: Mapping[str, CarriedOver]
    ) -> list[Made]:
        told = await self._memory.told_by(
            [edition.schedule.id for edition in group],
            competing.articles,
            but=[str(edition.key) for edition in group],
        )
        return [
            await self._one(edition, competing, told[edition.schedule.id], carried)
            for edition in group
        ]

    async def _one(
        self,
        edition: Edition,
        competing: _Competing,
        told: frozenset[ArticleId],
        carried: Mapping[str, CarriedOver],
    ) -> Made:
        mine = carried[edition.schedule.id]
        key = (_anonymous(edition), told, mine)
        kept = self._made.get(key)
        if kept is None:
            assembly = await assembled(edition, competing.candidates, self._topics, told)
            digest = assembly.digest
            kept = Made(
                edition=edition,
                rendering=rendering(assembly, competing.candidates, mine, self._renderers),
                stories=len(digest.stories),
                left_out=digest.left_out,
            )
            self._made.keep(key, kept)
        return replace(kept, edition=edition)


async def assembled(
    edition: Edition,
    candidates: Sequence[Candidate],
    topics: Sequence[Topic],
    told: Collection[ArticleId],
) -> Assembly:
    """Chosen and cut, without what was *told*.

    In a thread: a week's candidates would keep the loop from everything else (DESIGN D18).
    """
    return await asyncio.to_thread(assemble, edition, candidates, topics, told=told)


def oldest(edition: Edition) -> datetime:
    """What was left out before then has no time left to compete (DESIGN D8)."""
    schedule = edition.schedule
    return edition.due - (schedule.rhythm.carry if schedule.carry is None else schedule.carry)


def _weighing(edition: Edition) -> Hashable:
    """By what the newsroom weighs an edition's stories."""
    return edition.due, edition.schedule.rhythm.length


def _anonymous(edition: Edition) -> Edition:
    """*edition* without what no digest says: which schedule it's of, and in which channel.

    Editions that are equal in the rest read the same.
    """
    schedule = edition.schedule
    return replace(
        edition,
        key=replace(edition.key, schedule="any"),
        schedule=replace(
            schedule,
            id="",
            name="",
            title=schedule.heading,
            channel=Channel(platform=schedule.channel.platform),
        ),
    )
