"""What a torture came to: a row of the table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """*what* was done, what it *must* show and what was *found*."""

    what: str
    must: str
    found: str
    passed: bool
