"""A story's timeline: who told it when, who was first, who only repeated it."""

from datetime import timedelta
from itertools import permutations

from digests.article import Publisher
from digests.stories.composition import compose
from tests.builders import NOW, article

HOUR = timedelta(hours=1)


def told(hours, publisher="Daily Example", **fields):
    """An article published that many hours before now."""
    fields.setdefault("published", NOW - hours * HOUR)
    house = Publisher(name=publisher) if publisher else None
    return article(f"Ferry sinks, after {hours} hours", publisher=house, **fields)


def test_it_is_in_order_of_time_whatever_came_in_first():
    early, noon, late = told(9, "Harbour Post"), told(5, "Nikkei Asia"), told(1, "CNBC")
    for order in permutations([early, noon, late]):
        story = compose("s", order, {})
        assert story.articles == (early.id, noon.id, late.id)
        assert [t.when for t in story.tellings] == [NOW - n * HOUR for n in (9, 5, 1)]
        assert story.first.article == early.id
        assert story.publishers == ("Harbour Post", "Nikkei Asia", "CNBC")


def test_who_is_first_and_unnamed_hands_the_honour_to_nobody():
    unnamed, named = told(9, None), told(5, "Nikkei Asia")
    story = compose("s", [named, unnamed], {})
    assert story.first.article == unnamed.id
    assert story.first.publisher is None
    assert story.publishers == ("Nikkei Asia",)


def test_who_repeats_anothers_words_isnt_first_and_no_voice():
    reprint, original = told(9, "Echo"), told(5, "Nikkei Asia")
    story = compose("s", [reprint, original], {reprint.id: original.id})
    assert [t.reprint_of for t in story.tellings] == [original.id, None]
    assert story.first.article == original.id
    assert story.publishers == ("Nikkei Asia",)


def test_the_first_of_reprints_alone_is_the_earliest():
    early, late, gone = told(9, "Echo"), told(5, "Tide"), "elsewhere"
    story = compose("s", [late, early], {early.id: gone, late.id: gone})
    assert story.first.article == early.id


def test_without_a_date_it_stands_where_it_was_found():
    dated = told(5)
    undated = told(0, published=None, first_seen=NOW - 2 * HOUR)
    last = told(1)
    story = compose("s", [last, undated, dated], {})
    assert story.articles == (dated.id, undated.id, last.id)
    assert story.published == dated.published


def test_what_came_at_one_time_stands_in_order_of_its_ids():
    some = [told(5, f"House {n}") for n in range(6)]
    assert compose("s", some[::-1], {}).articles == tuple(sorted(a.id for a in some))
