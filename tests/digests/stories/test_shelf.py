from dataclasses import replace
from datetime import timedelta

from digests.article import Image
from digests.stories.shelf import KEPT, Shelf
from tests.builders import NOW, article


def test_what_is_put_on_the_shelf_comes_out_as_it_was():
    whole = article(
        "Ferry sinks",
        text="A ferry sank.",
        published=NOW - timedelta(hours=2),
        images=(Image(url="https://news.example.com/ferry.jpg", width=1200),),
        tags=("Sea",),
    )
    shelf = Shelf()
    shelf.add(whole)
    assert shelf[0] == whole
    assert shelf[0].id == whole.id


def test_of_a_long_text_the_beginning_is_kept():
    shelf = Shelf()
    long = article(text="word " * KEPT)
    shelf.add(long)
    assert shelf[0] == replace(long, text=long.text[:KEPT])


def test_articles_can_be_put_in_another_order_and_copied():
    shelf = Shelf()
    for title in ("One", "Two", "Three"):
        shelf.add(article(title))
    shelf.drop(1)
    shelf.copy(0)
    shelf.keep([2, 3, 0])
    assert [shelf[place].title for place in range(3)] == ["Three", "One", "One"]
