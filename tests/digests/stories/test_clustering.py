from random import Random

import numpy as np

from digests.stories.clustering import fullest, heirs, reached, regrouped


def anything(_one, _other):
    return True


def test_two_groups_merge_while_their_average_link_is_close_enough():
    links = {(0, 1): 0.9, (1, 2): 0.4, (0, 2): 0.1, (3, 4): 0.5}
    assert regrouped(links, range(6), threshold=0.2, allowed=anything) == [[0, 1, 2], [3, 4], [5]]
    assert regrouped(links, range(6), threshold=0.3, allowed=anything) == [[0, 1], [2], [3, 4], [5]]


def test_one_bridge_does_not_merge_two_stories():
    left = {(a, b): 0.8 for a in range(4) for b in range(a)}
    right = {(a + 4, b + 4): c for (a, b), c in left.items()}
    groups = regrouped({**left, **right, (0, 4): 0.5}, range(8), threshold=0.16, allowed=anything)
    assert sorted(groups) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_what_is_not_allowed_stays_apart():
    links = {(0, 1): 0.9, (1, 2): 0.8}
    groups = regrouped(links, range(3), threshold=0.2, allowed=lambda a, b: not {0, 1} <= {*a, *b})
    assert groups == [[0], [1, 2]]


def test_the_order_of_links_changes_nothing():
    dice = Random(4)
    links = {
        (a, b): dice.choice((0.2, 0.3, 0.5))
        for a in range(30)
        for b in range(a)
        if dice.random() < 0.2
    }
    shuffled = dict(dice.sample(list(links.items()), len(links)))
    one = regrouped(links, range(30), threshold=0.16, allowed=anything)
    other = regrouped(shuffled, range(30), threshold=0.16, allowed=anything)
    assert sorted(map(sorted, one)) == sorted(map(sorted, other))


def test_links_are_counted_up_to_what_each_article_keeps():
    assert fullest(2, 3) == 6
    assert fullest(20, 50) == 160


def test_only_the_parts_that_a_change_can_reach_are_regrouped():
    edges = np.array([0, 1, 3]), np.array([1, 2, 4]), np.array([0.5, 0.125, 0.5])
    assert list(reached(edges, {1}, 0.16)) == [([0, 1], {(0, 1): 0.5})]
    assert [places for places, _ in reached(edges, {1, 3}, 0.16)] == [[0, 1], [3, 4]]


def test_what_a_chain_of_close_links_reaches_is_regrouped_with_the_weaker_links_within():
    edges = np.array([0, 2, 0]), np.array([1, 1, 2]), np.array([0.5, 0.25, 0.125])
    whole = {(0, 1): 0.5, (2, 1): 0.25, (0, 2): 0.125}
    assert list(reached(edges, {2}, 0.16)) == [([0, 1, 2], whole)]


def test_what_a_change_cannot_reach_is_in_no_part():
    edges = np.array([0, 1]), np.array([1, 2]), np.array([0.125, 0.5])
    assert list(reached(edges, {0, 5}, 0.16)) == [([0], {}), ([5], {})]


def test_a_group_keeps_the_id_that_most_of_its_members_told():
    told = {0: "a", 1: "a", 2: "a", 3: "b"}
    assert heirs([[0, 3], [1, 2]], told, {"a": 0, "b": 1}) == ["b", "a"]
    assert heirs([[0, 1, 2, 3]], told, {"a": 0, "b": 1}) == ["a"]


def test_of_two_ids_with_as_many_members_the_older_stays():
    told = {0: "young", 1: "old"}
    assert heirs([[0, 1]], told, {"old": 3, "young": 8}) == ["old"]


def test_a_group_whose_ids_went_to_larger_ones_gets_none():
    assert heirs([[0, 1], [2]], {0: "a", 1: "a", 2: "a"}, {"a": 0}) == ["a", None]
