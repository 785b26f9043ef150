from itertools import combinations, groupby
from operator import itemgetter
from random import Random
from zlib import crc32

import numpy as np
import pytest

from digests.stories.background import stems
from digests.stories.near_duplicates import Likeness, Sketches, likeness, shingles
from digests.stories.terms import keys
from digests.text import words as words_of

TEXTS = 200
COMMON = [stem for stem, _ in stems()[300:6000] if stem.isascii() and len(stem) > 3]
FURNITURE = "Sign up for our newsletter. Follow us on every network. All rights reserved. "


def text(dice):
    """Five paragraphs, 220 words in all; common words are commoner, as they are in print."""
    words = [COMMON[int(len(COMMON) * dice.random() ** 2)] for _ in range(220)]
    return [words[i : i + 44] for i in range(0, 220, 44)]


def written(paragraphs):
    return "\n\n".join(" ".join(words) + "." for words in paragraphs)


def word_keys(written):
    return keys(words_of(written))


def changed(paragraphs, dice, share):
    return [
        [dice.choice(COMMON) if dice.random() < share else word for word in words]
        for words in paragraphs
    ]


EDITS = {
    "furniture added": (lambda p, _: FURNITURE + written(p) + "\n\n" + FURNITURE * 3, 0.99),
    "cut to 60 %": (lambda p, _: written(p[:3]), 0.99),
    "5 % of words changed": (lambda p, dice: written(changed(p, dice, 0.05)), 0.99),
    "15 % of words changed": (lambda p, dice: written(changed(p, dice, 0.15)), 0.8),
    "shuffled": (lambda p, dice: written(dice.sample(p, len(p))), 0.99),
    "another appended": (lambda p, dice: written(p + text(dice)), 0.99),
    "quotes and case": (lambda p, _: written(p).upper().replace(".", "”"), 0.99),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_text_is_found_and_known_as_a_reprint(edit):
    edited, floor = EDITS[edit]
    dice = Random(crc32(edit.encode()))
    texts = [text(dice) for _ in range(TEXTS)]
    sketches = Sketches()
    originals = [shingles(word_keys(written(paragraphs))) for paragraphs in texts]
    sketches.add(dict(enumerate(originals)))
    found = 0
    for place, paragraphs in enumerate(texts):
        copy = shingles(word_keys(edited(paragraphs, dice)))
        candidates = sketches.candidates({TEXTS: copy})[TEXTS]
        matches = [p for p in candidates if likeness(copy, originals[p])]
        assert set(matches) <= {place}
        found += matches == [place] and likeness(copy, originals[place]) is Likeness.REPRINT
    assert found >= floor * TEXTS


def test_no_two_of_a_hundred_thousand_unrelated_pairs_are_alike():
    dice = Random(7)
    texts = [shingles(word_keys(written(text(dice)))) for _ in range(450)]
    assert len(texts) * (len(texts) - 1) / 2 > 100_000
    # A pair that shares no shingle can't be alike; those that share one are compared in full.
    rows = np.repeat(np.arange(len(texts)), [len(t) for t in texts])
    hashes = np.concatenate(texts)
    order = np.argsort(hashes, kind="stable")
    sharing = groupby(zip(hashes[order].tolist(), rows[order].tolist(), strict=True), itemgetter(0))
    pairs = {pair for _, group in sharing for pair in combinations([row for _, row in group], 2)}
    assert not [pair for pair in pairs if likeness(texts[pair[0]], texts[pair[1]])]


def test_a_short_text_within_a_long_one_is_an_excerpt():
    dice = Random(3)
    long = [paragraph for _ in range(8) for paragraph in text(dice)]
    short = shingles(word_keys(written(long[:2])))
    assert likeness(short, shingles(word_keys(written(long)))) is Likeness.EXCERPT


def test_hashes_are_the_same_on_every_machine():
    keys = word_keys("Rescue teams reach the flooded mine after two long days")
    assert shingles(keys).tolist() == sorted(shingles(keys).tolist())
    assert int(shingles(keys)[0]) == 21446955


def test_a_text_of_two_words_has_no_shingles_and_is_like_nothing():
    empty = shingles(word_keys("Mine flooded"))
    assert len(empty) == 0
    assert likeness(empty, empty) is None
    assert Sketches().candidates({0: empty}) == {0: []}


def test_a_forgotten_place_is_no_candidate():
    sketches, one = Sketches(), shingles(word_keys("one mine flooded after heavy rain fell"))
    sketches.add({0: one, 1: one})
    sketches.renumber(np.array([-1, 0], dtype=np.int32))
    assert sketches.candidates({1: one}) == {1: [0]}
