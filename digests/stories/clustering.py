"""Who tells the same: articles join stories at once, and are regrouped before a digest."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digests.stories.index import NEIGHBOURS

Place = int
Group = list[Place]
Links = dict[tuple[Place, Place], float]
Edges = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.floating[Any]]]


class Granularity(Enum):
    """How much one story holds: a single event, or what follows from it as well."""

    EVENT = "event"
    STORYLINE = "storyline"

    @property
    def threshold(self) -> float:
        """The average closeness that the articles of one story have at least."""
        return {Granularity.EVENT: 0.16, Granularity.STORYLINE: 0.07}[self]


def fullest(one: int, other: int) -> int:
    """How many links two groups of these sizes can have, where each article keeps NEIGHBOURS."""
    return min(one * other, NEIGHBOURS * min(one, other))


def regrouped(
    links: Links,
    places: Iterable[Place],
    *,
    threshold: float,
    allowed: Callable[[Sequence[Place], Sequence[Place]], bool],
) -> list[Group]:
    """Groups of *places* by greedy average link: the two closest merge while close enough.

    A link that isn't there counts as 0. What isn't *allowed* is left until either has grown.
    Ties go to the lowest places, so that order alone decides.
    """
    groups: dict[Place, Group] = {place: [place] for place in places}
    ties: dict[Place, dict[Place, float]] = {place: {} for place in groups}
    for (one, other), closeness in links.items():
        ties[one][other] = ties[other][one] = ties[one].get(other, 0.0) + closeness
    heap = [(-c, min(pair), max(pair)) for pair, c in links.items() if c >= threshold]
    heapify(heap)
    while heap:
        score, one, other = heappop(heap)
        if not (one in groups and other in groups):
            continue
        if -score == _average(groups, ties, one, other) and allowed(groups[one], groups[other]):
            kept = _merge(groups, ties, one, other)
            for neighbour in ties[kept]:
                closeness = _average(groups, ties, kept, neighbour)
                if closeness >= threshold:
                    heappush(heap, (-closeness, min(kept, neighbour), max(kept, neighbour)))
    return [sorted(group) for group in groups.values()]


def _average(
    groups: Mapping[Place, Group],
    ties: Mapping[Place, Mapping[Place, float]],
    one: Place,
    other: Place,
) -> float:
    return ties[one].get(other, 0.0) / fullest(len(groups[one]), len(groups[other]))


def _merge(
    groups: dict[Place, Group], ties: dict[Place, dict[Place, float]], one: Place, other: Place
) -> Place:
    """Merge two groups into the one with more ties; gives the name of the group that's left."""
    kept, gone = (one, other) if len(ties[one]) >= len(ties[other]) else (other, one)
    groups[kept] += groups.pop(gone)
    for neighbour, closeness in ties.pop(gone).items():
        del ties[neighbour][gone]
        if neighbour != kept:
            both = ties[kept].get(neighbour, 0.0) + closeness
            ties[kept][neighbour] = ties[neighbour][kept] = both
    return kept


def reached(
    edges: Edges, changed: Collection[Place], threshold: float
) -> list[tuple[Group, Links]]:
    """What a change at *changed* can move, in parts that can't move each other.

    Each part, ascending, with the links within it. Between two parts no link is as close as
    *threshold*. *edges* are from where, to where, and how close.
    """
    sources, targets, closeness = edges
    strong = closeness >= threshold
    ends, others = sources[strong], targets[strong]
    size = max(changed, default=-1) + 1
    for column in (sources, targets):
        size = max(size, int(column.max(initial=-1)) + 1)
    within = np.zeros(size, dtype=bool)
    within[list(changed)] = True
    count = 0
    while count < (count := int(np.count_nonzero(within))):
        within[others[within[ends]]] = True
        within[ends[within[others]]] = True
    kept = within[sources] & within[targets]
    columns = (column[kept].tolist() for column in (sources, targets, closeness))
    return _parted(list(zip(*columns, strict=True)), np.flatnonzero(within).tolist(), threshold)


def _parted(
    links: Sequence[tuple[Place, Place, float]], places: Group, threshold: float
) -> list[tuple[Group, Links]]:
    strong = ((one, other) for one, other, closeness in links if closeness >= threshold)
    parts = components(strong, places)
    part = {place: number for number, group in enumerate(parts) for place in group}
    within: list[Links] = [{} for _ in parts]
    for one, other, closeness in links:
        if part[one] == part[other]:
            within[part[one]][one, other] = closeness
    return list(zip(parts, within, strict=True))


def components(links: Iterable[tuple[Place, Place]], places: Iterable[Place]) -> list[Group]:
    """*places* by which can be reached from which, each group ascending."""
    root = {place: place for place in places}
    for one, other in links:
        top, below = sorted((_root(root, one), _root(root, other)))
        root[below] = top
    found: dict[Place, Group] = defaultdict(list)
    for place in sorted(root):
        found[_root(root, place)].append(place)
    return list(found.values())


def _root(root: dict[Place, Place], place: Place) -> Place:
    while root[place] != place:
        root[place] = root[root[place]]
        place = root[place]
    return place


def heirs(
    groups: Sequence[Group], told: Mapping[Place, str], age: Mapping[str, int]
) -> list[str | None]:
    """For each group the story whose id it keeps: the one that most of its members told.

    Each id goes to one group only, the one that holds most of it; ties to the oldest (lowest
    *age*) story, then to the group with the lowest place. None where no id is left.
    """
    claims = [
        (-held, age[story], group[0], number, story)
        for number, group in enumerate(groups)
        for story, held in Counter(told[p] for p in group if p in told).items()
    ]
    kept: list[str | None] = [None] * len(groups)
    given: set[str] = set()
    for *_, number, story in sorted(claims):
        if kept[number] is None and story not in given:
            kept[number] = story
            given.add(story)
    return kept
