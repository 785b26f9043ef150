"""What was read and not understood: said to people once for each file, not for each row."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from digests.reading.outcome import Problem, Remark
from digests.text import shorten, tidy

MOST_WORDS = 5
LONGEST_WORD = 40


@dataclass(kw_only=True)
class _Noted:
    line: int | None
    words: list[str] = field(default_factory=list)
    rows: int = 0


class Remarks:
    """Gathers remarks, and says them a file and a matter at a time."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, str], _Noted] = {}

    def note(self, remarks: Iterable[Remark]) -> None:
        """Remember *remarks*, of whose words a few are enough."""
        for remark in remarks:
            noted = self._noted.setdefault((remark.place, remark.about), _Noted(line=remark.line))
            noted.rows += 1
            for word in remark.words:
                if len(noted.words) <= MOST_WORDS and (shown := _shown(word)) not in noted.words:
                    noted.words.append(shown)

    def told(self) -> list[Problem]:
        """One sentence for each file and matter, at the first line that has it."""
        return [
            Problem(place=place, line=noted.line, reason=_sentence(about, noted))
            for (place, about), noted in self._noted.items()
        ]


def _sentence(about: str, noted: _Noted) -> str:
    rows = f" (so in {noted.rows:,} rows)" if noted.rows > 1 else ""
    if about == "date":
        what = f"{noted.words[0]} is no date that can be meant{rows}: undated"
        return f"{what}; write 2026-11-27 or 2026-11-27T09:00:00+08:00"
    more = ", …" if len(noted.words) > MOST_WORDS else ""
    return (
        f"nobody reads {', '.join(noted.words[:MOST_WORDS])}{more}{rows}; seeds/README has the keys"
    )


def _shown(word: str) -> str:
    return f'"{shorten(tidy(word), LONGEST_WORD)}"'
