"""Made news for benchmarks: rows as `import` reads them, seeded, a body of some 200 words each.

Words are drawn as often as they are written; a story has words and names of its own and is told by
three to eight articles within two days; every publisher puts lines of its own around its articles,
and one article in ten is a reprint. 25,000 articles are published in fourteen days.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digests.stop_words import STOP_WORDS
from digests.stories.background import stems as stems_counted

Row = dict[str, str]
Chance = np.random.Generator

NOW = datetime(2026, 11, 22, tzinfo=UTC)
"""When the newest was published, if nothing else is said."""
A_FORTNIGHT = timedelta(days=14)
IN_A_FORTNIGHT = 25_000
TELLERS = (3, 8)
WORDS = 200
SENTENCE = (8, 24)
IN_A_PARAGRAPH = 3
OWN_WORDS = 40
OWN_SHARE = 0.4
"""Of a body's words, those of its story alone."""
REPRINTED = 0.1
HOUSES = 40
SMALL_SHARE = 0.45
"""Of running text, words like "the"."""
OTHER_LANGUAGES = 1_500
"""In the background's counts: what's commoner is half other languages' words."""


class House(NamedTuple):
    """A publisher, and the lines around each of its articles."""

    name: str
    domain: str
    above: str
    below: tuple[str, ...]


def rows(articles: int, *, seed: int = 1, end: datetime = NOW) -> Iterator[Row]:
    """*articles* rows whose stories begin in order of time, the last of them before *end*."""
    return chain.from_iterable(stories(articles, seed=seed, end=end))


def stories(articles: int, *, seed: int = 1, end: datetime = NOW) -> Iterator[list[Row]]:
    """The same rows, those of a story together."""
    chance = np.random.default_rng(seed)
    houses = [_house(chance, number) for number in range(HOUSES)]
    span = A_FORTNIGHT * (articles / IN_A_FORTNIGHT)
    made = 0
    while made < articles:
        begin = end - span * (1 - made / articles)
        told = list(_story(chance, houses, begin, end))[: articles - made]
        yield [{"id": f"made-{seed}-{made + n}", **row} for n, row in enumerate(told)]
        made += len(told)


def write(path: Path, articles: int, *, seed: int = 1, end: datetime = NOW) -> None:
    """Write the rows as JSON Lines."""
    with path.open("w") as file:
        for row in rows(articles, seed=seed, end=end):
            file.write(json.dumps(row) + "\n")


@cache
def _vocabulary() -> tuple[list[str], NDArray[np.float64]]:
    """English words, small ones first, and for each the share of running text up to it."""
    small = sorted(word for word in STOP_WORDS if word.isalpha())
    stems = [s for s, count in stems_counted() if count < OTHER_LANGUAGES]
    stems = [stem for stem in stems if stem.isascii() and stem.isalpha() and len(stem) > 2]
    parts = (SMALL_SHARE * _zipf(len(small), 5), (1 - SMALL_SHARE) * _zipf(len(stems), 50))
    return small + stems, np.cumsum(np.concatenate(parts))


def _zipf(count: int, flat: int) -> NDArray[np.float64]:
    """Shares that fall with the rank, but for the *flat* first; their sum is 1."""
    weights = 1 / (np.arange(count) + flat)
    return np.asarray(weights / weights.sum())


def _common(chance: Chance, count: int) -> list[str]:
    words, shares = _vocabulary()
    places = np.minimum(np.searchsorted(shares, chance.random(count)), len(words) - 1)
    return [words[place] for place in places]


def _rare(chance: Chance, count: int) -> list[str]:
    words, _ = _vocabulary()
    return [words[place] for place in chance.integers(1_000, len(words), count)]


def _name(chance: Chance) -> str:
    syllables = (
        "ba do ka lin mor ren sta tov ul ves wyn zan chi gar hol jen per quo sil tar".split()
    )
    return "".join(syllables[n] for n in chance.integers(0, len(syllables), 3)).capitalize()


def _house(chance: Chance, number: int) -> House:
    name = f"The {_name(chance)} {('Times', 'Post', 'Herald', 'Courier')[number % 4]}"
    below = tuple(f"{' '.join(_rare(chance, 6)).capitalize()}" for _ in range(3))
    return House(
        name, f"{name.split()[1].lower()}{number}.example", " ".join(_rare(chance, 4)), below
    )


def _story(chance: Chance, houses: list[House], begin: datetime, end: datetime) -> Iterator[Row]:
    own = [*_rare(chance, OWN_WORDS), *(_name(chance) for _ in range(6))]
    tellers = int(chance.integers(TELLERS[0], TELLERS[1] + 1))
    told = ""
    for house in (houses[n] for n in chance.choice(len(houses), tellers, replace=False)):
        title = _sentence(_mixed(chance, own, 8, 0.7)).rstrip(".")
        reprint = told and chance.random() < REPRINTED
        text = told if reprint else _body(chance, own)
        told = told or text
        published = min(begin + timedelta(hours=48 * float(chance.random())), end)
        yield {
            "url": f"https://{house.domain}/{chance.integers(1 << 40):x}",
            "title": title,
            "publisher": house.name,
            "published": published.isoformat(),
            "text": "\n\n".join((house.above, text, *house.below)),
        }


def _body(chance: Chance, own: list[str]) -> str:
    words = _mixed(chance, own, WORDS, OWN_SHARE)
    sentences = []
    while words:
        length = int(chance.integers(*SENTENCE))
        sentences.append(_sentence(words[:length]))
        words = words[length:]
    step = IN_A_PARAGRAPH
    return "\n\n".join(" ".join(sentences[n : n + step]) for n in range(0, len(sentences), step))


def _mixed(chance: Chance, own: list[str], count: int, share: float) -> list[str]:
    from_story = (chance.random(count) < share).tolist()
    picked = chance.integers(0, len(own), count).tolist()
    common = _common(chance, count)
    return [own[picked[n]] if from_story[n] else common[n] for n in range(count)]


def _sentence(words: list[str]) -> str:
    return f"{words[0][0].upper()}{words[0][1:]} {' '.join(words[1:])}".strip() + "."
