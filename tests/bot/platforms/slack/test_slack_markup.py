"""Text that can't format, mention or link; links and dates that are ours."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.markup import (
    LONGEST_ADDRESS,
    address,
    code,
    date,
    escaped,
    linked,
    plain,
    sentence,
)
from tests.builders import HONG_KONG


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("AT&T <quietly> buys", "AT&amp;T &lt;quietly&gt; buys"),
        ("<!channel> and <@U123>", "&lt;!channel&gt; and &lt;@U123&gt;"),
        ("&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"),
        ("*bold* _it_ ~no~ `code`", "∗bold∗ ˍitˍ ∼no∼ ˋcodeˋ"),
        ("> quoted", "› quoted"),
        ("a > b", "a &gt; b"),
        (":tada: at 10:30", "∶tada: at 10:30"),
        ("  two\nlines\t here ", "two lines here"),
        ("\u202eevil\u200b\x00", "evil"),
        ("News | Daily", "News | Daily"),
        ("", ""),
    ],
)
def test_text_shows_what_was_written_and_nothing_else(text, shown):
    assert escaped(text, 100) == shown


@given(st.text(), st.integers(1, 60))
def test_escaped_text_keeps_its_limit_and_no_entity_is_cut(text, limit):
    sent = escaped(text, limit)

    assert len(sent) <= limit
    assert "&" not in sent.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


def test_text_is_shortened_before_it_is_escaped():
    assert escaped("R&D spending at Lantern Labs rises", 20) == "R&amp;D spending at…"
    assert escaped("&" * 10, 12) == "&amp;…"


def test_text_without_markup_is_left_alone_but_for_what_cannot_be_seen():
    assert plain("R&D *rises* :tada:\u202e", 50) == "R&D *rises* ∶tada:"
    assert plain("Lantern Labs rises", 8) == "Lantern…"
    assert plain("\u200b", 8) == ""


def test_what_is_to_be_typed_is_kept_as_it_is_but_for_what_ends_it():
    assert code("/news story *a_b*") == "`/news story *a_b*`"
    assert code("a `b` <c>") == "`a ˋbˋ &lt;c&gt;`"
    assert code("") == "` `"


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ("type `/invite @bot` there", "type `/invite @bot` there"),
        ("in *#a* type `/x *y*`", "in ∗#a∗ type `/x *y*`"),
        ("one ` alone", "one ˋ alone"),
        ("``empty``", "ˋˋemptyˋˋ"),
        ("`<!channel>` `a` b_c", "`&lt;!channel&gt;` `a` bˍc"),
        ("`x` " + "&" * 20, "ˋxˋ…"),
    ],
)
def test_a_command_within_a_sentence_of_ours_stays_a_command(words, sent):
    assert sentence(words, 30) == sent


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://x.example/a?b=c&d=e", "https://x.example/a?b=c&d=e"),
        ("HTTPS://x.example/", "HTTPS://x.example/"),
        ("https://x.example/a|b<c>d", "https://x.example/a%7Cb%3Cc%3Ed"),
        ("https://x.example/a b`c`", "https://x.example/a%20b%60c%60"),
        ("https://x.example/%7C", "https://x.example/%7C"),
        ("https://x.example/é\u202e", "https://x.example/%C3%A9"),
        ("javascript:alert(1)", None),
        ("ftp://x.example/", None),
        ("https://", None),
        ("https://[::1", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_holds_nothing_that_ends_a_link(url, sent):
    assert address(url) == sent


def test_a_label_without_an_address_stands_alone():
    assert linked("https://x.example/?a&b", "Read") == "<https://x.example/?a&amp;b|Read>"
    assert linked("javascript:alert(1)", "Read") == "Read"
    assert linked(f"https://x.example/{'x' * LONGEST_ADDRESS}", "Read") == "Read"


def test_a_date_is_each_readers_own_and_has_words_for_where_it_is_not():
    moment = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)

    assert date(moment, HONG_KONG) == (
        "<!date^1795309200^{date_short_pretty}, {time}|22 November 2026, 09:00 (Hong Kong)>"
    )
