from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.search import (
    SearchTerms,
    corrections,
    deletions,
    distance,
    parse_terms,
    search_words,
    unspaced_query,
    unspaced_terms,
)


def test_plain_words_are_searched_as_the_index_has_them():
    found = parse_terms("Zhipu's Investors")
    assert found == SearchTerms(
        typed="Zhipu's Investors", words=("zhipu", "investor"), free=("Zhipu's", "Investors")
    )


def test_operators_and_phrases_are_taken_apart():
    found = parse_terms('chips "language models" topic:AI from:"Nikkei Asia" since:2023-05-01')
    assert found.words == ("chip",)
    assert found.phrases == (("language", "model"),)
    assert (found.topics, found.publishers) == (("AI",), ("Nikkei Asia",))
    assert found.since == date(2023, 5, 1)


@pytest.mark.parametrize(
    "typed",
    [
        'topic:"Policy & chips"',
        'topic: "Policy & chips"',
        "TOPIC:“Policy & chips”",
        "topic:«Policy & chips»",
        'topic："Policy & chips"',
    ],
)
def test_an_operator_is_understood_however_it_is_typed(typed):
    assert parse_terms(typed).topics == ("Policy & chips",)


@pytest.mark.parametrize(
    ("typed", "since"),
    [("since:2023", date(2023, 1, 1)), ("since:2023-05", date(2023, 5, 1))],
)
def test_since_takes_a_month_or_a_year(typed, since):
    assert parse_terms(typed).since == since


def test_of_two_dates_the_later_holds():
    assert parse_terms("since:2023 since:2024-02").since == date(2024, 2, 1)


def test_a_date_that_cannot_be_is_a_word_and_is_told():
    found = parse_terms('since:2023-02-30 since:tuesday since:2023-13-45 since:"last week"')
    assert found.since is None
    assert found.undated == ("2023-02-30", "tuesday", "2023-13-45", "last week")
    assert found.words == ("2023", "02", "30", "tuesday", "13", "45", "last", "week")


@pytest.mark.parametrize(
    ("typed", "since"),
    [
        ("since:today", date(2026, 3, 2)),
        ("since:Yesterday", date(2026, 3, 1)),
        ("since:7d", date(2026, 2, 23)),
        ("since:2W", date(2026, 2, 16)),
        ("since:7d since:today", date(2026, 3, 2)),
        ("since:7d since:2026-02-27", date(2026, 2, 27)),
        ("since:7d since:2025", date(2026, 2, 23)),
        ("since:2025", date(2025, 1, 1)),
    ],
)
def test_since_counts_back_from_the_day_it_is_asked(typed, since):
    found = parse_terms(typed)
    assert found
    assert found.on(date(2026, 3, 2)).since == since
    assert found.on(date(2026, 3, 2)).back is None


def test_what_was_typed_is_kept_beside_what_is_looked_up():
    found = parse_terms('Chips topic:Sport “Language models” from:CNBC "" since:x')
    assert found.free == ("Chips", '"Language models"')


def test_an_operator_within_a_phrase_is_part_of_it():
    assert parse_terms('"topic:AI now"').phrases == (("topic", "ai", "now"),)


@pytest.mark.parametrize(
    "typed", ["topic:", "from: since:", '"', '""', "😀 🎉", "", "   ", "* - ( )"]
)
def test_nothing_to_search_for_is_no_error(typed):
    assert not parse_terms(typed)


def test_what_databases_trip_over_is_only_words():
    assert parse_terms('C++ AND "NOT (near*').words == ("c", "and", "not", "near")


def test_words_that_tell_little_can_be_searched_for():
    assert search_words("The Who in May") == ["the", "who", "in", "may"]


def test_initials_are_one_word():
    assert search_words("A.I. in the U.S.") == ["ai", "in", "the", "us"]


@given(st.text())
def test_any_text_is_a_query(text):
    found = parse_terms(text)
    assert all(found.words)
    assert all(found.phrases)


@given(st.text(alphabet='topicfrmsnce: "“”AI中国-0123'))
def test_any_heap_of_operators_is_a_query(text):
    assert parse_terms(text).typed == text


def test_an_unspaced_run_is_indexed_by_characters_and_pairs_and_looked_up_by_pairs():
    assert unspaced_terms("腾讯云 AI") == ["腾", "讯", "云", "腾讯", "讯云"]
    assert unspaced_query("腾讯云 AI 云") == ["腾讯", "讯云", "云"]
    assert search_words("腾讯云AI") == ["ai"]


@given(st.text(alphabet="人工智能のニュース뉴스 a", max_size=12))
def test_what_is_in_a_text_is_found_in_it(text):
    assert set(unspaced_query(text)) <= set(unspaced_terms(text))


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("zhipu", "zhipu", 0),
        ("zihpu", "zhipu", 1),
        ("zhpu", "zhipu", 1),
        ("zhipuu", "zhipu", 1),
        ("zhibu", "zhipu", 1),
        ("tencnet", "tencent", 1),
        ("tancnet", "tencent", 2),
        ("", "ab", 2),
        ("ab", "ca", 2),
        ("abcd", "dcba", None),
        ("abc", "abcdef", None),
    ],
)
def test_a_distance_counts_what_fingers_get_wrong(left, right, edits):
    assert distance(left, right, most=2) == distance(right, left, most=2) == edits


@given(st.text(alphabet="abc", max_size=7), st.text(alphabet="abc", max_size=7))
def test_words_one_edit_apart_share_a_key(left, right):
    if distance(left, right, most=1) is not None:
        assert set(deletions(left)) & set(deletions(right))


def test_corrections_come_nearest_first_then_commonest():
    known = {"tencent": 3, "tenants": 90, "tencents": 1, "recent": 500}
    assert corrections("tencnet", known) == ("tencent", "tencents")
    assert corrections("chp", {"cap": 2, "chip": 9, "chop": 9}) == ("chip", "chop", "cap")


def test_there_are_at_most_four_corrections():
    assert len(corrections("aaaa", {f"aaa{x}": 1 for x in "bcdefgh"})) == 4


@pytest.mark.parametrize("word", ["ai", "2024", "gpt5", "x" * 25])
def test_what_is_short_long_or_a_number_is_not_corrected(word):
    assert corrections(word, {word[:-1] + "y": 5, word + "z": 5}) == ()


def test_a_short_word_has_one_letter_wrong_at_most():
    assert corrections("chxx", {"chip": 9}) == ()
    assert corrections("govrxmetn", {"government": 9}) == ()
    assert corrections("govermetn", {"government": 9}) == ("government",)
