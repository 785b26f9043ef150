"""How well furniture is learnt, on made publishers with lines of their own."""

import random

import pytest

from digests.reading.furniture import Furniture, sighting

TAUGHT = 20
ASKED = 30
SYLLABLES = "ba do ka lin mor ren sta tov ul ves wyn zan chi gar hol jen per quo sil tar".split()


def word(chance):
    return "".join(chance.choices(SYLLABLES, k=chance.choice((1, 2, 3))))


def sentence(chance, least=6, most=30):
    return " ".join(word(chance) for _ in range(chance.randint(least, most))).capitalize()


class House:
    """Has lines around each article, lines in some articles, labels before changing titles."""

    def __init__(self, chance):
        self._chance = chance
        self._always = [sentence(chance, 2, 8) for _ in range(3)]
        self._often = [sentence(chance, 2, 8) for _ in range(4)]
        self._counted = sentence(chance, 2, 4)
        self._label = word(chance).upper()

    def article(self):
        """Its lines, and for each whether it's furniture."""
        chance = self._chance
        own = [(f"{sentence(chance)}.", False) for _ in range(chance.randint(4, 9))]
        own += [(sentence(chance, 2, 5), False)] * (chance.random() < 0.5)  # a heading of its own
        around = [(line, True) for line in self._always]
        around += [(line, True) for line in self._often if chance.random() < 0.5]
        around += [(f"{self._counted} {chance.randint(1, 9999)}", True)]
        around += [(f"{self._label}: {sentence(chance, 4, 8)}", True)]
        return [*around[:2], *own, *around[2:]]


@pytest.mark.parametrize("seed", range(3))
def test_after_twenty_articles_nearly_all_furniture_is_known_and_hardly_anything_else(seed):
    chance = random.Random(seed)
    furniture = Furniture()
    hit = missed = wrong = 0
    for number in range(10):
        house, name = House(chance), f"house{number}.example"
        for _ in range(TAUGHT):
            furniture.learn(sighting(name, [line for line, _ in house.article()]))
        for line, is_furniture in (pair for _ in range(ASKED) for pair in house.article()):
            found = furniture.is_furniture(name, line)
            hit += found and is_furniture
            missed += not found and is_furniture
            wrong += found and not is_furniture
    assert hit / (hit + missed) >= 0.92
    assert hit / (hit + wrong) >= 0.97
