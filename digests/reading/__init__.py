"""From bytes of any shape to articles: cleaned, in one shape, and never a traceback."""

from digests.reading.documents import read_document
from digests.reading.furniture import Furniture, Learnt, Sighting, sighting
from digests.reading.json_lines import lines_in, read_rows
from digests.reading.outcome import Problem, Reading

__all__ = [
    "Furniture",
    "Learnt",
    "Problem",
    "Reading",
    "Sighting",
    "lines_in",
    "read_document",
    "read_rows",
    "sighting",
]
