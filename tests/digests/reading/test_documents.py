"""Documents of any shape and encoding become articles, or one problem that people understand."""

import json
import time
from datetime import UTC, datetime

import pytest

from digests.reading.documents import read_document

FIRST_SEEN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


def read(document, name="a.txt", **options):
    data = document.encode() if isinstance(document, str) else document
    return read_document(
        data, name=name, source="desk", source_ref=name, first_seen=FIRST_SEEN, **options
    )


def only(document, name="a.txt", **options):
    reading = read(document, name, **options)
    assert reading.problems == ()
    [article] = reading.articles
    return article


def problem(document, name="a.txt", **options):
    reading = read(document, name, **options)
    assert reading.articles == ()
    [found] = reading.problems
    return str(found)


PLAIN = "Hafen schließt nach Sturm\n\nDie Fähren – alle fünf – blieben drei Tage lang im Hafen."


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_the_encodings_that_news_is_found_in_are_read(encoding):
    article = only(PLAIN.encode(encoding))
    assert article.title == "Hafen schließt nach Sturm"
    assert article.text == "Die Fähren – alle fünf – blieben drei Tage lang im Hafen."
    assert article.language == "de"


def test_line_ends_of_every_system_are_line_ends():
    assert only("Title of it\r\n\r\nOne day.\r\rTwo days.").text == "One day.\n\nTwo days."


def test_a_broken_byte_in_utf_8_costs_only_itself():
    assert only(PLAIN.encode() + b"\xff").text.endswith("im Hafen.")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "a.txt: it is empty"),
        (b" \n\t", "a.txt: it is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(64)), "a.txt: it is binary, not text"),
        (b"x" * 101, "a.txt: it is larger than 100 bytes"),
        (
            "港は嵐のあと閉鎖された".encode("shift_jis"),
            "a.txt: its encoding can't be told; save it as UTF-8",
        ),
        (b"---\ntitle: [x\n---\n", "a.txt:3: bad YAML: did not find expected ',' or ']'"),
        (b"---\ntitle: x\n", "a.txt:1: its front matter has no closing line of ---"),
        (
            b"---\nfirst: 1\nx: !!python/name:os.system\n---\n",
            "a.txt:3: bad YAML: could not determine",
        ),
        (
            b"---\n- a\n- b\n---\nText.\n",
            "a.txt:2: its front matter is a list; write fields, as in `title: Rain`",
        ),
        (b"---\nquality: 3\n---\n", "a.txt: it has no title and no words to make one from"),
        (b"???\n\n!!!", "a.txt: it has no title and no words to make one from"),
        (b"[ad_1]\n\nShare this\n", "a.txt: it has no title and no words to make one from"),
    ],
)
def test_what_cannot_be_read_is_one_problem_on_one_line(data, said):
    found = problem(data, largest=100)
    assert found.startswith(said)
    assert "\n" not in found


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "a: " + "[" * 3000,
        "a: " + "{b: " * 3000,
        "\n".join(f"- {n}" for n in range(210_000)),
        "a: " + "x" * 2_000_001,
    ],
    ids=["aliases", "lists", "mappings", "entries", "length"],
)
def test_yaml_that_would_hurt_is_refused(bomb):
    assert "a.txt:" in problem(f"---\n{bomb}\n---\n")


def test_dates_and_booleans_of_yaml_stay_what_was_written():
    article = only("---\ntitle: 18:30\nexcerpt: no\ndate: 2026-02-30\ntitle: yes\n---\n")
    assert (article.title, article.excerpt, article.published) == ("yes", "no", None)


def test_an_alias_of_a_text_is_that_text():
    assert only("---\nname: &n Ferries return\ntitle: *n\n---\n").title == "Ferries return"


