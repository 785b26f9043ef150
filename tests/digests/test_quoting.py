"""What somebody wrote is repeated in one line, and not endlessly."""

import pytest

from digests.quoting import LONGEST, cut, legible, quoted


@pytest.mark.parametrize("text", ["brief", "a" * LONGEST, "Zürich — 東京"])
def test_what_is_short_stands_as_it_is(text):
    assert quoted(text) == f'"{text}"'
    assert cut(text) == text


def test_what_is_long_is_cut_and_says_how_long_it_was():
    assert quoted("a" * 2_000_000) == f'"{"a" * LONGEST}…" (2,000,000 characters)'
    assert cut("a" * 61) == f"{'a' * LONGEST}… (61 characters)"


def test_nothing_in_it_breaks_the_line_or_steers_a_terminal():
    assert quoted("a\nb\x1b[31mc\u202ed") == '"a b [31mc d"'
    assert quoted("\n" * 500).endswith("(500 characters)")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("brèves/東京 1.txt", "brèves/東京 1.txt"),
        ("a\nb\x1b[2J\x9b2J\u202ec", r"a\nb\x1b[2J\x9b2J\u202ec"),
    ],
)
def test_a_name_is_shown_as_it_is_with_all_that_cannot_be_shown_spelled_out(written, shown):
    assert legible(written) == shown
