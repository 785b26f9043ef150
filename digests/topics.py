"""Topics: the headings of a digest, and that a story stands under one."""

from dataclasses import dataclass

ELSEWHERE = "Elsewhere"
"""The heading of what fits under no topic; last, and only where a schedule names no topics."""

TAGGED = 100.0
"""What a tag weighs: more than words can, so that an article's own tags win."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A heading of the digest.

    A tag equal to *name* or to one of *tags* files a story here; words of *match* found in it
    count for it (DESIGN D11).
    """

    name: str
    tags: tuple[str, ...] = ()
    match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A story stands under *topic*, with *score* > 0; *reason* is for people ("tagged AI")."""

    story: str
    topic: str
    score: float
    reason: str
