"""A made title is a whole clause of the text's own words that fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.reading.titles import LONGEST, made_title, without_house

REOPENED = (
    "The island line has reopened all five of its routes to the mainland after three days of "
    "storm, which had closed the harbour and the airport."
)
CUT = "The island line has reopened all five of its routes to the mainland"
SOLD = (
    "Ann Lee, who founded the island line in 1921 with her sister and a boat, has sold it to the "
    "harbour, and she will retire."
)
SHORTENED = SOLD[: SOLD.index(" the harbour")] + "…"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("All five ferries sail again.", "All five ferries sail again"),
        (REOPENED, CUT),
        (f"He did. {SOLD} {REOPENED}", CUT),
        (SOLD, SHORTENED),
        (
            "HARBOUR CITY (Island News) – All five ferries sail again, the line said.",
            "All five ferries sail again, the line said",
        ),
        (
            "It also said that fares stay. Despite this, few came. The ferries were half empty.",
            "The ferries were half empty",
        ),
        ("What now? The ferries stay in the harbour.", "The ferries stay in the harbour"),
        ("“We are ready,” he said. The ferries sail at nine.", "The ferries sail at nine"),
        ("五艘渡轮在风暴三天后恢复航行。", "五艘渡轮在风暴三天后恢复航行"),
        ("Yes.", ""),
        ("Ferries", "Ferries"),
        ("", ""),
    ],
)
def test_a_title_is_a_clause_that_stands_alone(text, title):
    assert made_title(text.splitlines()) == title


@given(st.text(max_size=300))
def test_any_text_gets_a_title_that_fits_or_none(text):
    assert len(made_title(text.splitlines())) <= LONGEST


@pytest.mark.parametrize(
    ("title", "house"),
    [
        ("Ferries return | Harbour Times", "Harbour Times"),
        ("Ferries return - HARBOUR TIMES", "Harbour Times"),
        ("Ferries return – Harbour", "Harbour, Inc."),
        ("Ferries return | harbour.example", "harbour.example"),
    ],
)
def test_the_name_of_its_house_is_no_part_of_a_title(title, house):
    assert without_house(title, house) == "Ferries return"


@pytest.mark.parametrize(
    "title",
    ["Ferries return - at last", "Ferries return | Harbour", "| Echo", "Echo", "A quarrel at Echo"],
)
def test_what_else_stands_behind_a_dash_stays(title):
    assert without_house(title, "Echo") == title
    assert without_house("Storm at the coast - US", "US News") == "Storm at the coast - US"
