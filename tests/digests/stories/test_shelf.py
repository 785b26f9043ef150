from dataclasses import replace
from datetime import timedelta
from io import BytesIO

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


def test_what_was_dropped_takes_no_room_in_the_file():
    file = BytesIO()
    shelf = Shelf(file)
    for number in range(40):
        shelf.add(article(f"Ferry {number}", text="A ferry sank. " * 20))
    full = len(file.getvalue())
    for place in range(30):
        shelf.drop(place)
    shelf.keep([39, 31, 35])
    assert len(file.getvalue()) < full / 10
    assert [shelf[place].title for place in range(3)] == ["Ferry 39", "Ferry 31", "Ferry 35"]
    shelf.add(article("Bridge"))
    assert shelf[3].title == "Bridge"


class FullDisk(BytesIO):
    """Takes *room* bytes, a part of what is written where that is too much, then nothing."""

    def __init__(self, room):
        super().__init__()
        self._room = room

    def write(self, packed):
        room = self._room - self.tell()
        if room <= 0:
            raise OSError(28, "No space left on device")
        return super().write(packed[:room])


def test_what_a_full_disk_has_no_room_for_is_held_in_memory():
    shelf = Shelf(FullDisk(1_000))
    titles = [f"Ferry {number}" for number in range(20)]
    for title in titles:
        shelf.add(article(title))
    assert [shelf[place].title for place in range(20)] == titles
    shelf.keep(range(19, -1, -1))
    shelf.keep([0, 19])
    assert [shelf[place].title for place in range(2)] == ["Ferry 19", "Ferry 0"]
