"""Makes `digests/stories/background.txt.gz` from the word lists of the wordfreq package.

Run it where wordfreq 3.1.1 is installed beside the project's own dependencies:
`python -m tests.makers.background`. The package isn't a dependency; its attribution is in NOTICE.
"""

import gzip
from collections import defaultdict
from importlib import import_module
from pathlib import Path

from digests.text import words

DOCUMENTS = 20_000
"""As many texts as a middling live window holds: the table and the live counts weigh alike."""
LENGTH = 300
"""Words of a news text, about the median of what papers publish."""
ENGLISH = 22_000
OTHERS = 300
"""Of each other language only the words that say nothing about the event."""
LANGUAGES = (
    "ar bg cs da de el es fa fi fr he hi hu id it ja ko nb nl pl pt ro ru sv tr uk vi zh".split()
)
TABLE = Path(__file__).parents[2] / "digests" / "stories" / "background.txt.gz"


def shares(language: str) -> dict[str, float]:
    """Stem → share of a language's texts that hold it, were its words strewn at random."""
    listed = import_module("wordfreq").get_frequency_dict(language, "best")
    frequency: dict[str, float] = defaultdict(float)
    for word, share in listed.items():
        for stem in set(words(word)):
            frequency[stem] += share
    return {stem: 1 - (1 - min(f, 1.0)) ** LENGTH for stem, f in frequency.items()}


def best(table: dict[str, float], count: int) -> dict[str, float]:
    """The *count* commonest, without numbers (the lists lump them together)."""
    named = (stem for stem in table if not stem[0].isdigit())
    ranked = sorted(named, key=lambda stem: (-table[stem], stem))
    return {stem: table[stem] for stem in ranked[:count]}


def main() -> None:
    """Write the table: a stem and its document frequency a line, the commonest first."""
    english = best(shares("en"), ENGLISH)
    table = dict(english)
    for language in LANGUAGES:
        for stem, share in best(shares(language), OTHERS).items():
            # "die" and "war" are German words that say nothing, but English ones that do.
            if stem not in english:
                table[stem] = max(share, table.get(stem, 0.0))
    ranked = sorted(table, key=lambda stem: (-table[stem], stem))
    lines = [f"{stem} {max(1, round(DOCUMENTS * table[stem]))}\n" for stem in ranked]
    TABLE.write_bytes(gzip.compress("".join(lines).encode(), compresslevel=9, mtime=0))
    print(len(lines), "stems", TABLE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