def test_fields_of_a_blog_export_are_understood():
    article = only(
        "---\n"
        "post_title: 'Harbour &#8211; open &amp; busy'\n"
        "post_date: 2026-11-20 07:15:00\n"
        "post_excerpt: 'All <b>five</b> ferries sail.'\n"
        "permalink: https://blog.example.net/harbour\n"
        "original_link:\n"
        "  - 'http://news.google.com/news/url?sa=t&#038;url=https://www.example.com/harbour?utm_medium=rss'\n"
        "original_cats: ['Ports, Ferries']\n"
        "---\n"
        "<div><p>All five ferries sail again.</p><script>alert(1)</script>"
        "<figure><img src=x><figcaption>A ferry</figcaption></figure>"
        "<ul><li>North route</li><li>South route</li></ul><p>Fares stay.<br>Times change.</p></div>"
    )
    assert article.title == "Harbour – open & busy"
    assert article.published == datetime(2026, 11, 20, 7, 15, tzinfo=UTC)
    assert article.excerpt == "All five ferries sail."
    assert article.url == "https://www.example.com/harbour"
    assert (article.publisher.name, article.publisher.domain) == ("example.com", "example.com")
    assert article.tags == ("Ports", "Ferries")
    assert article.text == (
        "All five ferries sail again.\n\nNorth route\nSouth route\n\nFares stay.\nTimes change."
    )


def test_published_false_hides_nothing_unless_it_is_asked_to():
    document = "---\ntitle: Ferries return\npublished: false\n---\n"
    assert only(document).title == "Ferries return"
    assert read(document, only_published=True).articles == ()
    assert only(document.replace("false", "true"), only_published=True)


def test_what_is_secured_comes_out_nowhere():
    document = "---\ntitle: Ferries return\nsecured: c2VjcmV0LXRleHQ\nSecured: c2VjcmV0\n---\n"
    assert "c2Vjcm" not in repr(read(document))


def test_related_articles_are_stubs_without_doubles_and_inherit_nothing():
    reading = read(
        "---\n"
        "title: Ferries return\nwebUrl: https://example.com/ferries\ntopics: [Ports]\n"
        "related:\n"
        "  - {title: The same, webUrl: 'https://example.com/ferries?utm_source=x'}\n"
        "  - {title: Storm passes, webUrl: 'https://example.org/storm'}\n"
        "  - {title: Storm passes again, webUrl: 'https://example.org/storm'}\n"
        "  - nothing to see\n"
        "  - {title: Fares rise}\n"
        "---\n"
    )
    assert [(a.source_ref, a.title, a.stub, a.tags, a.related_to) for a in reading.articles] == [
        ("a.txt", "Ferries return", False, ("Ports",), None),
        ("a.txt#3", "Storm passes", True, (), "a.txt"),
        ("a.txt#6", "Fares rise", True, (), "a.txt"),
    ]


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2026-11-20T09:00:00+08:00", datetime(2026, 11, 20, 1, 0, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("Fri, 20 Nov 2026 09:00:00 +0800", datetime(2026, 11, 20, 1, 0, tzinfo=UTC)),
        ("'1763600000'", datetime(2025, 11, 20, 0, 53, 20, tzinfo=UTC)),
        ("2026-12-24T00:00:00Z", FIRST_SEEN),
        ("2199-01-01", None),
        ("1970-01-01", None),
        ("soon", None),
    ],
)
def test_a_date_is_in_utc_and_never_in_the_future(written, published):
    assert only(f"---\ntitle: Ferries return\ndate: {written}\n---\n").published == published


def test_only_web_pictures_that_show_something_are_kept():
    article = only(
        "---\ntitle: Ferries return\nimages:\n"
        "  - {url: 'https://example.com/ferry.jpg', width: 800, height: '600', alt: A ferry}\n"
        "  - {url: 'https://example.com/ferry.jpg'}\n"
        "  - {url: 'https://example.com/assets/site-logo.png'}\n"
        "  - {url: 'https://example.com/HarbourLogo.png'}\n"
        "  - {url: 'javascript:alert(1)'}\n"
        "  - https://example.com/catalogs/two.jpg\n---\n"
    )
    assert [(i.url, i.width, i.height, i.alt) for i in article.images] == [
        ("https://example.com/ferry.jpg", 800, 600, "A ferry"),
        ("https://example.com/catalogs/two.jpg", None, None, ""),
    ]


