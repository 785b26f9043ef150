"""Strings: what comes out is what every other part relies on."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from digests.text import (
    canonical_url,
    language_of,
    normalise,
    shorten,
    tidy,
    words,
)

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ANYTHING = st.text(st.characters(codec=None), max_size=80)


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ("  one\t line\r\n of  text ", "one line of text"),
        ("zero\u200bwidth\ufeff and so\u00adft", "zerowidth and soft"),
        ("\u202egnirts\u202c \u2066x\u2069 \u200fy\u200e", "gnirts x y"),
        ("bell\x07 nul\x00 c1\x9b", "bell nul c1"),
        ("\x9b31mRed\x9b0m \x9broses\x9b", "Red roses"),
        ("bell\x07 nul\x00\x1f\n and\x7f", "bell nul and"),
        ("a\ud800b", "ab"),
        ("\x1b[31mRed\x1b[0m ro\x1b[1;4mses\x1b]0;title\x07", "Red roses"),
        ("\x1b[2JBody \x1b]8;;http://e.example\x1b\\link\x1b]8;;\x1b\\", "Body link"),
        ("cafe\u0301", "caf\u00e9"),
        (f"{FAMILY} stays", f"{FAMILY} stays"),
        ("a\u200db \u200c!", "ab !"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("z" + "\u0335" * 40, "z" + "\u0335" * 3),
        ("\u3164\u2800", ""),
    ],
)
def test_tidy_text_is_one_line_without_what_cannot_be_seen(found, kept):
    assert tidy(found) == kept


@given(ANYTHING)
def test_tidying_twice_changes_nothing_more(text):
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    "spelling",
    ["Café Zürich", "CAFÉ ZÜRICH", "Cafe\u0301  Zu\u0308rich", "cafe zurich", "Ｃａｆé Zürich"],
)
def test_all_spellings_share_one_search_form(spelling):
    assert normalise(spelling) == "cafe zurich"


def test_the_search_form_leaves_other_scripts_their_letters():
    assert normalise("ガス 한국 हिन्दी") == "ガス 한국 हिन्दी"
    assert normalise("Ørsted’s Straße") == "orsted's strasse"


@given(ANYTHING)
def test_a_search_form_is_its_own_search_form(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The minister's ports and the ministers' ports", ["minister", "port", "minister", "port"]),
        (
            "Two companies, three boxes, one glass of gas",
            ["company", "three", "box", "glass", "gas"],
        ),
        ("Start-ups buy e-mail co-founders", ["startup", "buy", "email", "cofounder"]),
        (
            "U.S. chips cost $2.5 billion, 10,000 of them",
            ["us", "chip", "cost", "2.5", "billion", "10000"],
        ),
        ("In the U.S.A., a. b.", ["usa"]),
        ("On Friday in May, in the news", ["news"]),
        ("智谱AI公司", ["智谱", "ai", "公司"]),
        ("東京タワーは 한국 も", ["東京", "京タ", "タワ", "ワー", "ーは", "한국", "も"]),
        ("Der Müller’s Café", ["der", "muller", "cafe"]),
        ("", []),
    ],
)
def test_words_are_what_a_text_can_be_compared_by(text, tokens):
    assert words(text) == tokens


@given(ANYTHING)
def test_words_hold_no_white_space_and_are_never_empty(text):
    assert all(word and not word.split()[1:] for word in words(text))


@pytest.mark.parametrize(
    ("limit", "short"),
    [
        (40, "Ports reopen after the storm"),
        (28, "Ports reopen after the storm"),
        (27, "Ports reopen after the…"),
        (12, "Ports…"),
        (13, "Ports reopen…"),
        (3, "Po…"),
        (1, "…"),
        (0, ""),
    ],
)
def test_shortening_ends_between_words_and_within_the_limit(limit, short):
    assert shorten("Ports reopen after the storm", limit) == short


def test_shortening_never_cuts_an_emoji_in_half():
    assert shorten(f"x{FAMILY}y", 5) == "x…"
    assert shorten(FAMILY, 3) == "…"


def test_a_text_without_spaces_is_cut_near_its_limit():
    assert shorten("中" * 50, 10) == "中" * 9 + "…"


@given(ANYTHING, st.integers(-1, 90))
def test_a_shortened_text_is_a_beginning_that_fits(text, limit):
    short = shorten(text, limit)
    assert len(short) <= max(0, limit)
    if short not in (text, ""):
        kept = short.removesuffix("…")
        assert text.startswith(kept)
        assert list(iter_graphemes(text))[: len(list(iter_graphemes(kept)))] == list(
            iter_graphemes(kept)
        )


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("HTTP://Example.COM:80/News#top", "http://example.com/News"),
        ("https://user:secret@example.com/a", "https://example.com/a"),
        ("https://example.com?utm_source=x&id=3&fbclid=9&UTM_term", "https://example.com/?id=3"),
        ("https://bücher.example/ü b?q=é", "https://xn--bcher-kva.example/%C3%BC%20b?q=%C3%A9"),
        ("https://example.com/%c3%bc%20b%", "https://example.com/%C3%BC%20b%25"),
        (
            "https://example.com/<|>?a=https%253A%2F",
            "https://example.com/%3C%7C%3E?a=https%253A%2F",
        ),
        ("https://example.com./x", "https://example.com/x"),
        ("https://example.com:8443/x", "https://example.com:8443/x"),
        ("http://8.8.8.8/x", "http://8.8.8.8/x"),
        ("http://[2606:4700::1]/x", "http://[2606:4700::1]/x"),
    ],
)
def test_an_address_has_one_canonical_form(address, canonical):
    assert canonical_url(address) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.com/x",
        "//example.com/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com/",
        "mailto:a@example.com",
        "http://localhost/",
        "http://router/",
        "http://nas.local/",
        "http://127.0.0.1/",
        "http://10.1.2.3/x",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[bad/",
        "http://ex ample.com/",
        "http://.com/",
        "http://a..com/",
        "http://xn--a/",
        "http://example.com:0/",
        "http://example.com:99999/",
        "http://example.com:x/",
        "https://example.com/" + "a" * 2100,
    ],
)
def test_what_is_no_public_web_address_has_no_canonical_form(address):
    assert canonical_url(address) is None


@given(ANYTHING)
def test_any_text_may_be_offered_as_an_address(text):
    for address in (text, f"https://{text}", f"https://example.com/{text}"):
        canonical = canonical_url(address)
        assert canonical is None or canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The harbour was closed for three days after the storm.", "en"),
        ("Der Hafen blieb nach dem Sturm drei Tage lang geschlossen.", "de"),
        ("阿里巴巴投资智谱公司", "zh"),
        ("ok", None),
        ("", None),
        ("1234 5678 9012 3456 7890 1234", None),
    ],
)
def test_a_language_is_told_only_where_there_is_enough_text(text, language):
    assert language_of(text) == language
