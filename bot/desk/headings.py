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

    def meant(self, typed: str) -> str | None:
        """The heading of that name, else the one that alone begins so, else the one like it."""
        plain = normalise(typed)
        begin = [name for known, name in self._plain.items() if plain and known.startswith(plain)]
        if found := self.exactly(typed) or (begin[0] if len(begin) == 1 else None):
            return found
        near = get_close_matches(plain, self._plain, n=1, cutoff=ALIKE)
        return self._plain[near[0]] if near else None
