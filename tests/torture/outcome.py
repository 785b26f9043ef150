"""What a torture came to: a row of the table; and how far it is, for whoever waits for it."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Outcome:
    """*what* was done, what it *must* show and what was *found*."""

    what: str
    must: str
    found: str
    passed: bool


def judged(
    what: str, there: Mapping[str, Sequence[str]], wanted: Mapping[str, Sequence[str]]
) -> Outcome:
    """Of the texts *wanted* in each channel: which are lost, *there* twice or out of order."""
    lost = doubled = disordered = 0
    for channel, texts in wanted.items():
        found = there.get(channel, ())
        lost += len(set(texts) - set(found))
        doubled += len(found) - len(set(found))
        disordered += list(dict.fromkeys(found)) != [text for text in texts if text in found]
    words = f"{lost} lost, {doubled} doubled, {disordered} out of order"
    return Outcome(what, "0 lost, 0 doubled", words, passed=not (lost or doubled or disordered))


def say(progress: str) -> None:
    """Tell whoever waits, on standard error."""
    print(f"{datetime.now():%H:%M:%S}  {progress}", file=sys.stderr, flush=True)  # noqa: DTZ005
