import pytest

from digests.article import Publisher
from digests.stories.index import ONE_HOUSE, Index
from digests.stories.prints import print_of
from digests.stories.terms import read
from tests.builders import NOW, article

ECHO, GAZETTE = Publisher(name="Echo"), Publisher(name="Gazette")
ROUTER = "The harbour router now takes every vessel."
LEDGER = "The harbour ledger now counts every crate."


def closeness(one, other):
    index = Index()
    previews = (
        article("Public preview: Harbour Router", text=ROUTER, publisher=one, published=NOW),
        article("Public preview: Harbour Ledger", text=LEDGER, publisher=other, published=NOW),
    )
    *_, last = index.views([index.add(print_of(read(told)), told) for told in previews])
    (near,) = last.closeness.tolist()
    return near


def test_what_one_house_publishes_has_to_be_nearer_to_be_one_story():
    assert closeness(ECHO, ECHO) == pytest.approx(ONE_HOUSE * closeness(ECHO, GAZETTE))


def test_two_unknown_houses_are_not_one():
    assert closeness(None, None) == closeness(ECHO, None) == closeness(ECHO, GAZETTE) > 0
