from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.schedule.edition import EditionKey, Kind, extra_key, first_key, key_for
from digests.schedule.occurrences import Occurrence
from tests.builders import schedule

IDS = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1).filter(
    lambda text: not any(letter.isspace() for letter in text)
)
WALL_TIMES = st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59))
KEYS = st.one_of(
    st.builds(EditionKey, schedule=IDS, day=st.dates(), wall_time=WALL_TIMES),
    st.builds(EditionKey, schedule=IDS, kind=st.just(Kind.FIRST)),
    st.builds(
        EditionKey, schedule=IDS, kind=st.just(Kind.EXTRA), number=st.integers(1, 999_999_999)
    ),
)


@given(KEYS)
def test_a_key_parses_to_itself(key):
    assert EditionKey.parse(str(key)) == key


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (EditionKey(schedule="s1", day=date(2026, 11, 22)), "s1/2026-11-22"),
        (
            EditionKey(schedule="s1", day=date(2026, 11, 22), wall_time=time(18, 30)),
            "s1/2026-11-22T18:30",
        ),
        (EditionKey(schedule="s1", kind=Kind.FIRST), "s1/first"),
        (EditionKey(schedule="s1", kind=Kind.EXTRA, number=12), "s1/extra/12"),
    ],
)
def test_a_key_reads_like_this(key, text):
    assert str(key) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "s1",
        "s1/",
        "/2026-11-22",
        "s1/20261122",
        "s1/2026-11-31",
        "s1/2026-11-22T24:00",
        "s1/2026-11-22T09:00:00",
        "s1/2026-11-22 ",
        "s1/firsts",
        "s1/extra",
        "s1/extra/0",
        "s1/extra/01",
        "s1/extra/-1",
        "a/b/2026-11-22",
        "s 1/2026-11-22",
    ],
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        EditionKey.parse(text)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"schedule": "a/b", "day": date(2026, 11, 22)},
        {"schedule": "", "day": date(2026, 11, 22)},
        {"kind": Kind.FIRST, "day": date(2026, 11, 22)},
        {"kind": Kind.FIRST, "wall_time": time(9)},
        {"kind": Kind.EXTRA},
        {"kind": Kind.EXTRA, "number": 1, "day": date(2026, 11, 22)},
        {"day": date(2026, 11, 22), "number": 1},
    ],
)
def test_no_key_is_born_that_its_text_couldnt_hold(fields):
    with pytest.raises(ValueError, match=r"key|wall time"):
        EditionKey(**{"schedule": "s1", **fields})


OCCURRENCE = Occurrence(
    day=date(2026, 11, 22), wall_time=time(18, 30), due=datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
)


@pytest.mark.parametrize(
    ("every", "key"),
    [
        ("day at 18:30", "schedule1/2026-11-22"),
        ("day at 08:00, 18:30", "schedule1/2026-11-22T18:30"),
    ],
)
def test_a_key_has_the_wall_time_only_where_a_date_has_several(every, key):
    assert str(key_for(schedule(every), OCCURRENCE)) == key


def test_a_birth_and_each_wish_have_keys_of_their_own():
    assert str(first_key(schedule())) == "schedule1/first"
    assert str(extra_key(schedule(), 3)) == "schedule1/extra/3"
