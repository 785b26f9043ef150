"""Short articles of one pattern that name others are told apart; others stay together."""

from itertools import permutations

import pytest

from digests.live import LiveWindow
from digests.stories.index import Index
from digests.stories.prints import print_of
from digests.stories.terms import read
from tests.builders import NOW, article

QUAKE = "An earthquake of magnitude {} struck {}."
EARNINGS = "{0} reported record quarterly earnings on Thursday, helped by {1} sales."
APART = {
    "quakes": [
        ("Earthquake of magnitude 6.1 strikes Chile", QUAKE.format("6.1", "northern Chile")),
        ("Earthquake of magnitude 5.4 strikes Japan", QUAKE.format("5.4", "southern Japan")),
    ],
    "mayors": [
        ("Mayor of Leeds resigns after inquiry", "The mayor of Leeds resigned on Monday."),
        ("Mayor of Hull resigns after inquiry", "The mayor of Hull resigned over expenses."),
    ],
    "firms": [
        ("Apple reports record quarterly earnings", EARNINGS.format("Apple", "phone")),
        ("Microsoft reports record quarterly earnings", EARNINGS.format("Microsoft", "cloud")),
        ("Samsung reports record quarterly earnings", EARNINGS.format("Samsung", "chip")),
    ],
}
TOGETHER = {
    "one says whom the other names": [
        ("GM appoints team to investigate recall", "A team of lawyers looks into it."),
        ("General Motors appoints team to investigate recall", "Lawyers of GM look into it."),
    ],
    "headlines alone": [
        ("GM appoints team of 9 to investigate recall", ""),
        ("General Motors appoints team of 9 to investigate recall", ""),
    ],
    "they name somebody together": [
        ("Lawyers of Clooney confirm wedding in Venice", "The actor marries in September."),
        ("Friends of Clooney confirm wedding in Italy", "The actor marries in September."),
    ],
    "only a number differs": [
        ("Gas prices in state up 4 cents", "Gas prices rose again this week in the state."),
        ("Gas prices in state up 3.9 cents", "Gas prices rose again in the state, by 3.9."),
    ],
    "each word has a capital": [
        ("Apple Posts Record Quarterly Earnings", "Apple had a record quarter, it said."),
        ("Apple Reports Record Quarterly Earnings", "Apple told of its record quarter."),
    ],
}


def told(documents, when):
    return [article(title, text=text, published=when) for title, text in documents]


@pytest.mark.parametrize("when", [NOW, None], ids=["dated", "undated"])
@pytest.mark.parametrize("documents", APART.values(), ids=APART)
def test_short_articles_of_one_pattern_that_name_others_are_stories_of_their_own(documents, when):
    for ordered in permutations(told(documents, when)):
        taken = LiveWindow(()).take(ordered)
        assert len(taken.stories) == len(documents)


@pytest.mark.parametrize("documents", APART.values(), ids=APART)
def test_they_stay_apart_when_they_arrive_one_by_one(documents):
    window = LiveWindow(())
    for one in told(documents, NOW):
        [filed] = window.take([one]).stories
        assert filed.story.articles == (one.id,)


@pytest.mark.parametrize("documents", TOGETHER.values(), ids=TOGETHER)
def test_what_may_tell_of_the_same_is_linked(documents):
    index = Index()
    both = told(documents, NOW)
    *_, last = index.views([index.add(print_of(read(one)), one) for one in both])
    assert last.places.tolist() == [0]
