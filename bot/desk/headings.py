"""The headings that stories stand under, and which of them somebody means."""

from collections.abc import Sequence
from difflib import get_close_matches

from digests.text import normalise
from digests.topics import ELSEWHERE, Topic

ALIKE = 0.75
"""How much of a name has to be right: one slip in four letters is forgiven."""


class Headings:
    """The names of the settings' topics, in their order, "Elsewhere" last."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.names = (*(topic.name for topic in topics), ELSEWHERE)
        self._plain = {normalise(name): name for name in reversed(self.names)}

    def exactly(self, typed: str) -> str | None:
        """The heading of that name, whatever its capitals and accents."""
        return self._plain.get(normalise(typed))

    def say(self, typed: str) -> bool:
        """Whether one of them is or holds *typed*, as whole words: as a search compares them."""
        plain = normalise(typed)
        return any(f" {plain} " in f" {known} " for known in self._plain)

    def meant(self, typed: str) -> str | None:
        """The heading of that name, else the one that alone has words that begin so, or is like it.

        "chips" and "polcy" are both "Policy & chips"; "AI Funding", which are two, is none.
        """
        plain = normalise(typed)
        if found := self.exactly(typed):
            return found
        having = [n for known, n in self._plain.items() if plain and f" {plain}" in f" {known}"]
        if len(having) == 1:
            return having[0]
        if sum(f" {known} " in f" {plain} " for known in self._plain) > 1:
            return None
        count = len(plain.split())
        heads = {" ".join(known.split()[:count]): name for known, name in self._plain.items()}
        names = {**heads, **self._plain}
        near = get_close_matches(plain, names, n=1, cutoff=ALIKE)
        return names[near[0]] if near else None
