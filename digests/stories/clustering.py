"""Who tells the same: articles join stories at once, and are regrouped before a digest."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digests.stories.index import NEIGHBOURS

Place = int
Group = list[Place]
Links = dict[tuple[Place, Place], float]
Edges = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.floating[Any]]]


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
) -> Iterator[tuple[Group, Links]]:
    """What a change at *changed* can move, in parts that can't move each other.

    Each part, ascending, with the links within it. Between two parts no link is as close as
    *threshold*. *edges* are from where, to where, and how close.
    """
    sources, targets, closeness = edges
    strong = closeness >= threshold
    size = 1 + max(max(changed, default=-1), sources.max(initial=-1), targets.max(initial=-1))
    part = _parts(sources[strong], targets[strong], changed, int(size))
    within = (part[sources] == part[targets]) & (part[sources] >= 0)
    owners = part[sources[within]]
    order = owners.argsort(kind="stable")
    columns = [column[within][order] for column in (sources, targets, closeness)]
    places = np.flatnonzero(part >= 0)
    places = places[part[places].argsort(kind="stable")]
    for name, start, end in _runs(part[places]):
        first, last = owners[order].searchsorted((name, name + 1))
        one, other, close = (column[first:last].tolist() for column in columns)
        links = dict(zip(zip(one, other, strict=True), close, strict=True))
        yield places[start:end].tolist(), links


def _parts(
    ends: NDArray[np.int32], others: NDArray[np.int32], changed: Collection[Place], size: int
) -> NDArray[np.int64]:
    """By place the lowest that it's connected with, -1 for what no change reaches."""
    within = np.zeros(size, dtype=bool)
    within[list(changed)] = True
    count = 0
    while count < (count := int(np.count_nonzero(within))):
        within[others[within[ends]]] = True
        within[ends[within[others]]] = True
    kept = within[ends] & within[others]
    ends, others = ends[kept], others[kept]
    lowest, before = np.where(within, np.arange(size), -1), None
    while before is None or not np.array_equal(lowest, before):
        before = lowest.copy()
        both = np.minimum(lowest[ends], lowest[others])
        np.minimum.at(lowest, ends, both)
        np.minimum.at(lowest, others, both)
        lowest = np.where(within, lowest[lowest], -1)
    return lowest


def _runs(values: NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
    """Each value of *values*, which are ascending, with where it starts and ends."""
    names, starts = np.unique(values, return_index=True)
    ends = [*starts[1:].tolist(), len(values)][: len(names)]
    return zip(names.tolist(), starts.tolist(), ends, strict=True)


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
