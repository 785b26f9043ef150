"""JSON Lines: an article a row; a bad row is told and costs no other."""

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digests.article import Article
from digests.reading.furniture import Furniture
from digests.reading.json_lines import read_rows
from digests.reading.lines import lines_in
from digests.reading.outcome import Remark
from digests.reading.remarks import Remarks

README = Path(__file__).parents[3] / "seeds" / "README.md"
FIRST_SEEN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def read(*rows):
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    return list(read_rows(lines, name="a.jsonl", source="import", first_seen=FIRST_SEEN))


def test_a_row_becomes_an_article():
    [article] = read(
        {
            "id": 17,
            "title": "Ferries return &amp; sail",
            "text": "All five ferries sail again.\n\nShare this\n\nFares stay as they were.",
            "url": "https://example.com/ferries?utm_source=x",
            "publisher": "Harbour Times",
            "published": "2026-11-20T09:00:00+08:00",
            "topics": ["Ports", "Ports", "Ferries"],
            "first_seen": "2026-11-20T02:00:00Z",
        }
    )
    assert (article.source, article.source_ref) == ("import", "17")
    assert article.title == "Ferries return & sail"
    assert article.text == "All five ferries sail again.\n\nFares stay as they were."
    assert article.url == "https://example.com/ferries"
    assert (article.publisher.name, article.publisher.domain) == ("Harbour Times", "example.com")
    assert article.published == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert article.tags == ("Ports", "Ferries")
    assert article.first_seen == datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def test_an_id_and_a_title_or_a_text_are_enough():
    titled, untitled = read(
        {"id": "a", "title": "Ferries return"}, {"id": "b", "text": "All five ferries sail."}
    )
    assert titled.text == ""
    assert titled.publisher is None
    assert untitled.title == "All five ferries sail"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"{", "not JSON: "),
        (b"[1]", "a row is an object, in braces"),
        (b"[" * 100_000, "not JSON: it nests too deeply"),
        (b'{"id": "\xff"}', "not UTF-8"),
        (
            {"title": "Ferries return"},
            "a row needs an id: a number or a word that no other row of the file has",
        ),
        ({"id": "a"}, "a row needs a title or a text"),
        ({"id": "a", "title": " ", "text": 5}, "a row needs a title or a text"),
        ({"id": "a", "text": "[ad_1]"}, "it has no title and no words to make one from"),
    ],
)
def test_a_bad_row_is_a_problem_with_its_line_and_the_others_go_on(row, reason):
    first, bad, last = read({"id": "a", "title": "One"}, b"\n", row, {"id": "z", "title": "Two"})
    assert str(bad).startswith(f"a.jsonl:3: {reason}")
    assert isinstance(first, Article)
    assert last.title == "Two"


def test_values_of_the_wrong_kind_are_missing_values():
    article, *_ = read(
        {
            "id": "a",
            "title": "Ferries return",
            "url": 5,
            "publisher": [],
            "published": {},
            "topics": 7,
        }
    )
    assert (article.url, article.publisher, article.published) == (None, None, None)


def said(*rows):
    remarks = Remarks()
    remarks.note(row for row in read(*rows) if isinstance(row, Remark))
    return [str(problem) for problem in remarks.told()]


@pytest.mark.parametrize("date", ["27/11/2026", "yesterday", "1850-01-01", "2031-01-01"])
def test_a_date_that_cant_be_meant_is_said_once_for_all_rows(date):
    row = {"title": "Ferries return", "published": date}

    [remark] = said({"id": 1, "title": "One"}, {**row, "id": 2}, {**row, "id": 3})

    assert remark == (
        f'a.jsonl:2: "{date}" is no date that can be meant (so in 2 rows): undated; '
        "write 2026-11-27 or 2026-11-27T09:00:00+08:00"
    )


@pytest.mark.parametrize("date", ["", None, False, "0000-00-00 00:00:00", "1970-01-01", 1764200000])
def test_an_empty_field_and_a_date_are_no_occasion_to_say_something(date):
    assert said({"id": 1, "title": "One", "published": date}) == []


def test_keys_that_nobody_reads_are_said_once_for_all_rows():
    row = {"title": "Ferries return", "mood": "good", "x\ny": 1}

    assert said({**row, "id": 1}, {**row, "id": 2, "pages": 3}) == [
        'a.jsonl:1: nobody reads "mood", "x y", "pages" (so in 2 rows); seeds/README has the keys'
    ]


def test_a_row_may_have_the_keys_that_documents_have():
    article, stub = read(
        {
            "id": "a",
            "post_title": "Ferries return",
            "body": "All five ferries sail again.",
            "originalUrl": "https://example.com/ferries",
            "publishedDateTime": "2026-11-20T09:00:00+08:00",
            "tags": ["Ports"],
            "provider": {"name": "Harbour Times", "domain": "example.com"},
            "description": "Sailing.",
            "related": [{"title": "Storm passes", "webUrl": "https://example.org/storm"}],
        }
    )
    assert (article.title, article.url) == ("Ferries return", "https://example.com/ferries")
    assert article.published == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert (article.text, article.excerpt) == ("All five ferries sail again.", "Sailing.")
    assert (article.tags, article.publisher.name) == (("Ports",), "Harbour Times")
    assert (stub.source_ref, stub.related_to, stub.stub) == ("a#2", "a", True)


def test_rows_are_read_as_they_come():
    def endless():
        while True:
            yield b'{"id": "a", "title": "Ferries return"}'

    rows = read_rows(endless(), name="a.jsonl", source="import", first_seen=FIRST_SEEN)
    assert next(rows) == next(rows)


def test_a_line_without_end_is_cut_and_still_one_line():
    lines = list(lines_in(io.BytesIO(b"a" * 95 + b"\nbb\n" + b"c" * 10 + b"\nd"), largest=10))
    assert lines == [b"a" * 11, b"bb\n", b"c" * 10 + b"\n", b"d"]


def test_what_a_publisher_repeats_is_learnt_row_by_row_and_is_no_other_version():
    furniture = Furniture()
    rows = [
        {
            "id": n,
            "title": f"Ferry {n} returns",
            "text": f"Ferry {word} sails again.\n\nHarbour Times, since 1921",
            "publisher": "Harbour Times",
        }
        for n, word in enumerate(("one", "two", "three", "four"))
    ]
    lines = [json.dumps(row).encode() for row in rows]

    def articles():
        found = read_rows(
            lines, name="a.jsonl", source="import", first_seen=FIRST_SEEN, furniture=furniture
        )
        return list(found)

    first, again = articles(), articles()

    assert "Harbour Times" in first[2].text
    assert first[3].text == "Ferry four sails again."
    assert again[0].text == "Ferry one sails again."
    assert [a.content_hash for a in again] == [a.content_hash for a in first]


def test_the_row_that_the_readme_shows_is_an_article():
    shown = re.search(r"`(\{\"id\".*\})`", README.read_text())
    [article] = read(json.loads(shown[1]))

    assert (article.source_ref, article.title) == ("17", "Ferries return")
