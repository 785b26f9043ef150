import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.typeahead import Term, near_beginnings, parse_typing, title_terms


def test_the_last_word_is_only_begun_until_something_stands_behind_it():
    assert parse_typing("Zhipu fund") == ((Term("zhipu"),), (Term("fund", begun=True),))
    assert parse_typing("Zhipu fund ") == ((Term("zhipu"),), (Term("fund"),))


def test_a_word_that_may_be_whole_is_also_looked_for_without_its_plural():
    assert parse_typing("companies") == ((Term("companies", begun=True), Term("company")),)


def test_nothing_that_could_be_looked_for_is_nothing_typed():
    for typed in ("", "  ", '"', "🎉", "?!"):
        assert parse_typing(typed) == ()


def test_scripts_without_spaces_are_taken_by_pairs():
    assert parse_typing("智谱上") == ((Term("智谱"),), (Term("谱上"),))


def test_a_title_is_suggested_by_what_it_says_as_written_and_without_plural():
    assert title_terms("Companies of 智谱")[:3] == ["company", "of", "companies"]
    assert {"智", "谱", "智谱"} < set(title_terms("Companies of 智谱"))


@pytest.mark.parametrize("slip", ["hzipu", "zhippu", "zjipu", "zhpu"])
def test_every_single_slip_leads_back_to_what_was_meant(slip):
    assert "zhipu" in near_beginnings(slip)


def test_a_short_beginning_or_a_number_is_taken_as_typed():
    assert near_beginnings("zhi") == near_beginnings("2026") == set()


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_groups_of_terms(typed):
    for group in parse_typing(typed):
        assert group
        assert all(term.text for term in group)