def test_text_that_only_begins_with_a_rule_is_text():
    article = only("---\n\nFerries return\n\nAll five ferries sail again.\n\n---\n")
    assert (article.title, article.text) == ("Ferries return", "All five ferries sail again.")


def test_markdown_loses_its_marks():
    article = only(
        "# Ferries *return*\n\nAll [five](https://example.com) ferries **sail** again.\n\n"
        "- North\n- South\n",
        "a.md",
    )
    assert article.title == "Ferries return"
    assert article.text == "All five ferries sail again.\n\nNorth\nSouth"


PAGE = """<!DOCTYPE html><html lang="en-GB"><head>
<title>Ferries return to the harbour | Harbour Times</title>
<meta property="og:site_name" content="Harbour Times">
<meta property="og:title" content="Ferries return to the harbour">
<meta property="og:url" content="https://www.example.com/news/ferries">
<meta property="og:image" content="https://www.example.com/pictures/ferry.jpg">
<meta property="article:published_time" content="2026-11-20T09:00:00+08:00">
</head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>Ferries return to the harbour</h1>
<p>All five ferries of the island line sailed again on Friday, three days after the storm.</p>
<p>The harbour master said that the breakwater had held and that no vessel had been lost.</p>
<p>Passengers whose tickets were for the closed days can travel until the end of the month.</p>
</article><footer>Harbour Times, all rights reserved</footer></body></html>"""


def test_a_saved_page_gives_its_article_and_what_it_says_of_itself():
    article = only(PAGE, "ferries.html")
    assert article.title == "Ferries return to the harbour"
    assert article.publisher.name == "Harbour Times"
    assert article.publisher.domain == "example.com"
    assert article.published == datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert article.url == "https://www.example.com/news/ferries"
    assert article.images[0].url == "https://www.example.com/pictures/ferry.jpg"
    assert article.language == "en"
    assert article.text.split("\n\n")[0].startswith("All five ferries")
    assert article.text.count("\n\n") == 2


def test_a_page_is_known_by_its_look_whatever_its_name():
    assert only(PAGE, "ferries.txt").title == "Ferries return to the harbour"


def test_control_and_bidi_characters_never_come_in():
    article = only("Ferries \u202ereturn\u202c\x07\n\nAll\u200b five\u2066 ferries\x9b sail again.")
    assert (article.title, article.text) == ("Ferries return", "All five ferries sail again.")


SENTENCE = "All five ferries sailed again after the storm. "


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (SENTENCE * 40_000, "a.txt"),
        ("Ferries return\n\n" + f"{SENTENCE}\n" * 10_000, "a.txt"),
        ("Ferries return\n\n" + "\n\n".join(f"{SENTENCE}{n}" for n in range(5_000)), "a.txt"),
        (PAGE + "".join(f'<a href="/{n}">link {n}</a> ' for n in range(100_000)), "a.html"),
        ("---\ntitle: x\n---\n" + "<p><a>x</a>" + "<div class=share>" * 20_000, "a.txt"),
        ("Ferries return\n\n" + "![[" * 30_000, "a.md"),
        ("Ferries return\n\n" + "[ad_1] [" * 50_000, "a.txt"),
        ("Ferries return\n\nBy " + "A " * 200_000, "a.txt"),
        ("e\u0301" * 200_000 + "\u0301" * 200_000, "a.txt"),
        ("<" * 300_000, "a.html"),
    ],
    ids=range(10),
)
def test_a_hostile_document_is_read_in_its_time(document, name):
    reading = read(document, name)
    assert len(reading.articles) + len(reading.problems) == 1


