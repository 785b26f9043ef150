"""What is wrong with the settings, as sentences: the place first, then the remedy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.errors import SettingsError
from digests.quoting import cut

Path = tuple[str | int, ...]
"""The way to a value in the settings file: `("schedules", 0, "every")`."""

LONGEST_TYPO = 200
"""Characters; of what is longer nobody meant a word, and to compare it takes its square in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong. *line* counts from 1; 0 is the whole file, None is outside of it."""

    sentence: str
    line: int | None = 0
    path: Path = ()


def refusal(file: str, problems: Iterable[Problem]) -> SettingsError:
    """The error that says them all, in the order of their lines, each once."""
    in_order = sorted(problems, key=lambda p: (p.line or 0, dotted(p.path), p.sentence))
    return SettingsError(list(dict.fromkeys(_sentence(file, problem) for problem in in_order)))


def dotted(path: Path) -> str:
    """`schedules[0].every`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{cut(step)}" for step in path)
    return "".join(steps).removeprefix(".")


def nearest(typed: str, known: Sequence[str], *, alike: float = 0.6) -> str | None:
    """The one of *known* that *typed* is most like; None where nothing is *alike*, of 1."""
    if len(typed) > LONGEST_TYPO:
        return None
    plain = {name.casefold(): name for name in reversed(known)}
    found = get_close_matches(typed.casefold(), plain, n=1, cutoff=alike)
    return plain[found[0]] if found else None


def did_you_mean(typed: str, known: Sequence[str]) -> str:
    """`; did you mean Funding?`, or nothing where nothing is near."""
    meant = nearest(typed, known)
    return f"; did you mean {meant}?" if meant else ""


def listed(words: Sequence[str], last: str = "or") -> str:
    """`a, b or c`."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def one_line(text: str) -> str:
    """*text* without what would break the line: a key may hold anything."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _sentence(file: str, problem: Problem) -> str:
    places = {None: "", 0: file}
    place = places.get(problem.line, f"{file}:{problem.line}")
    return one_line(": ".join(filter(None, (place, dotted(problem.path), problem.sentence))))
