"""An article is valid from birth and keeps one identity through all its addresses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digests.article import Article, Image, InvalidArticle, Publisher

FIRST_SEEN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def article(**fields):
    needed = {"source": "desk", "source_ref": "a.txt", "title": "Ferries", "first_seen": FIRST_SEEN}
    return Article(**{**needed, **fields})


def test_an_article_without_a_title_cannot_be():
    with pytest.raises(InvalidArticle, match="no title"):
        article(title="  ")


@pytest.mark.parametrize("name", ["published", "first_seen"])
def test_a_moment_without_an_offset_is_refused(name):
    with pytest.raises(InvalidArticle, match=f"{name} needs a UTC offset"):
        article(**{name: datetime(2026, 11, 22)})  # noqa: DTZ001 - that's the point


def test_variants_of_an_address_are_one_article():
    plain = article(url="https://example.com/ferries", source_ref="a.txt")
    shared = article(url="https://EXAMPLE.com/ferries?utm_source=x#top", source_ref="b.txt")
    assert plain.id == shared.id


def test_without_an_address_the_place_is_the_identity():
    assert article().id == article(title="Other").id
    assert article().id != article(source_ref="a.txt#2").id
    assert article().id != article(source="import").id
    assert article().id == article(url="javascript:alert(1)").id


def test_an_id_is_sixteen_characters_of_base32():
    assert len(article().id) == 16
    assert set(article().id) <= set("abcdefghijklmnopqrstuvwxyz234567")


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Ferries return"},
        {"text": "All five."},
        {"excerpt": "All five."},
        {"published": FIRST_SEEN},
        {"publisher": Publisher(name="Harbour Times")},
        {"tags": ("Ports",)},
        {"images": (Image(url="https://example.com/a.jpg"),)},
        {"stub": True},
        {"heat": 3},
    ],
)
def test_what_a_reader_could_see_makes_another_version(change):
    assert article(**change).content_hash != article().content_hash


def test_where_and_when_it_was_seen_makes_no_other_version():
    seen_again = replace(article(), first_seen=FIRST_SEEN.replace(day=23), source_ref="b.txt")
    assert seen_again.content_hash == article().content_hash
