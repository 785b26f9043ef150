import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.platforms.discord.markup import address, escape, fitted, masked, plain
from digests.text import tidy
from tests.bot.platforms.discord.hostile import HOSTILE, texts


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Chips that think", "Chips that think"),
        ("**bold** _it_ ~~gone~~ `code`", r"\*\*bold\*\* \_it\_ \~\~gone\~\~ \`code\`"),
        ("||spoiler||", r"\|\|spoiler\|\|"),
        ("<@123> <#4> <t:0:R> </news:5>", r"\<@123\> \<#4\> \<t\:0\:R\> \<\/news\:5\>"),
        ("[free](https://evil.example)", r"\[free\](https\:/\/evil.example)"),
        ("# Heading", r"\# Heading"),
        ("-# small", r"\-\# small"),
        ("1. first", r"1\. first"),
        ("> quote", r"\> quote"),
        ("at 10:30: a talk", r"at 10\:30: a talk"),
        ("join discord.gg/free", r"join discord.gg\/free"),
        ("back\\slash", r"back\\slash"),
        ("two\nlines\u202e and\u200b more", "two lines and more"),
        ("a well-known 50 % rise (so far)", "a well-known 50 % rise (so far)"),
    ],
)
def test_what_discord_would_read_as_markup_is_escaped(text, escaped):
    assert escape(text) == escaped


@pytest.mark.parametrize("ping", ["@everyone", "@here", "@EVERYONE"])
def test_a_ping_is_broken(ping):
    assert ping not in escape(f"hear this, {ping}")
    assert escape(ping).replace("\N{ZERO WIDTH SPACE}", "") == ping
    assert ping not in plain(ping, 100)


def unescaped(text):
    """What Discord shows of escaped text: a backslash before a sign that's no letter is gone."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text).replace("@\N{ZERO WIDTH SPACE}", "@")


@given(texts())
@example("\\")
@example("a\\\\b")
def test_readers_see_what_was_written(text):
    assert unescaped(escape(text)) == tidy(text).replace("@\N{ZERO WIDTH SPACE}", "@")


@given(texts(), st.integers(0, 80))
def test_what_is_fitted_is_no_longer_than_asked_and_ends_in_no_half_escape(text, limit):
    found = fitted(text, limit)

    assert len(found) <= limit
    assert len(re.search(r"\\*$", found)[0]) % 2 == 0


@given(texts(), st.integers(0, 80))
def test_plain_text_is_no_longer_than_asked(text, limit):
    assert len(plain(text, limit)) <= limit


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_stays_active(text):
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "", escape(text))

    assert not re.search(r"[<\[\]`*_~|]|https?:|@everyone|@here|:\w+:", bare)
    assert not re.match(r"[#>+-]|\d+[.)]", bare)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://quay.example.com/a_(b)", "https://quay.example.com/a_%28b%29"),
        ("https://quay.example.com/a b", "https://quay.example.com/a%20b"),
        ("https://quay.example.com/*x*|y<z>", "https://quay.example.com/%2Ax%2A%7Cy%3Cz%3E"),
        ("https://quay.example.com/@everyone", "https://quay.example.com/%40everyone"),
        ("https://münchen.example.com/ß", "https://xn--mnchen-3ya.example.com/%C3%9F"),
        ("javascript:alert(1)", None),
        ("ftp://quay.example.com", None),
        ("https://bank.example.com@evil.example.com/", "https://evil.example.com/"),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_links_and_they_end_no_markup(url, link):
    assert address(url) == link


def test_a_link_is_its_label_over_an_address():
    assert masked("Chips (again)", "https://quay.example.com/1", 80) == (
        "[Chips (again)](https://quay.example.com/1)"
    )


def test_brackets_in_a_label_cannot_end_it():
    assert masked("a ] b [ c](https://evil.example.com)", "https://quay.example.com/1", 80) == (
        r"[a ) b ( c)(https\:/\/evil.example.com)](https://quay.example.com/1)"
    )


def test_what_cannot_be_followed_is_text():
    assert masked("a [b]", "javascript:x", 80) == r"a \[b\]"
    assert masked("long", "https://quay.example.com/" + "x" * 1100, 80) == "long"