def test_ten_thousand_equal_sentences_are_said_once():
    assert only("Ferries return\n\n" + f"{SENTENCE}\n" * 10_000).text == SENTENCE.strip()


def test_a_date_that_cant_be_meant_is_remarked_and_the_document_is_read():
    reading = read("---\ntitle: Ferries return\ndate: yesterday-ish\nlayout: post\n---\n")

    assert [a.published for a in reading.articles] == [None]
    [remark] = reading.remarks
    assert (remark.place, remark.about, remark.words) == ("a.txt", "date", ("yesterday-ish",))


def test_a_publishers_name_is_no_address():
    found = only('---\ntitle: Ferries return\nprovider: {name: "Harbour%2c Inc."}\n---\n')
    assert found.publisher.name == "Harbour, Inc."


@pytest.mark.parametrize("publisher", ["[1]", "1", "[]"])
def test_a_number_is_no_publisher(publisher):
    assert only(f"---\ntitle: Ferries return\nprovider: {publisher}\n---\n").publisher is None


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("AT&T if a<b then c>d", "AT&T if a<b then c>d"),
        ("5 <i 3 and <!channel> or </b", "5 <i 3 and <!channel> or </b"),
        ("Bonn <bonn@example.com> & more", "Bonn <bonn@example.com> & more"),
        ("<b>Ferries</b> <a href='/x' hidden>return</a><br/>", "Ferries return"),
        ("Ferries<o:p></o:p> if a<b<!-- no --> return", "Ferries if a<b return"),
        ("<![CDATA[Ferries & <em class=x>fares</em>]]>", "Ferries & fares"),
        ("Ferries <script>alert(1)</script> return", "Ferries return"),
        ("Why a<b>c holds, and x<i>y", "Why a<b>c holds, and x<i>y"),
        ("What the <div> element is for", "What the <div> element is for"),
        ("<b>Ferries return, and the fares", "Ferries return, and the fares"),
        ("Ferries<br>return<P>to the <em>harbour", "Ferries return to the harbour"),
    ],
)
def test_only_a_tag_is_taken_out_of_a_title(written, title):
    assert only(f"---\ntitle: {json.dumps(written)}\n---\n").title == title


def test_text_with_signs_like_tags_is_plain_text():
    text = "It holds if a<b then c>d, and also where a<i or c>d."
    assert only(f"Ferries return\n\n{text}\n").text == text


def test_comparisons_and_elements_that_are_written_about_are_plain_text():
    text = "It holds if a<b>c, and also where x<i>y: see the <div> element."
    assert only(f"Ferries return\n\n{text}\n").text == text


@pytest.mark.parametrize("piece", ["<a x=", '<a x="', "<a ", "<", "<!--", "<![CDATA[", "<a x=1 "])
def test_tags_without_end_take_no_time(piece):
    started = time.process_time()
    read(f"---\ntitle: '{piece * (400_000 // len(piece))}'\n---\n{piece * 100}")
    assert time.process_time() - started < 5


def test_colours_of_a_terminal_leave_nothing_behind_in_the_title_or_the_text():
    article = only(
        "Plain \x1b[31mred\x1b[0m regulators \x1b]0;pwn\x07meet\n\n"
        "Body with \x1b[2Jescapes, and it goes \x9b1;31mon\x9b0m for some time.\n"
    )
    assert article.title == "Plain red regulators meet"
    assert article.text == "Body with escapes, and it goes on for some time."


@pytest.mark.parametrize("begin", ["<html><body>", "<html><title>Ferries</title><body>", "<p>"])
def test_html_that_nests_too_deeply_is_said_to(begin):
    document = begin + "<div>" * 20_000 + "All five ferries sail again." + "</div>" * 20_000
    assert problem(document) == "a.txt: its HTML nests deeper than 250 elements; save it as text"
