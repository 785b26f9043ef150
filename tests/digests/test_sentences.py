"""Where a sentence ends: a summary that breaks off in one is the worst that a reader can meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.sentences import sentences
from digests.text import tidy

ANYTHING = st.text(st.characters(codec=None), max_size=80)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Dr. Ho left. He paid $3.5 million.", "en", ["Dr. Ho left.", "He paid $3.5 million."]),
        ("First line\nSecond line", None, ["First line", "Second line"]),
        ("你好。今天天气不错！是吗？", "zh", ["你好。", "今天天气不错！", "是吗？"]),
        ("هذا نص. هل هذا صحيح؟ نعم.", None, ["هذا نص.", "هل هذا صحيح؟", "نعم."]),
        ("One. Two there.", "no-such-language", ["One.", "Two there."]),
        (
            "He died at 7 p.m. Wednesday. It rained.",
            "en",
            ["He died at 7 p.m. Wednesday.", "It rained."],
        ),
        ("Up 3% by 1:50 p.m. EDT Monday. Why?", "en", ["Up 3% by 1:50 p.m. EDT Monday.", "Why?"]),
        ("It shuts at 5 p.m. Then all go.", "en", ["It shuts at 5 p.m.", "Then all go."]),
        ("It shuts at 5 p.m. IT staff stay.", "en", ["It shuts at 5 p.m.", "IT staff stay."]),
        ("Police Const. Tim Fay left. Why?", "en", ["Police Const. Tim Fay left.", "Why?"]),
        ("Lowe's Cos. said no. It is shut.", "en", ["Lowe's Cos. said no.", "It is shut."]),
        ("REDMOND, Wash. - A plan is out.", "en", ["REDMOND, Wash. - A plan is out."]),
        (
            "It is sold by Acme Cos. iPhones are not.",
            "en",
            ["It is sold by Acme Cos.", "iPhones are not."],
        ),
        ("A mayor. Ms. Lacey left.", "en", ["A mayor.", "Ms. Lacey left."]),
        (
            "Due at 11 a. m. Nov. 8 in court. Why?",
            "en",
            ["Due at 11 a. m. Nov. 8 in court.", "Why?"],
        ),
        ("See the .NET tools 2.15. They run.", "en", ["See the .NET tools 2.15.", "They run."]),
        ("Ask www.jve.example. It is open.", "en", ["Ask www.jve.example.", "It is open."]),
        ("It was shut . Then it was open .", "en", ["It was shut .", "Then it was open ."]),
        ("Act with Acme Pro. — JEDI is new.", "en", ["Act with Acme Pro.", "— JEDI is new."]),
        (" \n\n ", None, []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, language, found):
    assert sentences(text, language) == found


@given(ANYTHING, st.one_of(st.none(), st.text(max_size=5)))
def test_sentences_lose_no_words(text, language):
    together = "".join("".join(sentences(text, language)).split())
    assert together == "".join("".join(tidy(line) for line in text.splitlines()).split())
