"""Arrays that grow together: a row for each place, a place for each article in order of arrival."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Column = NDArray[Any]
_LEAST = 256


class Columns:
    """Named arrays with a row for each place; a removed article's row stays until `keep`."""

    def __init__(self, **kinds: tuple[DTypeLike, int]) -> None:
        """For each name its type, and the width of a row; 0 for a single value."""
        self._columns: dict[str, Column] = {
            name: np.zeros((0, width) if width else 0, dtype=kind)
            for name, (kind, width) in kinds.items()
        }
        self.size = 0

    def __getitem__(self, name: str) -> Column:
        """The column of that *name*, to be read and written in place."""
        return self._columns[name][: self.size]

    def add(self, values: Mapping[str, object]) -> int:
        """Append a row, zeros but for *values*, of which a short one is padded; gives its place."""
        place = self.size
        if place == len(next(iter(self._columns.values()))):
            self._grow()
        self.size += 1
        for name, value in values.items():
            column = self._columns[name]
            if isinstance(value, np.ndarray):
                column[place, : len(value)] = value
            else:
                column[place] = value
        return place

    def keep(self, places: NDArray[np.intp]) -> None:
        """Keep the rows at *places*, in that order."""
        for name, column in self._columns.items():
            self._columns[name] = column[places]
        self.size = len(places)

    def _grow(self) -> None:
        """Make room for an eighth more: less waste than doubling, and still rarely done."""
        more = max(_LEAST, self.size // 8)
        for name, column in self._columns.items():
            room = np.zeros((more, *column.shape[1:]), dtype=column.dtype)
            self._columns[name] = np.concatenate((column[: self.size], room))
