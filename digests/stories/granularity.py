"""How much one story holds: the one knob of the newsroom."""

from enum import StrEnum


class Granularity(StrEnum):
    """A single event, or what follows from it as well."""

    EVENT = "event"
    STORYLINE = "storyline"

    @property
    def threshold(self) -> float:
        """The average closeness that the articles of one story have at least."""
        return {Granularity.EVENT: 0.16, Granularity.STORYLINE: 0.07}[self]
