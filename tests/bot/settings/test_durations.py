"""Lengths of time, as people write them."""

from datetime import timedelta

import pytest

from bot.settings.durations import DurationError, duration_text, parse_duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("36 hours", timedelta(hours=36)),
        ("1 hour", timedelta(hours=1)),
        ("an hour", timedelta(hours=1)),
        ("2 days", timedelta(days=2)),
        ("a week", timedelta(days=7)),
        (" 2 Weeks ", timedelta(days=14)),
        ("1 year", timedelta(days=365)),
        ("0 days", timedelta(0)),
    ],
)
def test_a_length_is_a_count_and_a_unit(text, length):
    assert parse_duration(text) == length
    assert parse_duration(duration_text(length)) == length


@pytest.mark.parametrize(
    "text", ["", "2", "days", "-1 days", "1.5 days", "2 moons", "²days", "P2D"]
)
def test_anything_else_is_refused_with_examples(text):
    with pytest.raises(DurationError, match="write it as 36 hours, 2 days or a week"):
        parse_duration(text)
